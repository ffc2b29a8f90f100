"""Asks apps three times: under uvicorn, in the preview, and under uvicorn again.

Where uvicorn's two answers differ, time or chance is at work. That nothing be the same by accident,
the files' times are years apart, and each of the two has its own seed of hashes.
"""

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from playwright.sync_api import Error, sync_playwright

from tests.hosting import hosting
from tests.package_index import serving
from tests.upstream.exchanges.browsers import PROJECT, Preview, Uvicorn, chromium
from tests.upstream.exchanges.comparison import Difference, differences, volatile
from tests.upstream.exchanges.environment import Environment
from tests.upstream.exchanges.packages import packages, requirements
from tests.upstream.exchanges.project import Files
from tests.upstream.exchanges.recording import App, Exchange
from tests.upstream.exchanges.replay import Answer
from tests.upstream.exchanges.report import Report
from tests.upstream.exchanges.server import DoesNotStart, uvicorn_server

MODIFIED = (111_111_111.0, 1_000_000_000.0)
"""When the files were, for each run of uvicorn, in seconds since the epoch. No part of the two
is the same: Tue, 10 Jul 1973 00:11:51 and Sun, 09 Sep 2001 01:46:40."""

Project = tuple[App, Files]
Answers = list[Answer] | DoesNotStart


class Suite(NamedTuple):
    """Apps that are reported together."""

    title: str
    projects: list[Project]
    report: Report


def measure(environment: Environment, suites: Sequence[Suite]) -> int:
    """Fills the reports and prints them. 1: there is a difference that is not known, or one that is
    known and not there any more; else 0."""
    began = time.monotonic()
    projects = [project for suite in suites for project in suite.projects]
    with ExitStack() as stack:
        port = stack.enter_context(hosting(stack.enter_context(serving(packages()))))
        playwright = stack.enter_context(sync_playwright())

        def from_uvicorn(modified: float) -> list[Answers]:
            say(f"asking {len(projects)} apps under uvicorn")
            with uvicorn_server(environment, modified) as server:
                host = f"{PROJECT}.asgipad.localhost:{port}"
                rules = f"--host-resolver-rules=MAP {host} 127.0.0.1:{server.port}"
                with chromium(playwright, rules) as browser:
                    return _asked(projects, Uvicorn(browser, f"http://{host}", server).answers)

        def from_preview() -> list[Answers]:
            say(f"asking {len(projects)} apps in the preview")
            with chromium(playwright) as browser:
                preview = Preview(browser, f"http://asgipad.localhost:{port}/", requirements())
                return _asked(projects, preview.answers)

        first = from_uvicorn(MODIFIED[0])
        ours = from_preview()
        again = from_uvicorn(MODIFIED[1])
    answers = zip(first, again, ours, strict=True)
    for suite in suites:
        for (app, _), (one, other, preview) in zip(suite.projects, answers, strict=False):
            _compare(app, one, other, preview, suite.report)
        print(f"{suite.title}, {len(suite.projects)} apps:")
        print(*suite.report.lines(), sep="\n", end="\n\n")
    print(f"Asked in {time.monotonic() - began:.0f} s.")
    return 1 if any(suite.report.unknown or suite.report.vanished for suite in suites) else 0


def say(text: str) -> None:
    """What is going on, beside the report."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _asked(
    projects: Sequence[Project], answers: Callable[[Files, Sequence[Exchange]], list[Answer]]
) -> list[Answers]:
    found: list[Answers] = []
    for app, files in projects:
        try:
            found.append(answers(files, app.exchanges))
        except DoesNotStart as reason:
            found.append(reason)
        except Error as error:
            found.append(DoesNotStart(error.message))
    return found


def _compare(app: App, first: Answers, again: Answers, ours: Answers, report: Report) -> None:
    """The answers of one app. After one that came too late there are no more."""
    if isinstance(first, DoesNotStart) or isinstance(again, DoesNotStart):
        report.left_out[f"{app} does not start under uvicorn: {first}"] += len(app.exchanges)
        return
    for number, exchange in enumerate(app.exchanges):
        if number >= min(len(first), len(again)):
            report.left_out[f"{app}: uvicorn took too long with the request before"] += 1
        elif isinstance(ours, DoesNotStart):
            report.add(app, exchange, [Difference("app", "serves", str(ours))])
        elif number >= len(ours):
            report.add(app, exchange, [Difference("app", "serves", "took too long before")])
        else:
            server, next_one, preview = first[number], again[number], ours[number]
            report.add(app, exchange, differences(server, next_one, preview))
            report.volatile.update(volatile(server, next_one))
