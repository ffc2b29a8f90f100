"""`python -m ide.build`: assemble static/vendor/ in a checkout."""

import sys
from argparse import ArgumentParser
from functools import partial
from pathlib import Path

from ide.build import build, npm
from ide.build.process import BuildError

say = partial(print, flush=True)


def main() -> int:
    """Build; 1 and one message on stderr when that fails."""
    parser = ArgumentParser(prog="python -m ide.build", description=__doc__)
    parser.add_argument("--tools", action="store_true", help="also install tsc and biome")
    arguments = parser.parse_args()
    root = Path(__file__).resolve().parents[2]
    try:
        if arguments.tools:
            npm.install(root / "static", say, tools=True)
        build(root, say)
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
