"""The page's end of a WebSocket."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

from tests.worker.page import TIMEOUT, ServiceWorker
from worker.messages import ClientSocketMessage, ServerSocketMessage
from worker.websocket import WebSocket


@dataclass
class PageSocket:
    """A socket as its page sees it. With `take` it says of every message that it has got it."""

    take: bool = True
    accepted: str | None = None
    """The subprotocol, "" for none."""
    denied: int | None = None
    closed: tuple[int, str] | None = None
    retired: bool = False
    messages: list[str | bytes] = field(default_factory=list)
    taken: int = 0
    """How many of its own messages the app has received."""
    ended: bool = False
    """No message can come any more."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _socket: WebSocket = field(init=False)

    @classmethod
    def open(
        cls,
        service_worker: ServiceWorker,
        path: str = "/",
        *,
        protocols: tuple[str, ...] = (),
        root_path: str = "",
        take: bool = True,
    ) -> "PageSocket":
        """Ask for a socket now."""
        raw_path, _, query = path.partition("?")
        page = cls(take)
        page._socket = service_worker.connection.open_socket(
            {
                "type": "websocket",
                "scope": {
                    "scheme": "ws",
                    "raw_path": raw_path,
                    "query_string": query,
                    "root_path": root_path,
                    "headers": [("Host", "p1.asgipad.localhost:8000"), ("upgrade", "websocket")],
                    "server": ("p1.asgipad.localhost", 8000),
                    "subprotocols": list(protocols),
                    "cookies": [],
                },
            },
            page._receive,
            page._end,
        )
        return page

    def _receive(self, message: ServerSocketMessage) -> None:
        assert not self.ended, f"{message} after the end"
        if message["type"] == "websocket.accept":
            self.accepted = message["subprotocol"]
        elif message["type"] == "websocket.http.response.start":
            self.denied = message["status"]
        elif message["type"] == "websocket.close":
            self.closed = message["code"], message["reason"]
        elif message["type"] == "websocket.taken":
            self.taken += message["messages"]
        elif message["type"] == "runtime.retired":
            self.retired = True
        else:
            self.messages.append(message["text"] if "text" in message else message["bytes"])
            if self.take:
                taken = {"type": "websocket.taken", "messages": 1}
                asyncio.get_running_loop().call_soon(self.deliver, taken)
        self._changed.set()

    def _end(self) -> None:
        self.ended = True
        self._changed.set()

    def deliver(self, message: dict[str, Any]) -> None:
        self._socket.deliver(cast(ClientSocketMessage, message))

    def send(self, *messages: str | bytes) -> None:
        for message in messages:
            name = "text" if isinstance(message, str) else "bytes"
            self.deliver({"type": "websocket.receive", name: message})

    def close(self, code: int = 1005, reason: str = "") -> None:
        self.deliver({"type": "websocket.disconnect", "code": code, "reason": reason})

    def vanish(self) -> None:
        """Go away without a word."""
        self._socket.leave()

    async def until(self, condition: Any) -> "PageSocket":
        async with asyncio.timeout(TIMEOUT):
            while not condition(self):
                self._changed.clear()
                await self._changed.wait()
        return self

    async def opened(self) -> "PageSocket":
        return await self.until(lambda page: page.accepted is not None or page.ended)

    async def got(self, messages: int) -> "PageSocket":
        return await self.until(lambda page: len(page.messages) >= messages)

    async def end(self) -> "PageSocket":
        return await self.until(lambda page: page.ended)
