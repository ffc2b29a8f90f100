"""From an edit to the first response of the new version, beside `uvicorn --reload`, which
starts its process again. Both are asked by a page of the app in a tab of its own, until the new
version answers.

The pages edit, ask and note the time by themselves: nobody is attached to the browser meanwhile.
"""

import time
from fractions import Fraction
from typing import Any, NamedTuple

from playwright.sync_api import BrowserContext, Page

from tests.benchmarks.apps import SHOP
from tests.benchmarks.chromium import new_profile, visited
from tests.benchmarks.figures import Figure, Goal, Report, Samples
from tests.benchmarks.native import Server, uvicorn
from tests.benchmarks.setup import Setup
from tests.benchmarks.unwatched import ALONE, Unwatched, unwatched
from tests.browser.direct_runtime import run_in

EDITS = 8
"""In each round."""

EVERY = 2.0
"""Seconds: `uvicorn --reload` looks at files every 250 ms, and takes an edit between its restart
and its first look for what it has started with."""

_SOON = 2.0
"""Seconds until the first edit."""

_UNTIL = """
  const now = () => performance.timeOrigin + performance.now();
  const until = (time) => new Promise((resolve) => setTimeout(resolve, time - now()));
"""

_EDIT = """
  const shown = [];
  const edited = [];
  document.querySelector("#preview").addEventListener("load", () => shown.push(now()));
  window.noted = (async () => {
    for (const { at, text } of arg) {
      await until(at);
      edited.push(now());
      const { error } = await asgipad.files.write("main.py", text);
      if (error) throw new Error(error.text);
    }
    await until(now() + 1000);
    return { edited, shown };
  })();
"""

_ASK = """
  window.noted = (async () => {
    const answered = [];
    for (const { at, version } of arg) {
      await until(at - 50);
      for (let seen; seen !== version; ) {
        const response = await fetch("/version").catch(() => null);
        seen = await response?.json();
      }
      answered.push(now());
    }
    return answered;
  })();
"""

_NOTED = "return window.noted;"


class Edit(NamedTuple):
    at: float
    """Milliseconds since the epoch."""
    version: int

    @property
    def text(self) -> str:
        text = SHOP.modules["main.py"].decode()
        edited = text.replace("VERSION = 0", f"VERSION = {self.version}")
        assert edited != text
        return edited

    @property
    def order(self) -> dict[str, Any]:
        """For the pages."""
        return {**self._asdict(), "text": self.text}


class Tabs(NamedTuple):
    """Where each page is."""

    ide: str
    ours: str
    theirs: str

    def pages(self, context: BrowserContext) -> list[Page]:
        """In this order."""
        found = {page.url: page for page in context.pages}
        return [found[url] for url in self]


class Edited(NamedTuple):
    """Milliseconds after the edit."""

    answered: float
    shown: float
    """The preview has loaded its page again."""


def measure(setup: Setup) -> Report:
    edited: list[Edited] = []
    restarted: list[float] = []
    with (
        uvicorn(SHOP, "--reload") as server,
        new_profile(setup.playwright) as profile,
        unwatched(profile.folder) as chromium,
    ):
        tabs = _open(setup, chromium, server)
        for number in range(setup.rounds):
            setup.say(f"edits, round {number + 1} of {setup.rounds}")
            first = 2 * number * EDITS + 1
            edited += _edit(setup, chromium, tabs, first)
            restarted += _restart(setup, chromium, tabs, server, first + EDITS)
    answered: Samples = {"ours": [each.answered for each in edited], "uvicorn": restarted}
    shown: Samples = {"ours": [each.shown for each in edited]}
    goal = Goal(most=50, share=Fraction(1, 10), of="uvicorn")
    return Report(
        [
            Figure("edit to the first new response", "ms", answered, goal),
            Figure("edit to the new page in the preview", "ms", shown),
        ]
    )


def _open(setup: Setup, chromium: Unwatched, server: Server) -> Tabs:
    first = setup.ours.first(SHOP, setup.ours.port)
    with chromium.opened(setup.playwright, first) as page:
        visited(page, SHOP.answer)
        url = setup.ours.settle(page, SHOP)
    tabs = Tabs(url, setup.ours.root(url), f"http://127.0.0.1:{server.port}/")
    ide = chromium.open(tabs.ide)
    time.sleep(ALONE)
    chromium.open(tabs.ours)
    chromium.open(tabs.theirs)
    chromium.bring_to_front(ide)
    return tabs


def _edit(setup: Setup, chromium: Unwatched, tabs: Tabs, first: int) -> list[Edited]:
    """From this version on."""
    edits = _planned(first)
    with chromium.watched(setup.playwright) as context:
        ide, ours, _ = tabs.pages(context)
        run_in(ours.main_frame, _UNTIL + _ASK, [edit.order for edit in edits])
        run_in(ide.main_frame, _UNTIL + _EDIT, [edit.order for edit in edits])
    _wait(edits)
    with chromium.watched(setup.playwright) as context:
        ide, ours, _ = tabs.pages(context)
        noted = run_in(ide.main_frame, _NOTED)
        answers = run_in(ours.main_frame, _NOTED)
    return [
        Edited(answer - began, min(at for at in noted["shown"] if at > began) - began)
        for began, answer in zip(noted["edited"], answers, strict=True)
    ]


def _restart(
    setup: Setup, chromium: Unwatched, tabs: Tabs, server: Server, first: int
) -> list[float]:
    """Milliseconds after each edit, from this version on."""
    edits = _planned(first)
    with chromium.watched(setup.playwright) as context:
        _, _, theirs = tabs.pages(context)
        run_in(theirs.main_frame, _UNTIL + _ASK, [edit.order for edit in edits])
    began = [_write(server, edit) for edit in edits]
    _wait(edits)
    with chromium.watched(setup.playwright) as context:
        _, _, theirs = tabs.pages(context)
        answers: list[float] = run_in(theirs.main_frame, _NOTED)
    return [answer - at for at, answer in zip(began, answers, strict=True)]


def _planned(first: int) -> list[Edit]:
    """The next ones, from this version on."""
    start = time.time() + _SOON
    return [Edit((start + number * EVERY) * 1000, first + number) for number in range(EDITS)]


def _write(server: Server, edit: Edit) -> float:
    """Milliseconds since the epoch, when that was done."""
    time.sleep(max(0.0, edit.at / 1000 - time.time()))
    began = time.time() * 1000
    (server.folder / "main.py").write_text(edit.text, "utf-8")
    return began


def _wait(edits: list[Edit]) -> None:
    """Until the pages have noted all of them, if nothing takes long."""
    time.sleep(max(0.0, edits[-1].at / 1000 + EVERY - time.time()))
