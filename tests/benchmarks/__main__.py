"""Measures how fast it is: `python -m tests.benchmarks MEASURE`."""

import sys
from collections.abc import Callable

from tests.benchmarks.language import measure as language

MEASURES: dict[str, Callable[[], int]] = {"language": language.main}
"""Each prints its table and gives the exit code."""

if __name__ == "__main__":
    measure = MEASURES.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if measure is None:
        sys.exit(f"python -m tests.benchmarks {{{','.join(MEASURES)}}}")
    sys.exit(measure())
