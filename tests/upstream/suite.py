"""The commands `starlette` and `fastapi`: a package's own tests in a browser and the recording.

Exits with 1 if a test ends otherwise than natively and the list of known differences does not have
it, or if the list has one that does not.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from tests.browser.chromium import ensure_chromium
from tests.upstream import packages
from tests.upstream.browser import Plan, run, suite_host
from tests.upstream.differences import Known
from tests.upstream.inside.reporter import Outcome
from tests.upstream.recording import Comparison, Recording
from tests.upstream.sdists import CACHE
from tests.upstream.suites import SUITES, Suite

EVERY = 100
"""Outcomes between two lines of progress."""


class Report(NamedTuple):
    """What came out."""

    comparison: Comparison
    known: Known
    over: list[str]
    """Known differences that do not differ any more."""
    reasons: dict[str, str]
    """Of the tests that did not pass: node id -> traceback, or why it was skipped."""

    @property
    def is_expected(self) -> bool:
        differences = self.comparison.differences
        return not self.over and all(self.known.reason(each) for each in differences)

    def lines(self) -> list[str]:
        """For a person to read."""
        lines: list[str] = []
        unknown = []
        for each in self.comparison.differences:
            line = f"{each.test}: natively {each.native}, here {each.browser}"
            if each.tests > 1:
                line += f" ({each.tests} tests)"
            if reason := self.known.reason(each):
                lines += [f"known    {line}", f"         {reason}"]
            else:
                unknown += [f"UNKNOWN  {line}", f"         {self._last_line(each.test)}"]
        lines += unknown
        lines += [f"OVER     {test}: equal now, take it off the list" for test in self.over]
        return [
            *lines,
            f"{self.comparison.equal} of {self.comparison.total} outcomes are equal to native",
        ]

    def document(self) -> dict[str, object]:
        """For a program to read."""
        return {
            "total": self.comparison.total,
            "equal": self.comparison.equal,
            "differences": [
                {
                    **each._asdict(),
                    "known": self.known.reason(each),
                    "reason": self.reasons.get(each.test, ""),
                }
                for each in self.comparison.differences
            ],
            "over": self.over,
        }

    def _last_line(self, test: str) -> str:
        lines = self.reasons.get(test, "").strip().splitlines()
        return lines[-1] if lines else ""


def main(name: str, arguments: list[str]) -> int:
    suite = SUITES[name]
    parser = argparse.ArgumentParser(prog=f"python -m tests.upstream {name}", description=__doc__)
    parser.add_argument("paths", nargs="*", help="files or folders of the suite (default: all)")
    parser.add_argument("-k", metavar="EXPRESSION", help="only tests that pytest selects by this")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--limit", type=float, default=30, help="seconds that a test may take")
    wanted = parser.parse_args(arguments)
    files = _select(suite.files(), wanted.paths, parser)
    options = ["-k", wanted.k] if wanted.k else []
    plan = Plan(files, options, wanted.workers, wanted.limit)

    started = time.monotonic()
    outcomes = run_in_browser(suite, plan, Progress(started))
    report = judge(suite, plan, outcomes)
    print("\n".join(report.lines()))
    print(f"in {time.monotonic() - started:.0f} s, {plan.lanes} workers")
    target = CACHE / f"{name}.json"
    target.write_text(json.dumps(report.document(), indent=1), encoding="utf-8")
    print(f"details: {target}")
    return 0 if report.is_expected else 1


def run_in_browser(suite: Suite, plan: Plan, heard: Callable[[Outcome], None]) -> list[Outcome]:
    """The outcomes in a Chromium of its own."""
    chromium = ensure_chromium()
    wheels = packages.wheels(print)
    with suite_host(suite, wheels) as url, sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium.executable, args=chromium.args
        )
        with launched as browser:
            return run(browser.new_page(), url, plan, heard)


def judge(suite: Suite, plan: Plan, outcomes: list[Outcome]) -> Report:
    """Compares with what is committed."""
    recording = Recording.parse(suite.recording.read_text("utf-8"))
    known = Known.parse(suite.differences.read_text("utf-8"))
    selected = bool(plan.options)
    comparison = recording.compare(outcomes, plan.files, selected=selected)
    over = [] if selected else known.over(comparison.differences, plan.files)
    reasons = {each["test"]: each["reason"] for each in outcomes if each["reason"]}
    return Report(comparison, known, over, reasons)


class Progress:
    """Prints the number of outcomes now and then, and each test that failed."""

    def __init__(self, started: float) -> None:
        self._started = started
        self._count = 0

    def __call__(self, outcome: Outcome) -> None:
        self._count += 1
        if outcome["ending"] in ("failed", "error", "hung"):
            print(f"{outcome['ending']}: {outcome['test']}", flush=True)
        elif self._count % EVERY == 0:
            print(f"{self._count} in {time.monotonic() - self._started:.0f} s", flush=True)


def _select(files: list[str], paths: list[str], parser: argparse.ArgumentParser) -> list[str]:
    selected = [
        file
        for file in files
        if not paths or any(Path(file).is_relative_to(Path(path)) for path in paths)
    ]
    if not selected:
        parser.error(f"the suite has no tests in {', '.join(paths)}")
    return selected
