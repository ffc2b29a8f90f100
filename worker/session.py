"""One open project: takes edits in and keeps the newest version of its app answering.

Every edit gets a revision number when it arrives. A request waits until the revision that was
newest at its own arrival is *settled*: a generation contains it, or it turned out not to compile.
So no request is answered by code older than the last edit that compiled before it.

    edit -> written, compiles? -> (250 ms, or a request) -> packages -> the old generation stops
         -> import -> lifespan startup -> the new generation serves, or says why it cannot

An edit of files that the app has not read into its memory (templates, stylesheets) needs no new
generation: it is settled as soon as it is written.

From the stop of the old generation to the end of the import, edits are held back, so that a file
which no longer compiles cannot spoil a generation whose predecessor is gone.

Where packages make a fresh interpreter necessary, the session *retires*: it stops the app, hands
over what the app has written, and leaves requests and edits to its successor.
"""

import asyncio
import contextlib
import contextvars
import weakref
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Protocol

from . import generation as generations
from . import project
from .bridge import Connection, Exchange, access_log
from .console import Console
from .cookies import CookieJar, CookiePolicy
from .edits import Edits, Write
from .error_page import ErrorPage
from .errors import AppFailure, RestartNeeded, app_error
from .files import ProjectFiles
from .generation import Generation
from .messages import (
    AppError,
    ErrorKind,
    Outcome,
    PageEvent,
    PageMessage,
    Phase,
    ServerMessage,
    State,
)
from .reads import Reads
from .reload import Loader
from .routes import RouteFinder
from .websocket import WebSocket

DEBOUNCE = 0.25
"""Seconds of rest from an edit to its generation: half a word is often a name that does not exist.
Whoever asks the app something does not wait for it."""

QUICK_INSTALL = 0.1
"""Seconds after which the installer is seen to be installing, not just looking."""

ROUTES_DELAY = 0.1
"""Seconds from a new version that somebody waits for to the search for its routes."""

SCAN_DELAY = 0.1
"""Seconds from a request's end to the search for files that the app wrote."""


class Installer(Protocol):
    """Provides the packages that a project needs."""

    async def ensure(self, root: Path, entry: str | None, *, fresh: bool) -> None:
        """Install what is missing; cheap when nothing is.

        :raises AppFailure: of kind "package"
        :raises RestartNeeded: unless `fresh`: then no app has been imported in this interpreter
        """

    def loaded(self) -> tuple[list[str], list[str]]:
        """Distributions and modules that a snapshot of the project would spare the next start."""


