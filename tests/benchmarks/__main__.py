"""Measures how fast it is: `python -m tests.benchmarks`, or some of it with `... NAME NAME`."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from playwright.sync_api import Error

from tests.benchmarks import editor, edits, memory, transfers, visits
from tests.benchmarks.figures import Report
from tests.benchmarks.language import measure as language
from tests.benchmarks.machine import facts
from tests.benchmarks.setup import Setup, running_setup
from tests.benchmarks.table import document, lines, table

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
    """The exit code. Figures do not change it; what could not be measured does."""
    options = _options()
    chosen = options.names or [*MEASURES, LANGUAGE]
    measures = [name for name in chosen if name != LANGUAGE]
    failed = _measure(measures, options.rounds, options.json) if measures else []
    wrong = language.main() if LANGUAGE in chosen else 0
    return 1 if failed else wrong


def _measure(names: Iterable[str], rounds: int, file: Path) -> list[str]:
    """Prints and writes what is found, first each measure by itself: a run that is broken off has
    said something, too. Gives the names of those that could not be measured."""
    machine = {**facts(), "rounds": str(rounds)}
    report, failed = Report(), []
    began = time.monotonic()
    file.parent.mkdir(parents=True, exist_ok=True)
    with running_setup(rounds) as setup:
        for name in names:
            try:
                found = MEASURES[name](setup)
            except (Error, OSError, RuntimeError) as error:
                print(f"{name} could not be measured: {error}", file=sys.stderr)
                failed.append(name)
                continue
            print(*table(found.figures), sep="\n", flush=True)
            report.figures.extend(found.figures)
            report.profiles.extend(found.profiles)
            machine["duration"] = f"{(time.monotonic() - began) / 60:.1f} min"
            file.write_text(json.dumps(document(report, machine), indent=1) + "\n", "utf-8")
    print("", *lines(report, machine), sep="\n")
    print(f"\nThe value of every round: {file}")
    if failed:
        print(f"Not measured, for the reasons above: {', '.join(failed)}")
    return failed


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
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no number of rounds")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
