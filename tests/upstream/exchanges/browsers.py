"""Two Chromiums whose pages see one origin: in one the preview answers there, in the other uvicorn.

So nothing that depends on the origin has to be explained away: not the Host header, no redirect, no
absolute URL in a body.
"""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Error, Playwright

from tests.browser.chromium import ensure_chromium
from tests.browser.direct_runtime import DirectRuntime
from tests.upstream.exchanges.project import ENTRY, Files, page_project
from tests.upstream.exchanges.recording import Exchange
from tests.upstream.exchanges.replay import PAGE, Answer, ask
from tests.upstream.exchanges.server import DoesNotStart, UvicornServer

PROJECT = "exchanges0"

_CLEANER = b"""\
import shutil
from pathlib import Path

for path in Path().iterdir():
    if path.is_dir():
        shutil.rmtree(path)
    elif path.name not in ("main.py", "pyproject.toml", "requirements.txt"):
        path.unlink()

async def app(scope, receive, send): ...
"""
"""Between two apps, so that none finds what the one before has written."""

_WRITE = """
  const files = Object.entries(arg).map(([path, text]) => [path, Uint8Array.fromBase64(text)]);
  return (await runtime.write(Object.fromEntries(files))).error?.summary;
"""


class Uvicorn:
    """Answers of uvicorn, to a page of Chromium."""

    def __init__(self, browser: Browser, origin: str, server: UvicornServer) -> None:
        self._server = server
        self._context = browser.new_context()
        page = self._context.new_page()
        with server.serving(page_project()):
            page.goto(f"{origin}/{PAGE}")
        self._frame = page.main_frame
        self._network = self._context.new_cdp_session(page)

    def answers(self, files: Files, exchanges: Sequence[Exchange]) -> list[Answer]:
        """Raises DoesNotStart."""
        self._context.clear_cookies()
        self._network.send("Network.clearBrowserCache")
        with self._server.serving(files):
            return ask(self._frame, exchanges)


class Preview:
    """Answers of the preview, to a page in its frame."""

    def __init__(self, browser: Browser, ide: str, requirements: str) -> None:
        self._browser = browser
        self._ide = ide
        self._requirements = requirements
        self._context: BrowserContext | None = None
        self._open()

    def answers(self, files: Files, exchanges: Sequence[Exchange]) -> list[Answer]:
        """Raises DoesNotStart."""
        try:
            self._write({"main.py": _CLEANER})
            self._write(files)
            answers = ask(self._frame, exchanges)
        except Error:
            self._open()  # Python is stuck, or was left for a fresh one
            raise
        if len(answers) < len(exchanges) or self._kept_cookies():
            self._open()
        return answers

    def _open(self) -> None:
        if self._context is not None:
            self._context.close()
        self._context = self._browser.new_context()
        files = {path: content.decode() for path, content in page_project().items()}
        files["pyproject.toml"] = f'[tool.asgipad]\napp = "{ENTRY}"\n'
        files["requirements.txt"] = self._requirements
        self._runtime = DirectRuntime(self._context.new_page(), self._ide, PROJECT, files)
        self._frame = self._runtime.frame(PAGE)
        self._runtime.run(
            """
            globalThis.kept = [];
            runtime.addEventListener("cookies", ({ detail }) => { kept = detail.cookies; });
            """
        )

    def _kept_cookies(self) -> int:
        """How many the runtime has got: no other app must find them."""
        count: int = self._runtime.run("return kept.length;")
        return count

    def _write(self, files: Files) -> None:
        encoded = {path: base64.b64encode(content).decode() for path, content in files.items()}
        error = self._runtime.run(_WRITE, encoded)
        if error:
            raise DoesNotStart(error)


@contextmanager
def chromium(playwright: Playwright, *arguments: str) -> Iterator[Browser]:
    found = ensure_chromium()
    browser = playwright.chromium.launch(
        executable_path=found.executable, args=[*found.args, *arguments]
    )
    try:
        yield browser
    finally:
        browser.close()
