"""The other ends of the runtime's ports: the IDE page and a service worker."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from tests.worker.cookie_policy import NodePolicy
from worker.errors import AppFailure, RestartNeeded
from worker.messages import (
    AppError,
    Changes,
    ClientScope,
    Content,
    Cookie,
    Outcome,
    PageEvent,
    PageMessage,
    ServerMessage,
    State,
)
from worker.session import Installer, Session

TIMEOUT = 10  # seconds; nothing here takes one


class Packages:
    """An installer whose answer a test chooses."""

    def __init__(self) -> None:
        self.entries: list[str | None] = []
        self.error: AppError | None = None
        self.restart: str | None = None
        self.fresh: list[bool] = []
        self.done = asyncio.Event()
        self.done.set()

    def loaded(self) -> tuple[list[str], list[str]]:
        return ["a-1.dist-info "], ["a", "a.b"]

    async def ensure(self, root: Path, entry: str | None, *, fresh: bool) -> None:
        self.entries.append(entry)
        self.fresh.append(fresh)
        await self.done.wait()
        if self.restart is not None:
            raise RestartNeeded(self.restart)
        if self.error is not None:
            raise AppFailure(self.error)


class Page:
    """Sends page messages and collects the events that come back."""

    def __init__(self, root: Path, installer: Installer | None = None) -> None:
        self.root = root
        self.events: list[Any] = []
        self.packages = Packages()
        self.session = Session(root, self._receive, installer or self.packages, NodePolicy())
        self.service_worker = ServiceWorker(self.session)
        self._installed = False
        self._ids = iter(range(1, 10_000))
        self._changed = asyncio.Event()

    def _receive(self, event: PageEvent) -> None:
        self.events.append(event)
        self._changed.set()

    async def open(self, files: dict[str, Content]) -> Outcome:
        return await self.send({"type": "project.open", "files": files})

    async def write(self, changes: Changes) -> Outcome:
        return await self.send({"type": "project.write", "changes": changes})

    async def reload(self) -> Outcome:
        return await self.send({"type": "project.reload"})

    def send(self, message: dict[str, Any]) -> "asyncio.Task[Outcome]":
        """Deliver a message now; the task ends with its outcome."""
        if not self._installed:  # not earlier: pytest puts its own streams in place for each test
            self.session.console.install()
            self._installed = True
        id = next(self._ids)
        handling = self.session.handle(cast(PageMessage, {**message, "id": id}))

        async def outcome() -> Outcome:
            await handling
            answers = [event for event in self.of("outcome") if event["id"] == id]
            return cast(Outcome, answers[0]["outcome"])

        return asyncio.ensure_future(outcome())

    async def close(self) -> None:
        if self._installed:
            self.session.console.uninstall()
        await self.session.close()

    def of(self, type: str) -> list[Any]:
        return [event for event in self.events if event["type"] == type]

    @property
    def state(self) -> State:
        state: State = self.of("state")[-1]["state"]
        return state

    @property
    def phases(self) -> list[str]:
        return [event["state"]["phase"] for event in self.of("state")]

    @property
    def printed(self) -> list[tuple[str, str]]:
        self.session.console.flush()
        return [
            (entry["kind"], entry["text"])
            for event in self.of("console")
            for entry in event["entries"]
        ]

    async def until(self, condition: Callable[[], Any]) -> None:
        """Wait for a condition that some event makes true."""
        async with asyncio.timeout(TIMEOUT):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    def request(self, path: str = "/", **options: Any) -> "Fetch":
        return self.service_worker.request(path, **options)

    async def get(self, path: str = "/", **options: Any) -> "Fetch":
        return await self.request(path, **options).end()


class ServiceWorker:
    """Sends requests on a client port."""

    def __init__(self, session: Session) -> None:
        self._fetches: dict[int, Fetch] = {}
        self.cookies: list[Cookie] = []
        """What sockets' handshakes have set in the browser."""
        self.begun: list[int] | None = None
        """Ids of the requests that are not for the next runtime, once this one has retired."""
        self.connection = session.connect(self._receive)

    def _receive(self, message: ServerMessage) -> None:
        if message["type"] == "runtime.retired":
            self.begun = message["begun"]
        elif message["type"] == "cookies":
            self.cookies += message["cookies"]
        else:
            self._fetches[message["id"]].receive(message)

    def request(
        self,
        path: str = "/",
        *,
        method: str = "GET",
        headers: list[tuple[str, str]] | None = None,
        body: list[bytes] | None = None,
        destination: str = "",
        root_path: str = "",
        cookies: list[tuple[str, str]] | None = None,
        pull: bool = True,
    ) -> "Fetch":
        """Deliver a request now. With `pull` the response body is read as it comes.

        Without `cookies` it is one that carries none.
        """
        raw_path, _, query = path.partition("?")
        id = len(self._fetches) + 1
        chunks = body or [b""]
        fetch = self._fetches[id] = Fetch(id, self.connection, chunks[1:], pull)
        scope: ClientScope = {
            "method": method,
            "scheme": "http",
            "raw_path": raw_path,
            "query_string": query,
            "root_path": root_path,
            "headers": headers or [("host", "p1.asgipad.localhost:8000")],
            "server": ("p1.asgipad.localhost", 8000),
            "destination": destination,
        }
        if cookies is not None:
            scope["cookies"] = cookies
        self.connection.deliver(
            {
                "type": "http",
                "id": id,
                "scope": scope,
                "body": chunks[0],
                "more_body": len(chunks) > 1,
            }
        )
        return fetch


@dataclass
class Fetch:
    """One request as its client sees it."""

    id: int
    connection: Any
    upload: list[bytes]
    pull: bool
    status: int = 0
    reason: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    cookies: list[Cookie] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)
    receives: int = 0
    complete: bool = False
    error: str | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    def receive(self, message: ServerMessage) -> None:
        assert not self.complete and self.error is None, f"{message} after the end"
        if message["type"] == "http.receive":
            self.receives += 1
            chunk = self.upload.pop(0)
            more_body = bool(self.upload)
            answer = {"type": "http.request", "body": chunk, "more_body": more_body}
            asyncio.get_running_loop().call_soon(self.deliver, answer)
        elif message["type"] == "http.response.start":
            self.status, self.reason = message["status"], message["reason"]
            self.headers = message["headers"]
            self.cookies = message.get("cookies", [])
        elif message["type"] == "http.response.body":
            assert self.status, "a body before the head"
            self.chunks.append(message["body"])
            self.complete = not message["more_body"]
            if self.pull and not self.complete:
                asyncio.get_running_loop().call_soon(self.deliver, {"type": "http.pull"})
        elif message["type"] == "http.error":
            self.error = message["message"]
        self._changed.set()

    def deliver(self, message: dict[str, Any]) -> None:
        self.connection.deliver({**message, "id": self.id})

    def disconnect(self) -> None:
        self.deliver({"type": "http.disconnect"})

    async def until(self, condition: Callable[["Fetch"], Any]) -> "Fetch":
        async with asyncio.timeout(TIMEOUT):
            while not condition(self):
                self._changed.clear()
                await self._changed.wait()
        return self

    async def arrived(self, chunks: int) -> "Fetch":
        return await self.until(lambda fetch: len(fetch.chunks) >= chunks)

    async def end(self) -> "Fetch":
        return await self.until(lambda fetch: fetch.complete or fetch.error)
