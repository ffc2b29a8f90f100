"""The IDE's pages, as a user sees them and as a script uses them."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypedDict

from playwright.sync_api import Frame, FrameLocator, Locator, Page

from tests.browser.apps import REQUIREMENTS
from tests.browser.share_link import share_link

START_OF_PYTHON = 120_000
"""Milliseconds until an app must serve, in a profile that has nothing cached; five seconds on a
quiet machine."""

PATIENCE = 30_000
"""Milliseconds that a page may take for what it was asked to do, on a busy machine."""

SERVING = re.compile(r"^Serving [\w.]+:\w+, version \d+$")


_REPLACE = """async ([files, patience]) => {
  const late = new Promise((_, reject) => {
    setTimeout(reject, patience, new Error("the preview did not show the new files"));
  });
  const preview = document.querySelector("#preview");
  const loaded = () => new Promise((resolve) => {
    preview.addEventListener("load", resolve, { once: true });
  });
  if (!asgipad.preview.url.endsWith(":" + location.port + "/")) {
    asgipad.preview.goto("/");
    await Promise.race([late, loaded()]);
  }
  const before = asgipad.state.generation;
  const answered = new Promise((resolve) => {
    const stop = asgipad.on("request", ({ destination, generation }) => {
      if (destination !== "iframe" || generation === before) return;
      stop();
      resolve();
    });
  });
  // A page may have loaded before the runtime has told of its request.
  const shown = Promise.all([answered, loaded()]);
  // The same files again would be no edit, and no new version.
  const { error } = await asgipad.files.replace({ ...files, ".version": String(before) });
  if (error) throw new Error(error.text);
  await Promise.race([late, shown]);
}"""

_SETTLED = """() => {
  const status = document.querySelector("#state");
  return status?.querySelector(".mk-ok, .is-bad, .is-caution") && status.innerText.trim();
}"""

_UNTIL_KEPT = """async ([path, text, preview, patience]) => {
  const { assets } = JSON.parse(document.getElementById("config").textContent);
  const { openStore } = await import(`${assets}js/store.js`);
  const store = await openStore();
  for (const end = Date.now() + patience; Date.now() < end; ) {
    const kept = (await store.list()).some(({ id }) => id === location.search.slice(1));
    const { files, view } = kept ? await store.read(location.search.slice(1)) : { files: {} };
    if (files[path]?.content === text && view?.preview === (preview ?? view?.preview)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${path} is not in the store as expected`);
}"""


class AppError(TypedDict):
    kind: str
    summary: str
    path: str | None
    line: int | None
    text: str


class Outcome(TypedDict):
    """What `asgipad.files.write` resolves with."""

    generation: int
    error: AppError | None


class Answer(NamedTuple):
    """A response of the app, asked through `asgipad.fetch`."""

    status: int
    text: str


class IdePage:
    """One tab. `ide` is the URL of the start page."""

    def __init__(self, page: Page, ide: str) -> None:
        self.page = page
        self.ide = ide
        self.status: Locator = page.locator("#state")
        self.cover: Locator = page.locator("#cover")
        self.editor: Locator = page.locator(".cm-content")
        self.address: Locator = page.get_by_role("textbox", name="Path to open in the preview")
        self.console: Locator = page.get_by_role("list", name="Output of the app")
        self.preview: FrameLocator = page.frame_locator("#preview")

    # getting there

    def open_start(self) -> None:
        self.page.goto(self.ide)

    def start_from(self, template: str) -> None:
        """Takes the card with this title on the start page."""
        self.open_start()
        self.page.get_by_role("button", name=template).click()
        self.wait_serving()

    def open(self, files: Mapping[str, str], *, name: str = "project", **place: str | int) -> None:
        """A project with these files, through a share link: the shortest way to a running app."""
        self.page.goto(self.ide + share_link(files, name=name, **place))
        self.wait_serving()

    def replace(self, files: Mapping[str, str]) -> None:
        """Other files for the project that is open, until its page at / is on show.

        Among them are `.version` and, unless the project has its own, `REQUIREMENTS`.
        """
        self.page.evaluate(_REPLACE, [{**REQUIREMENTS, **files}, PATIENCE])
        self.wait_serving()

    def wait_serving(self) -> None:
        said = self.page.wait_for_function(_SETTLED, timeout=START_OF_PYTHON).json_value()
        assert SERVING.match(said), said

    @property
    def project(self) -> str:
        """The id of the project on show."""
        return self.page.url.partition("?")[2]

    # using it

    def go_to(self, path: str) -> None:
        """Types a path into the preview's address bar, until the page there has loaded."""
        self.address.fill(path)
        with self._preview_frame().expect_navigation():
            self.address.press("Enter")

    def wait_loaded(self) -> None:
        """Until the page in the preview has all its scripts, ours too."""
        self._preview_frame().wait_for_load_state()

    def _preview_frame(self) -> Frame:
        frame = self.page.locator("#preview").element_handle().content_frame()
        assert frame is not None
        return frame

    def show(self, name: str) -> None:
        """Opens a file in the editor."""
        self.page.get_by_role("treeitem", name=name, exact=True).click()

    def type(self, text: str, *, after: str) -> None:
        """Types behind the first line of the editor that contains `after`."""
        line = self.editor.locator(".cm-line").filter(has_text=after).first
        line.click()
        self.page.keyboard.press("End")
        self.page.keyboard.type(text)

    def wait_kept(self, path: str, text: str, *, preview: str | None = None) -> None:
        """Until the browser's store has this text, typed or written by the app, and this path as
        what the preview shows."""
        self.page.evaluate(_UNTIL_KEPT, [path, text, preview, PATIENCE])

    # window.asgipad

    def write(self, path: str, text: str) -> Outcome:
        outcome: Outcome = self.page.evaluate(
            "([path, text]) => asgipad.files.write(path, text)", [path, text]
        )
        return outcome

    def read(self, path: str) -> str:
        text: str = self.page.evaluate("path => asgipad.files.read(path)", path)
        return text

    def fetch(self, path: str, **init: Any) -> Answer:
        status, text = self.page.evaluate(
            """async ([path, init]) => {
              const response = await asgipad.fetch(path, init);
              return [response.status, await response.text()];
            }""",
            [path, init],
        )
        return Answer(status, text)

    @property
    def generation(self) -> int:
        generation: int = self.page.evaluate("asgipad.state.generation")
        return generation
