"""Measures how fast it is: `python -m tests.benchmarks`, or some of it with `... NAME NAME`."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.benchmarks import editor, edits, memory, transfers, visits
from tests.benchmarks.figures import Report
from tests.benchmarks.language import measure as language
from tests.benchmarks.machine import facts
from tests.benchmarks.setup import Setup, running_setup
from tests.benchmarks.table import document, lines

MEASURES: dict[str, Callable[[Setup], Report]] = {
    "local": visits.local,
    "remote": visits.remote,
    "projects": visits.projects,
    "edits": edits.measure,
    "requests": transfers.requests,
    "download": transfers.download,
    "editor": editor.measure,
    "memory": memory.measure,
}
"""Each gives its rows of the table."""

LANGUAGE = "language"
"""It has a table of its own, and says whether the answers are right."""

JSON = Path(__file__).parents[2] / "build" / "benchmarks.json"


def main() -> int:
    """The exit code: no figure makes it another one than 0."""
    options = _options()
    chosen = options.names or [*MEASURES, LANGUAGE]
    if measures := [name for name in chosen if name != LANGUAGE]:
        _measure(measures, options.rounds, options.json)
    return language.main() if LANGUAGE in chosen else 0


def _measure(names: Iterable[str], rounds: int, file: Path) -> None:
    machine = {**facts(), "rounds": str(rounds)}
    report = Report()
    began = time.monotonic()
    with running_setup(rounds) as setup:
        for name in names:
            found = MEASURES[name](setup)
            report.figures.extend(found.figures)
            report.profiles.extend(found.profiles)
    machine["duration"] = f"{(time.monotonic() - began) / 60:.1f} min"
    print("", *lines(report, machine), sep="\n")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document(report, machine), indent=1) + "\n", "utf-8")
    print(f"\nThe value of every round: {file}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Stock Pyodide, asgipad and uvicorn side by side in Chromium.",
    )
    names = [*MEASURES, LANGUAGE]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--rounds", type=_positive, default=5, metavar="N", help="default: 5")
    parser.add_argument(
        "--json", type=Path, default=JSON, metavar="FILE", help="default: build/benchmarks.json"
    )
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in names]:
        parser.error(f"there is no measure {unknown[0]}, there are {', '.join(names)}")
    return options


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main())
