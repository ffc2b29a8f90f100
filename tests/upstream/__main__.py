"""Measures how close the browser is to a server: `python -m tests.upstream MEASURE --help`."""

import sys
from collections.abc import Callable
from functools import partial

from tests.upstream.exchanges import fastapi_tutorial, tutorials
from tests.upstream.suites import command, record

MEASURES: dict[str, Callable[[list[str]], int]] = {
    "starlette": partial(command.main, "starlette"),
    "fastapi": partial(command.main, "fastapi"),
    "exchanges": fastapi_tutorial.main,
    "tutorials": tutorials.main,
    "record": record.main,
}
"""Each takes the rest of the command line and gives the exit code."""

if __name__ == "__main__":
    measure = MEASURES.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if measure is None:
        sys.exit(f"python -m tests.upstream {{{','.join(MEASURES)}}}")
    sys.exit(measure(sys.argv[2:]))
