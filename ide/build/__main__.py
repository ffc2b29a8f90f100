"""`python -m ide.build`: assemble static/vendor/ in a checkout."""

import sys
from pathlib import Path

from ide.build import build
from ide.build.process import BuildError


def main() -> int:
    """Build; 1 and one message on stderr when that fails."""
    try:
        build(Path(__file__).resolve().parents[2])
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
