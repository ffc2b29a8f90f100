"""From an edit to the first response of the new version, beside `uvicorn --reload`, which
starts its process again. Both are asked by a page of the app in a tab of its own, until the new
version answers.
"""

import time
from fractions import Fraction
from typing import NamedTuple

from playwright.sync_api import Page

from tests.benchmarks.apps import SHOP
from tests.benchmarks.chromium import new_profile, preview, visit
from tests.benchmarks.figures import Figure, Goal, Report, Samples
from tests.benchmarks.native import Server, uvicorn
from tests.benchmarks.setup import Setup
from tests.browser.direct_runtime import run_in

EDITS = 4
"""In each round."""

LOOK = 0.6
"""Seconds: `uvicorn --reload` looks at files every 250 ms, and takes an edit between its restart
and its first look for what it has started with."""

_EDIT = """
  const began = performance.timeOrigin + performance.now();
  const { error } = await asgipad.files.write("main.py", arg);
  if (error) throw new Error(error.text);
  return began;
"""

_ASK = """
  window.answered = (async () => {
    for (let seen; seen !== arg; ) {
      const response = await fetch("/version").catch(() => null);
      seen = await response?.json();
    }
    return performance.timeOrigin + performance.now();
  })();
"""

_ANSWERED = "return window.answered;"

_LOADED = """
  const [entry] = performance.getEntriesByType("navigation");
  return performance.timeOrigin + entry.loadEventEnd;
"""


class Edited(NamedTuple):
    """Milliseconds after the edit."""

    answered: float
    shown: float
    """The preview has loaded its page again."""


def measure(setup: Setup) -> Report:
    answered: Samples = {"ours": [], "uvicorn": []}
    shown: Samples = {"ours": []}
    version = 0
    with (
        uvicorn(SHOP, "--reload") as server,
        new_profile(setup.playwright) as profile,
        profile.browser() as browser,
    ):
        ide, ours, theirs = browser.new_page(), browser.new_page(), browser.new_page()
        theirs.goto(f"http://127.0.0.1:{server.port}/")
        ide.bring_to_front()
        visit(ide, setup.ours.first(SHOP, setup.ours.port), SHOP.answer)
        ours.goto(setup.ours.root(setup.ours.settle(ide, SHOP)))
        for number in range(setup.rounds):
            setup.say(f"edits, round {number + 1} of {setup.rounds}")
            for _ in range(EDITS):
                version += 1
                theirs.bring_to_front()
                answered["uvicorn"].append(_restarted(theirs, server, version))
                ide.bring_to_front()
                edited = _edited(ide, ours, version)
                answered["ours"].append(edited.answered)
                shown["ours"].append(edited.shown)
    goal = Goal(most=50, share=Fraction(1, 10), of="uvicorn")
    return Report(
        [
            Figure("edit to the first new response", "ms", answered, goal),
            Figure("edit to the new page in the preview", "ms", shown),
        ]
    )


def _source(version: int) -> str:
    text = SHOP.modules["main.py"].decode()
    edited = text.replace("VERSION = 0", f"VERSION = {version}")
    assert edited != text
    return edited


def _edited(ide: Page, page: Page, version: int) -> Edited:
    run_in(page.main_frame, _ASK, version)
    began = run_in(ide.main_frame, _EDIT, _source(version))
    answered = run_in(page.main_frame, _ANSWERED)
    loaded = run_in(preview(ide, f"Version {version}"), _LOADED)
    return Edited(answered - began, loaded - began)


def _restarted(page: Page, server: Server, version: int) -> float:
    """Milliseconds after the edit."""
    time.sleep(LOOK)
    run_in(page.main_frame, _ASK, version)
    began = time.time() * 1000
    (server.folder / "main.py").write_text(_source(version), "utf-8")
    answered: float = run_in(page.main_frame, _ANSWERED)
    return answered - began
