"""Joins the language server to the browser: the only module of it that imports js and pyodide.

`language.js` calls `start` once. Text on the port is LSP; what the runtime has installed comes as
{type: "packages", wheels}, and is fetched here once more, for its sources. A {type: "ping"} is
answered: nothing else tells a worker that thinks from one that hangs.
"""

import asyncio
import json
import logging
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path, PurePosixPath
from typing import Any

from js import URL, Object
from pyodide.ffi import JsProxy, create_proxy, to_js
from pyodide.http import pyfetch

from .libraries import Libraries
from .server import LanguageServer
from .serving import serve

logger = logging.getLogger(__name__)

ROOT = Path("/project")
"""Where the project's files are, as in the runtime."""

LIBRARIES = Path("/libraries")

WHEELS = Path("/wheels")
"""Those that the build hands over for `warm`, and `addresses.json`: their names -> URLs."""

_running: set[asyncio.Task[None]] = set()

_port: JsProxy | None = None
"""The page's; None before `start`."""


def _send(text: str) -> None:
    if _port is not None:
        _port.postMessage(text)


_lockfile = ""
"""The URL that those of wheels on board are relative to, as the runtime tells them."""


async def _fetch(url: str) -> bytes:
    handed_over = WHEELS / PurePosixPath(url).name
    if handed_over.exists():
        return handed_over.read_bytes()
    response = await pyfetch(str(URL.new(url, _lockfile).href))
    response.raise_for_status()
    return bytes(await response.bytes())


_server = LanguageServer(ROOT, LIBRARIES, _send)
_libraries = Libraries(LIBRARIES, _fetch)

_EXAMPLE = """\
import dataclasses


@dataclasses.dataclass( )
class Item:
    name: str
"""


async def warm() -> None:
    """Do beforehand what would keep the first questions waiting; a snapshot remembers it."""
    await _libraries.install(json.loads((WHEELS / "addresses.json").read_text()))
    _server.libraries_changed()
    shutil.rmtree(WHEELS)
    file = {"uri": (ROOT / "main.py").as_uri()}
    here = {"textDocument": file, "position": {"line": 3, "character": 15}}
    opened = {**file, "version": 1, "text": _EXAMPLE}
    questions: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": {}},
        {"method": "textDocument/didOpen", "params": {"textDocument": opened}},
        {"id": 2, "method": "textDocument/completion", "params": here},
        {"id": 2, "method": "textDocument/formatting", "params": here},
        {"method": "textDocument/didClose", "params": {"textDocument": file}},
    ]
    for question in questions:
        _server.receive(json.dumps({"jsonrpc": "2.0", "params": {}, **question}))
    while _server.work() is not None:
        pass
    _server.receive(json.dumps({"jsonrpc": "2.0", "id": 3, "method": "shutdown", "params": {}}))
    _server.work()


def start(port: JsProxy, lockfile: str, crashed: Callable[[str], object]) -> None:
    """Serve what comes on `port`; wheels on board have URLs relative to `lockfile`.

    :param crashed: is told why nothing will be answered any more
    """
    global _port, _lockfile
    ROOT.mkdir(exist_ok=True)  # no file is part of a snapshot but those of packages
    _port, _lockfile = port, lockfile
    wanted = asyncio.Event()

    def receive(event: JsProxy) -> None:
        if isinstance(event.data, str):
            _server.receive(event.data)
            wanted.set()
        elif event.data.type == "packages":
            _spawn(install(event.data.wheels.to_py()), crashed)
        else:
            port.postMessage(to_js({"type": "pong"}, dict_converter=Object.fromEntries))

    async def install(wheels: dict[str, str]) -> None:
        if changed := await _libraries.install(wheels):
            _server.libraries_changed(changed)
            wanted.set()

    port.onmessage = create_proxy(receive)
    _spawn(serve(_server.work, wanted), crashed)


def _spawn(coroutine: Coroutine[Any, Any, None], crashed: Callable[[str], object]) -> None:
    """Run it; the page gets another worker if it raises."""

    def ended(task: asyncio.Task[None]) -> None:
        _running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            crashed(f"{type(error).__name__}: {error}")

    task = asyncio.ensure_future(coroutine)
    _running.add(task)  # the loop keeps weak references only
    task.add_done_callback(ended)
