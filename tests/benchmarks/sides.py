"""asgipad and the stock pattern: their hosts, in processes of their own, and their addresses."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.benchmarks.apps import App
from tests.benchmarks.figures import Side
from tests.benchmarks.processes import ending
from tests.browser.host import running_host
from tests.browser.ide_page import IdePage
from tests.browser.share_link import share_link

CHECKOUT = Path(__file__).parents[2]

_UNTIL_KEPT = """async ([wanted, patience]) => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("snapshots", { create: true });
  for (const end = Date.now() + patience; Date.now() < end; ) {
    let kept = 0;
    for await (const [name, handle] of folder.entries()) {
      if (name.endsWith(".snapshot") && (await handle.getFile()).size > 0) kept += 1;
    }
    if (kept === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the snapshots were not kept");
}"""

_READY = "[data-code-help=ready]"


class Host(Protocol):
    """What runs an app in the browser. `port` below may be that of a proxy in front of it."""

    @property
    def name(self) -> Side: ...

    @property
    def port(self) -> int: ...

    def first(self, app: App, port: int) -> str:
        """The address of a first visit."""

    def settle(self, page: Page, app: App) -> str:
        """Waits until the page has nothing to do any more; the address of the next visits."""

    def rest(self, page: Page, app: App) -> None:
        """In a second visit, waits until everything is kept that makes the next ones faster."""

    def root(self, url: str) -> str:
        """Where the app is while the page at `url` is open; ends in "/"."""


@dataclass(frozen=True)
class Stock:
    port: int
    name: Side = "stock"

    def first(self, app: App, port: int) -> str:
        return f"http://localhost:{port}/host/index.html?app={app.name}"

    def settle(self, page: Page, app: App) -> str:
        return page.url

    def rest(self, page: Page, app: App) -> None:
        """Nothing is kept but what the browser keeps by itself."""

    def root(self, url: str) -> str:
        return f"http://localhost:{urlsplit(url).port}/"


@dataclass(frozen=True)
class Ours:
    port: int
    name: Side = "ours"

    def first(self, app: App, port: int) -> str:
        link = share_link(app.files, name=app.name, path="main.py")
        return f"http://asgipad.localhost:{port}/{link}"

    def settle(self, page: Page, app: App) -> str:
        """A project that came with a link is kept from its first edit on."""
        ide = IdePage(page, "")
        page.locator(_READY).wait_for(state="attached")
        text = app.files["main.py"].decode() + "\n"
        outcome = ide.write("main.py", text)
        assert outcome["error"] is None, outcome["error"]
        page.wait_for_function("location.search.length > 1")
        ide.wait_kept("main.py", text)
        return page.url

    def rest(self, page: Page, app: App) -> None:
        """The build's two snapshots, and one of packages that the build has not."""
        page.evaluate(_UNTIL_KEPT, [2 if app.requirements == ("fastapi",) else 3, 60_000])

    def root(self, url: str) -> str:
        parts = urlsplit(url)
        return f"http://{parts.query}.asgipad.localhost:{parts.port}/"


@contextmanager
def running_stock() -> Iterator[int]:
    """Yields the port of the stock pattern's host. Raises `RuntimeError` if it does not start."""
    command = [sys.executable, "-m", "tests.benchmarks.stock.host"]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, encoding="utf-8")
    with process, ending(process):
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.strip().isdigit():
            raise RuntimeError("The stock pattern's host did not start.")
        yield int(line)


@contextmanager
def running() -> Iterator[tuple[Stock, Ours]]:
    with running_stock() as stock, running_host() as ours:
        yield Stock(stock), Ours(ours)
