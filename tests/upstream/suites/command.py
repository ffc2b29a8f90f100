"""Runs a package's own tests in a browser and compares how they end with the recording.

Exits with 1 if a test ends otherwise than natively and the list of known differences does not have
it, or if the list has one that does not.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import ensure_chromium
from tests.upstream.sdists import CACHE
from tests.upstream.suites import packages
from tests.upstream.suites.browser import Plan, run, suite_host
from tests.upstream.suites.inside.reporter import Outcome
from tests.upstream.suites.report import judge
from tests.upstream.suites.suite import SUITES, Suite

EVERY = 100
"""Outcomes between two lines of progress."""


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
