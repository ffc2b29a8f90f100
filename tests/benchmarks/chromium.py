"""Chromium with a profile that outlasts it, and visits, timed by the browser's own clock."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import BrowserContext, Frame, Page, Playwright, TimeoutError

from tests.browser.chromium import ensure_chromium
from tests.browser.direct_runtime import run_in
from tests.browser.ide_page import START_OF_PYTHON

_SHOWN = """
  const [entry] = performance.getEntriesByType("navigation");
  const { responseStart: response, loadEventEnd: load } = entry;
  return { origin: performance.timeOrigin, response, load };
"""

_LOADED = "performance.getEntriesByType('navigation')[0]?.loadEventEnd > 0"

_MARKS = """
  const marks = {};
  for (const { name, startTime } of performance.getEntriesByType("mark")) {
    marks[name.replace("asgipad: ", "")] = startTime;
  }
  return { origin: performance.timeOrigin, marks };
"""


@dataclass(frozen=True)
class Visit:
    """From the navigation until the app's page has loaded in the preview."""

    began: float
    """Seconds since the epoch."""
    milliseconds: float
    milestones: dict[str, float]
    """Milliseconds after `began`."""

    @property
    def ended(self) -> float:
        """Seconds since the epoch."""
        return self.began + self.milliseconds / 1000


class Profile:
    """A profile's folder; each `browser()` is a start of Chromium with it."""

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self._playwright = playwright
        self.folder = folder

    @contextmanager
    def browser(self) -> Iterator[BrowserContext]:
        """Without the moving parts of pages, which cost more than Python's start where there is no
        graphics card."""
        chromium = ensure_chromium()
        context = self._playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=chromium.executable,
            args=chromium.args,
            reduced_motion="reduce",
        )
        try:
            context.set_default_timeout(START_OF_PYTHON)
            yield context
        finally:
            context.close()


@contextmanager
def new_profile(playwright: Playwright) -> Iterator[Profile]:
    # Chromium may still be tidying up when it is gone for Playwright.
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Profile(playwright, Path(folder))


def visit(page: Page, url: str, answer: str) -> Visit:
    """Opens a page with the preview of an app, on whose page `answer` stands.

    Raises `RuntimeError` with the page's errors where that does not come.
    """
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url, wait_until="commit")
    return visited(page, answer, errors)


def visited(page: Page, answer: str, errors: Iterable[str] = ()) -> Visit:
    """What a page tells of how it was opened; waits until the app's page has loaded.

    Raises `RuntimeError` with `errors` where that does not come.
    """
    try:
        frame = preview(page, answer)
    except TimeoutError as error:
        raise RuntimeError(f"No {answer!r} at {page.url}: {' '.join(errors)}") from error
    shown = run_in(frame, _SHOWN)
    told = run_in(page.main_frame, _MARKS)
    preview_began = shown["origin"] - told["origin"]
    milestones = {
        **told["marks"],
        "preview asks": preview_began,
        "preview is answered": preview_began + shown["response"],
        "preview has loaded": preview_began + shown["load"],
    }
    took = milestones["preview has loaded"]
    before = {name: at for name, at in milestones.items() if at <= took}
    return Visit(told["origin"] / 1000, took, before)


def preview(page: Page, answer: str) -> Frame:
    """The frame with the app, once its page with `answer` has loaded."""
    page.frame_locator("#preview").get_by_text(answer).first.wait_for(state="attached")
    frame = page.locator("#preview").element_handle().content_frame()
    assert frame is not None
    frame.wait_for_function(_LOADED)
    return frame


def heap(frame: Frame) -> float | None:
    """MB of the app's WebAssembly memory, from its route `heap`; None on a server."""
    text = run_in(
        frame,
        """
        const response = await fetch("heap");
        return response.ok ? await response.text() : "null";
        """,
    )
    size: Any = json.loads(text)
    return None if size is None else size / 1e6
