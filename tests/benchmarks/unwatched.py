"""A Chromium to which nobody is attached: who listens to its network makes each request slower.

Its pages measure by themselves and tell in their titles.
"""

import json
import re
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.benchmarks.processes import ending, port_of
from tests.browser.chromium import ensure_chromium
from tests.browser.ide_page import START_OF_PYTHON

_ANNOUNCEMENT = re.compile(r"DevTools listening on ws://127\.0\.0\.1:(\d+)/")

_OPTIONS = (
    "--headless",
    "--remote-debugging-port=0",
    "--force-prefers-reduced-motion",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)
"""At full speed: the tab that runs the app is behind the one that asks; in an IDE they are one.
Without the moving parts of pages, which cost more than Python's start where there is no graphics
card."""

_BLANK = "about:blank"

ALONE = 12.0
"""Seconds after which a new page of either side loads nothing any more."""

_EVERY = 0.2
"""Seconds between two looks at a title."""

_ANSWER = 10.0
"""Seconds that the browser itself may take."""


class Unwatched:
    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}"
        self._url = f"{self._root}/json"

    def open(self, url: str) -> str:
        """A new tab in front of the others; gives its id."""
        tab = json.loads(self._ask(f"new?{quote(url, safe='')}", method="PUT"))
        return str(tab["id"])

    def close(self, tab: str) -> None:
        self._ask(f"close/{tab}")

    def bring_to_front(self, tab: str) -> None:
        self._ask(f"activate/{tab}")

    @contextmanager
    def watched(self, playwright: Playwright) -> Iterator[BrowserContext]:
        """For as long as this lasts Playwright is attached to all tabs, which makes them slower."""
        browser = playwright.chromium.connect_over_cdp(self._root)
        try:
            context = browser.contexts[0]
            context.set_default_timeout(START_OF_PYTHON)
            yield context
        finally:
            browser.close()  # ends the connection, not the browser

    @contextmanager
    def opened(self, playwright: Playwright, url: str) -> Iterator[Page]:
        """A new tab, to which Playwright comes when it is done. It must be the only one."""
        tab = self.open(url)
        time.sleep(ALONE)
        try:
            with self.watched(playwright) as context:
                [page] = [page for page in context.pages if page.url != _BLANK]
                yield page
        finally:
            self.close(tab)

    def report(self, url: str, patience: float) -> list[float] | None:
        """The numbers in the title of a page; None if there are none after `patience` seconds."""
        tab = self.open(url)
        try:
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline:
                title = self._title(tab)
                if title.startswith("["):
                    numbers: list[float] = json.loads(title)
                    return numbers
                time.sleep(_EVERY)
            return None
        finally:
            self.close(tab)

    def _title(self, tab: str) -> str:
        return next((str(each["title"]) for each in json.loads(self._ask("list"))
                     if each["id"] == tab), "")  # fmt: skip

    def _ask(self, what: str, method: str = "GET") -> bytes:
        request = urllib.request.Request(f"{self._url}/{what}", method=method)
        with urllib.request.urlopen(request, timeout=_ANSWER) as response:
            answer: bytes = response.read()
        return answer


@contextmanager
def unwatched(profile: Path) -> Iterator[Unwatched]:
    """Starts Chromium with a profile that no other one has open."""
    chromium = ensure_chromium()
    process = subprocess.Popen(
        [chromium.executable, *chromium.args, *_OPTIONS, f"--user-data-dir={profile}", _BLANK],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    with process, ending(process):
        yield Unwatched(port_of(process, _ANNOUNCEMENT))
