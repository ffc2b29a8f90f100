"""Joins the session to the browser: the only module that imports js and pyodide for it.

`runtime.js` calls `start` once and `connect` for every service worker, through which the ports of
sockets arrive. Messages become plain Python values here and leave as plain JavaScript values, so
nothing else ever sees a JsProxy.
"""

# ruff: noqa: E402 - threads must be simulated before anything else is imported
from . import threadless

threadless.install()

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from js import Object, navigator
from pyodide.ffi import JsNull, JsProxy, create_once_callable, create_proxy, jsnull, to_js

from . import absent, argon2_bindings, import_caches, key_derivation, outgoing, servers
from .bridge import Connection
from .cookies import CookieRequest, Taken
from .files import ProjectFiles
from .messages import (
    ClientMessage,
    ClientSocketMessage,
    Cookie,
    PageMessage,
    ServerMessage,
    WebSocketOpen,
)
from .micropip_backend import MicropipBackend
from .packages import PackageInstaller
from .prepared import Prepared
from .project import entry
from .session import Session
from .threadless.suspension import can_suspend, run_sync

ROOT = Path("/project")
"""The project's folder: the app's working directory and the first entry of sys.path."""

_PREPARED = ("fastapi", "email-validator", "jinja2", "python-multipart")
"""Distributions that most projects need: what an import makes of them is in the snapshot."""

_CARRIED_ALONG = ("httpx2", "itsdangerous", "pydantic-settings", "uvicorn")
"""Of these, their files only."""

_prepared = Prepared(ROOT, Path("/lib/prepared"), Path(__file__).parents[1])
_session: Session | None = None
_tasks: set[asyncio.Task[None]] = set()


async def warm() -> None:
    """Do beforehand, in what the snapshot is taken of, what most projects need."""
    import pyodide_js

    from .rehearsal import prepare as set_aside

    prepare()
    backend = MicropipBackend(None)
    before = set(backend.installed())
    await backend.load(["fastapi"], _say_nothing)
    fastapi = backend.installed().keys() - before
    await backend.load([*_PREPARED, *_CARRIED_ALONG], _say_nothing)
    names = backend.installed().keys() - before
    modules = ("email_validator", "jinja2", "python_multipart")
    installer = PackageInstaller(backend, _say_nothing, _prepared.missed)
    await set_aside(_prepared, ROOT, names, fastapi, modules, installer)
    for name in names:
        delattr(pyodide_js.loadedPackages, name)


async def install_project(index: JsProxy, files: JsProxy) -> Any:
    """Install what a project needs: `{back, urls}` for `set_aside_project`.

    In an interpreter of its own: what installs packages keeps objects of JavaScript, which are no
    part of a snapshot.
    """
    os.mkdir(ROOT)
    ProjectFiles(ROOT).replace(_python(files.to_py()))
    backend = MicropipBackend(_optional(index), _prepared)
    installer = PackageInstaller(backend, _say_nothing, _prepared.missed, _prepared)
    await installer.ensure(ROOT, entry(ROOT), fresh=True)
    return _to_js({"back": _prepared.back(), "urls": backend.urls})


def bring_back(names: JsProxy) -> None:
    """Begin what `set_aside_project` ends: install what this snapshot has of a project's packages.

    The files of the others are put beside these.
    """
    _prepared.bring_back(names.to_py())


def set_aside_project(modules: JsProxy, urls: JsProxy) -> None:
    """Have in a snapshot what is installed, with `modules` of it imported.

    :raises RuntimeError: as `Prepared.set_aside_project`
    """
    _prepared.missed.install()
    _prepared.import_back([])
    _prepared.set_aside_project(modules.to_py(), urls.to_py())
    _prepared.missed.uninstall()


def _say_nothing(_: object) -> None:
    """Nobody waits."""


_is_ready = False


def prepare() -> None:
    """Let what others wrote for a server run here. Once: a snapshot has it."""
    global _is_ready
    if not _is_ready:
        _is_ready = True
        for module in (absent, servers, argon2_bindings, key_derivation, outgoing, import_caches):
            module.install()


def start(page: JsProxy, config: JsProxy, hashes: JsProxy, policy: JsProxy) -> None:
    """Listen to the page's port; its first message opens the project.

    `hashes` is hashes.js, `policy` the CookiePolicy of cookie_policy.js.
    """
    global _session
    ROOT.mkdir(exist_ok=True)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    prepare()
    key_derivation.use(Hashes(hashes))
    _prepared.missed.install()
    emit = _poster(page)
    backend = MicropipBackend(_optional(config.index), _prepared)
    installer = PackageInstaller(backend, emit, _prepared.missed, _prepared)
    session = _session = Session(ROOT, emit, installer, Policy(policy))
    session.console.install()

    def receive(message: Any) -> None:
        _spawn(session.handle(cast(PageMessage, message)))

    _listen(page, receive)