class Session:
    """The runtime's whole state. `emit` posts to the page."""

    def __init__(
        self,
        root: Path,
        emit: Callable[[PageEvent], None],
        installer: Installer,
        policy: CookiePolicy,
    ) -> None:
        self._root = root.resolve()
        self._emit = emit
        self._installer = installer
        self._files = ProjectFiles(self._root)
        self._edits = Edits(self._root)
        self._loader = Loader(self._root)
        self._reads = Reads(self._root)
        self._layout = 0
        """That of the files which the generation was made of."""
        self._routes = RouteFinder(self._root)
        self._context = contextvars.copy_context()
        self._generation: Generation | None = None
        self._state = State(phase="starting", generation=0, app=None, error=None)
        self._fresh = True
        self._retired = False
        self._settled = 0
        self._waiting: list[tuple[int, Exchange | WebSocket]] = []
        self._jar = CookieJar(policy, lambda kept: emit({"type": "cookies", "cookies": kept}))
        self._connections: weakref.WeakSet[Connection] = weakref.WeakSet()
        self._hurry = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._scan_timer: asyncio.TimerHandle | None = None
        self.console = Console(
            lambda entries: emit({"type": "console", "entries": entries}), self._speaking
        )

    def handle(self, message: PageMessage) -> Coroutine[Any, Any, None]:
        """Take a message of the page in.

        It takes effect at once, before the coroutine runs; that answers it through `emit` and never
        raises. A retired session answers no edit any more.
        """
        if message["type"] == "ping":
            return self._pong(message["id"])
        if message["type"] == "project.loaded":
            return self._tell_loaded(message["id"])
        if message["type"] == "project.open":
            self._state["generation"] = message.get("generation", 0)
            self._jar.restore(message.get("cookies", []))
            files = message["files"]
            return self._answer(message["id"], self._edit(lambda: self._files.replace(files)))
        if message["type"] == "project.write":
            changes = message["changes"]
            return self._answer(message["id"], self._edit(lambda: self._files.write(changes)))
        return self._answer(message["id"], self._edit(None))

    def connect(self, send: Callable[[ServerMessage], None]) -> Connection:
        """Serve the requests and sockets of one service worker; `send` posts to it."""
        connection = Connection(send, self._admit, self._jar)
        self._connections.add(connection)
        if self._retired:
            connection.retire()
        return connection

    @property
    def serves_caller(self) -> bool:
        """Does the app that this is called from answer requests? Not while it starts or ends."""
        generation = generations.current.get()
        return generation is not None and generation is self._generation

    async def close(self) -> None:
        """Shut the app down for good and put the process back as it was."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.wait({self._worker})
        if self._generation is not None:
            await self._generation.stop()
        self._loader.close()
        self._reads.close()
        if self._scan_timer is not None:
            self._scan_timer.cancel()
        self.console.flush()

    # edits

    def _edit(self, write: Write | None) -> asyncio.Future[Outcome]:
        outcome = self._edits.add(write)
        if write is None or self._generation is None:
            self._hurry.set()  # nothing is gained by waiting for more
        if self._worker is None and not self._retired and not self._settle_unread():
            loop = asyncio.get_running_loop()
            generations.track_tasks(loop)
            self._worker = self._context.copy().run(loop.create_task, self._settle_all())
        return outcome

    async def _answer(self, id: int, outcome: asyncio.Future[Outcome]) -> None:
        try:
            answer = await outcome
        except AppFailure as failure:
            answer = Outcome(generation=self._state["generation"], error=failure.error)
        self._emit({"type": "outcome", "id": id, "outcome": answer})

    async def _pong(self, id: int) -> None:
        self._emit({"type": "pong", "id": id})

    async def _tell_loaded(self, id: int) -> None:
        packages, modules = self._installer.loaded()
        self._emit({"type": "loaded", "id": id, "packages": packages, "modules": modules})

    # requests

    def _admit(self, exchange: Exchange | WebSocket) -> None:
        assert not self._retired, "a retired connection admits nothing"
        if self._generation is not None and self._settled == self._edits.revision:
            self._start(self._generation, exchange)
        else:
            self._waiting.append((self._edits.revision, exchange))
            self._hurry.set()

    def _start(self, generation: Generation, exchange: Exchange | WebSocket) -> None:
        if exchange.disconnected:
            return

        def log(exchange: Exchange, status: int, duration: float) -> None:
            self._emit(access_log(exchange, status, duration, generation.number))

        generation.answer(exchange, log, self._scan_soon)

    # generations

    async def _settle_all(self) -> None:
        """Settle the newest revision, and again while there is a newer one."""
        try:
            while self._settled < self._edits.revision and not self._retired:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(DEBOUNCE):
                        await self._hurry.wait()
                self._hurry.clear()
                try:
                    await self._advance()
                except RestartNeeded as needed:
                    await self._retire(str(needed))
        except (asyncio.CancelledError, GeneratorExit):
            raise
        except BaseException as exc:  # KeyboardInterrupt, too: the page's stop button
            self._edits.release()
            generation = Generation(self._state["generation"] + 1, self._context)
            self._fail(generation, "boot", exc)
            self._settle(self._edits.revision, generation, [])
        finally:
            self._worker = None

    async def _advance(self) -> None:
        """Settle the newest revision; return early if a newer one arrives before it can be."""
        revision = self._edits.revision
        if self._generation is not None and (self._edits.broken or not self._edits.pending):
            self._settle(revision, self._generation)
            return
        if self._settle_unread():
            return
        failure = await self._install()
        if self._edits.revision != revision:
            return
        pending = self._edits.hold()
        self._show("loading")
        if self._generation is not None:
            await self._generation.stop()
        while True:
            generation = Generation(self._state["generation"] + 1, self._context)
            self._load(generation, failure, forced=pending.forced)
            self._edits.release()
            if await self._started(generation):
                break
            # A newer edit compiles: begin again with it.
            revision = self._edits.revision
            newer = self._edits.hold()
            pending.paths |= newer.paths
            pending.forced |= newer.forced
            await generation.stop()
            failure = await self._install()
        self._settle(revision, generation, sorted(pending.paths))

    def _settle_unread(self) -> bool:
        """Settle the newest revision if all that has changed are files that the app has not read:
        then no new generation is needed."""
        generation, pending = self._generation, self._edits.pending
        if generation is None or generation.error or self._edits.broken:
            return False
        if pending.forced or not pending.paths or self._files.layout != self._layout:
            return False
        if not self._reads.untouched(pending.paths):
            return False
        paths = sorted(self._edits.take().paths)
        self._emit({"type": "changed", "generation": generation.number, "paths": paths})
        self._settle(self._edits.revision, generation)
        return True

    async def _install(self) -> AppFailure | None:
        entry = project.entry(self._root)
        ensuring = self._installer.ensure(self._root, entry, fresh=self._fresh)
        task = asyncio.ensure_future(ensuring)
        try:
            await asyncio.wait({task}, timeout=QUICK_INSTALL)
            if not task.done():
                self._show("installing")
            await task
        except AppFailure as failure:
            return failure
        finally:
            task.cancel()
        return None

    def _load(self, generation: Generation, failure: AppFailure | None, *, forced: bool) -> None:
        """Import the app into `generation`, which has failed if that fails."""
        failed = self._generation is not None and self._generation.error is not None
        self._loader.unload(keep=not (forced or failed or failure))
        self._reads.forget()
        self._layout = self._files.layout
        try:
            if failure is not None:
                raise failure
            self._fresh = False
            name, app = generation.run(self._loader.load)
        except AppFailure as exc:
            self._fail(generation, "import", exc)
        else:
            generation.serve(name, app)

    async def _started(self, generation: Generation) -> bool:
        """Start the app; False if a newer edit made that pointless before it came to an end."""
        startup = asyncio.ensure_future(generation.startup())
        try:
            while not startup.done():
                superseded = asyncio.ensure_future(self._edits.superseded.wait())
                await asyncio.wait({startup, superseded}, return_when="FIRST_COMPLETED")
                superseded.cancel()
                if self._edits.superseded.is_set() and not startup.done():
                    return False
            startup.result()
        except asyncio.CancelledError:
            await generation.stop()
            raise
        except BaseException as exc:
            self._fail(generation, "lifespan", exc)
        finally:
            startup.cancel()
        return True

    async def _retire(self, reason: str) -> None:
        """End here, with everything that the page needs to go on in a fresh interpreter."""
        self._retired = True
        for connection in self._connections:
            connection.retire()
        self._waiting.clear()
        self._edits.release()
        self._edits.hold()
        try:
            if self._generation is not None:
                await self._generation.stop()
            self._loader.unload()  # closes what the app has left open
        finally:
            self._edits.release()  # now, so that they are not taken for the app's
            self._scan()
            self.console.flush()
            self._emit({"type": "restart", "reason": reason})

    def _fail(self, generation: Generation, kind: ErrorKind, exc: BaseException) -> None:
        """Have `generation` answer every request with `exc`."""
        cause: BaseException | None = exc
        if isinstance(exc, AppFailure):
            error, cause = exc.error, exc.__cause__
        else:
            error = app_error(exc, self._root, kind)
        page = ErrorPage(
            error,
            self._root,
            generation=generation.number,
            app_name=generation.app_name,
            exception=cause,
        )
        generation.fail(error, page.respond)
        generation.run(lambda: self.console.write("error", error["text"].rstrip()))

    def _settle(
        self, revision: int, generation: Generation, changed: list[str] | None = None
    ) -> None:
        """Answer all edits and requests up to `revision`; `changed` came with a new generation."""
        self._generation = generation
        self._settled = revision
        self._edits.check_syntax = True
        serving = None if generation.error else generation.number
        error = self._edits.error(revision, serving) or generation.error
        self._show("failed" if generation.error else "serving", error)
        ready = [exchange for arrival, exchange in self._waiting if arrival <= revision]
        if changed is not None:
            self._emit({"type": "reloaded", "generation": generation.number, "paths": changed})
            loop, context = asyncio.get_running_loop(), self._context.copy()
            delay = ROUTES_DELAY if ready else 0
            loop.call_later(delay, self._tell_routes, generation, context=context)
        self._edits.settle(revision, Outcome(generation=generation.number, error=error))
        self._waiting = [waiting for waiting in self._waiting if waiting[0] > revision]
        for exchange in ready:
            self._start(generation, exchange)
        self._scan_soon()

    def _show(self, phase: Phase, error: AppError | None = None) -> None:
        generation = self._generation
        state = State(
            phase=phase,
            generation=generation.number if generation is not None else self._state["generation"],
            app=generation.app_name if generation is not None else None,
            error=error,
        )
        if state != self._state:
            self._state = state
            self._emit({"type": "state", "state": state})

    def _tell_routes(self, generation: Generation) -> None:
        app, routes = generation.app, []
        stopped = app is None and generation.error is None
        if generation is not self._generation or stopped or self._retired:
            return
        if app is not None:
            try:
                routes = generation.run(lambda: self._routes.routes(app))
            except GeneratorExit:
                raise
            except BaseException as exc:  # of objects of the app; it serves all the same
                note = f"The routes of this version cannot be shown: {exc!r}"
                generation.run(lambda: self.console.write("debug", note))
        self._emit({"type": "routes", "generation": generation.number, "routes": routes})

    # the app's own doings

    def _speaking(self) -> int:
        """The generation that what is printed now comes from."""
        generation = generations.current.get()
        return generation.number if generation is not None else self._state["generation"]

    def _scan_soon(self) -> None:
        if self._scan_timer is None:
            loop = asyncio.get_running_loop()
            self._scan_timer = loop.call_later(SCAN_DELAY, self._scan, context=self._context.copy())

    def _scan(self) -> None:
        self._scan_timer = None
        changes = self._files.scan()
        if changes:
            self._emit({"type": "files", "changes": changes})
        if self._generation is not None and self._generation.busy:
            self._scan_timer = asyncio.get_running_loop().call_later(1.0, self._scan)
        self._loader.judge()  # there is time now
