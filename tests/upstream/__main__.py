"""Measures how close the browser is to a server: `python -m tests.upstream COMMAND --help`."""

import sys
from importlib import import_module

COMMANDS = {
    "starlette": "suite",
    "fastapi": "suite",
    "exchanges": "exchanges.fastapi_tutorial",
    "tutorials": "exchanges.tutorials",
    "record": "record",
}
"""Name -> the module here whose `main(name, arguments)` is the command; it gives the exit code."""


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        print(f"{__doc__}\nCOMMAND is one of: {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    name, *rest = arguments
    code: int = import_module(f"tests.upstream.{COMMANDS[name]}").main(name, rest)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