class Hashes:
    """A `key_derivation.Library` in JavaScript."""

    def __init__(self, module: JsProxy) -> None:
        self._module: Any = module

    def pbkdf2(
        self, hash: str, password: bytes, salt: bytes, iterations: int, length: int
    ) -> bytes:
        arguments = (hash, to_js(password), to_js(salt), iterations, length)
        if hash in ("sha256", "sha384", "sha512") and can_suspend():
            key = run_sync(self._module.pbkdf2Later(*arguments))
        else:
            key = self._module.pbkdf2(*arguments)
        return bytes(key.to_py())

    def scrypt(self, password: bytes, salt: bytes, n: int, r: int, p: int, length: int) -> bytes:
        key = self._module.scrypt(to_js(password), to_js(salt), n, r, p, length)
        return bytes(key.to_py())


class Policy:
    """A `cookies.CookiePolicy` in JavaScript."""

    def __init__(self, policy: JsProxy) -> None:
        self._policy: Any = policy

    def restore(self, cookies: list[Cookie]) -> None:
        self._policy.restore(_to_js(cookies))

    def kept(self) -> list[Cookie]:
        return cast(list[Cookie], _python(self._policy.kept().to_py()))

    def header(self, request: CookieRequest, visible: list[tuple[str, str]]) -> str:
        return str(self._policy.header(_to_js(request), _to_js(visible)))

    def take(self, path: str, headers: list[str]) -> Taken:
        return cast(Taken, _python(self._policy.take(path, _to_js(headers)).to_py()))


def connect(port: JsProxy) -> Connection:
    """Serve a service worker's requests that arrive on `port`, until the connection is closed.

    `port` is a TextPort of text_port.js.
    """
    assert _session is not None, "start() comes first"

    def send(message: ServerMessage) -> None:
        if message["type"] == "http.response.body":
            head = {"type": message["type"], "id": message["id"], "more_body": message["more_body"]}
            port.post(json.dumps(head), to_js(message["body"]))
        else:
            port.post(json.dumps(message))

    connection = _session.connect(send)

    def receive(text: str, body: JsProxy | JsNull, socket: JsProxy | JsNull) -> None:
        message = json.loads(text)
        if not isinstance(socket, JsNull):
            _open_socket(connection, message, socket)
            return
        if message["type"] in ("http", "http.request"):
            message["body"] = b"" if isinstance(body, JsNull) else body.to_bytes()
        connection.deliver(cast(ClientMessage, message))

    port.listen(create_proxy(receive))
    return connection


def serving() -> bool:
    """Would a request be answered that the running code makes to its own app?"""
    assert _session is not None, "start() comes first"
    return _session.serves_caller


def _open_socket(connection: Connection, message: WebSocketOpen, port: JsProxy) -> None:
    """Serve a socket whose messages come on `port`, until it ends."""

    def close() -> None:
        port.close()
        for name, listener in listeners.items():
            port.removeEventListener(name, listener)
            listener.destroy()

    listeners: dict[str, JsProxy] = {}
    socket = connection.open_socket(message, _poster(port), close)
    if socket.disconnected:
        return
    if "lock" in message:
        navigator.locks.request(message["lock"], create_once_callable(lambda _: socket.leave()))
    listeners["message"] = create_proxy(
        lambda event: socket.deliver(cast(ClientSocketMessage, _python(event.data.to_py())))
    )
    # Of a page that had no time to say that it goes. Only Chromium has the event.
    listeners["close"] = create_proxy(lambda _: socket.leave())
    for name, listener in listeners.items():
        port.addEventListener(name, listener)
    port.start()


def _spawn(coroutine: Any) -> None:
    task = asyncio.ensure_future(coroutine)
    _tasks.add(task)  # the loop keeps weak references only
    task.add_done_callback(_tasks.discard)


def _listen(port: JsProxy, receive: Callable[[Any], None]) -> None:
    port.onmessage = create_proxy(lambda event: receive(_python(event.data.to_py())))


def _poster(port: JsProxy) -> Callable[[Any], None]:
    def post(message: Any) -> None:
        port.postMessage(_to_js(message))

    return post


def _optional(text: Any) -> str | None:
    return None if isinstance(text, JsNull) else str(text)


def _to_js(value: Any) -> Any:
    return to_js(_javascript(value), dict_converter=Object.fromEntries, create_pyproxies=False)


def _python(value: Any) -> Any:
    """JavaScript's null as None, typed arrays as bytes, all the way down."""
    match value:
        case dict():
            return {key: _python(item) for key, item in value.items()}
        case list():
            return [_python(item) for item in value]
        case memoryview():
            return value.tobytes()
        case JsNull():
            return None
    return value


def _javascript(value: Any) -> Any:
    """None as JavaScript's null (`to_js` would write undefined), all the way down."""
    match value:
        case None:
            return jsnull
        case dict():
            return {key: _javascript(item) for key, item in value.items()}
        case list() | tuple():
            return [_javascript(item) for item in value]
    return value
