"""The WebSocket server: one socket of a page, ASGI 3.0 on its other side.

What an app can notice is what uvicorn does (0.54, websockets-sansio).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Literal

from .asgi import ASGIApp, Event, Scope
from .cookies import CookieJar
from .messages import (
    ClientSocketMessage,
    Cookie,
    ServerSocketMessage,
    SocketClose,
    SocketSend,
    WebSocketOpen,
)
from .scope import connection_scope

logger = logging.getLogger("uvicorn.error")

WINDOW = 64
"""Messages that an app may be ahead of its page before `send` waits."""

WINDOW_SIZE = 1024 * 1024
"""Bytes that an app may be ahead of its page before `send` waits."""

TAKEN_AT_ONCE = 16
"""Messages that the app takes before the page hears of it, unless it has taken all."""

_CLOSE_CODES = {1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)}
"""What a close frame may carry (RFC 6455, section 7.4)."""

_LONGEST_REASON = 123
"""Bytes (RFC 6455, section 5.5: a control frame has 125 at most)."""

State = Literal["connecting", "denying", "open", "closed"]
"""connecting: neither accepted nor denied. denying: the head of the app's denial is out."""


class ClientDisconnected(OSError):
    """Raised by `send` when nobody listens any more (ASGI, WebSocket spec 2.4)."""


class WebSocket:
    """One socket, from the page's port to the app and back.

    It waits until `start` gives it to an app. `forget(socket)` is called when no message of the
    page counts any more, and none will be sent. `keep` gets cookies for the browser.
    """

    wants_page = False
    """Nobody looks at what answers a handshake."""

    def __init__(
        self,
        message: WebSocketOpen,
        send: Callable[[ServerSocketMessage], None],
        forget: Callable[["WebSocket"], None],
        jar: CookieJar,
        keep: Callable[[list[Cookie]], None],
    ) -> None:
        self.client_scope = message["scope"]
        self._jar = jar
        self._keep = keep
        self._send_message = send
        self._forget = forget
        self._task: asyncio.Task[None] | None = None
        self._state: State = "connecting"
        self._closed_by_app = False
        self._reloading = False
        # what the app has not received
        self._inbox: deque[Event] = deque([{"type": "websocket.connect"}])
        self._arrived = asyncio.Event()
        self._taken = 0
        # what the page has not taken
        self._ahead: deque[int] = deque()
        self._writable = asyncio.Event()
        self._writable.set()

    @property
    def disconnected(self) -> bool:
        """Has the socket ended?"""
        return self._state == "closed"

    @property
    def task(self) -> asyncio.Task[None] | None:
        """Runs the app."""
        return self._task

    def start(
        self, app: ASGIApp, state: dict[str, Any], log: object, done: Callable[[Any], None]
    ) -> asyncio.Task[None]:
        """Call `app` in a new task; it inherits the context of this call.

        `done` is called when the task ends. `log` is not for sockets: uvicorn writes their lines
        with a logger.
        """
        scope: Scope = {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            **connection_scope(self.client_scope, state),
            "subprotocols": list(self.client_scope["subprotocols"]),
            "extensions": {"websocket.http.response": {}},
        }
        scope["headers"] += self._jar.request_headers(self.client_scope)
        self._task = asyncio.get_running_loop().create_task(self._run(app, scope))
        self._task.add_done_callback(lambda _: done(self))
        return self._task

    # from the port

    def deliver(self, message: ClientSocketMessage) -> None:
        """Take a message of the page in. One that comes after the end is late and dropped."""
        if self._state == "closed":
            return
        if message["type"] == "websocket.receive":
            self._put(dict(message))
        elif message["type"] == "websocket.taken":
            for _ in range(message["messages"]):
                self._ahead.popleft()
            self._measure()
        else:
            code, reason = message["code"], message["reason"]
            self._send_message({"type": "websocket.close", "code": code, "reason": reason})
            self._end(code, reason)

    def leave(self) -> None:
        """The page has gone without a word, or has read the head of a denial."""
        if self._state != "denying":
            self._end(1005 if self._state == "open" else 1006)

    # from the reload

    def hang_up(self) -> None:
        """The app is about to be replaced, as when uvicorn shuts down."""
        self._reloading = True
        self._fail(1012)

    def retire(self) -> None:
        """Leave a socket that no app has got to another runtime."""
        self._send_message({"type": "runtime.retired"})
        self._end(1006)

    # ASGI

    async def _run(self, app: ASGIApp, scope: Scope) -> None:
        try:
            result = await app(scope, self._receive, self._send)  # type: ignore[func-returns-value]
        except GeneratorExit:
            raise
        except ClientDisconnected:
            pass  # as with a server: nobody is there, so nothing went wrong
        except BaseException as exc:
            if not self._reloading:
                logger.error("Exception in ASGI application", exc_info=exc)
        else:
            if self._state in ("connecting", "denying"):
                logger.error("ASGI callable returned without completing handshake.")
            elif result is not None:
                logger.error("ASGI callable should return None, but returned '%s'.", result)
        finally:
            self._fail(1006)

    async def _receive(self) -> Event:
        """The next event. After websocket.disconnect there is none, so an app that loops without
        looking at the type waits, as under uvicorn, and does not stop everything else."""
        while not self._inbox:
            self._arrived.clear()
            await self._arrived.wait()
        event = self._inbox.popleft()
        if event["type"] == "websocket.receive":
            self._take()
        return event

    async def _send(self, event: Event) -> None:
        await self._writable.wait()
        if self._state == "connecting":
            self._answer(event)
        elif self._state == "denying":
            _expect(event, "websocket.http.response.body")
            if not event.get("more_body", False):
                self._closed_by_app = True
                self._end(1006)
        elif self._state == "open":
            _expect(event, "websocket.send", "websocket.close")
            if event["type"] == "websocket.send":
                self._write(event)
            else:
                self._close(event)
        elif self._closed_by_app:
            raise RuntimeError(
                f"Unexpected ASGI message '{event['type']}', after sending 'websocket.close'."
            )
        else:
            raise ClientDisconnected

    def _answer(self, event: Event) -> None:
        """Accept or deny the handshake."""
        _expect(event, "websocket.accept", "websocket.close", "websocket.http.response.start")
        self._store_cookies(event.get("headers", []))
        if event["type"] == "websocket.accept":
            self._log("[accepted]")
            logger.info("connection open")
            self._state = "open"
            subprotocol = event.get("subprotocol") or ""
            self._send_message({"type": "websocket.accept", "subprotocol": subprotocol})
        elif event["type"] == "websocket.close":
            self._closed_by_app = True
            self._deny(403)
            self._end(1006)
        else:
            status = int(event["status"])
            if not 100 <= status < 600:
                raise RuntimeError(f"Invalid HTTP status code '{status}' in response.")
            self._state = "denying"
            self._deny(status)

    def _store_cookies(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        values = [bytes(value) for name, value in headers if bytes(name).lower() == b"set-cookie"]
        if cookies := self._jar.store(self.client_scope, values):
            self._keep(cookies)

    def _deny(self, status: int) -> None:
        self._log(str(status))
        self._refuse(status)

    def _refuse(self, status: int) -> None:
        phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
        logger.info("connection rejected (%s)", f"{status} {phrase}".strip())
        self._send_message({"type": "websocket.http.response.start", "status": status})

    def _write(self, event: Event) -> None:
        message: SocketSend
        if event.get("bytes") is not None:
            octets = bytes(event["bytes"])
            size = len(octets)
            message = {"type": "websocket.send", "bytes": octets}
        elif event.get("text") is not None:
            text = str(event["text"])
            size = len(text.encode())
            message = {"type": "websocket.send", "text": text}
        else:
            return
        self._ahead.append(size)
        self._measure()
        self._send_message(message)

    def _close(self, event: Event) -> None:
        code = int(event.get("code", 1000))
        reason = str(event.get("reason") or "")
        if code not in _CLOSE_CODES:
            raise RuntimeError(f"A socket cannot be closed with code {code}.")
        if len(reason.encode()) > _LONGEST_REASON:
            raise RuntimeError(f"The reason for a close has {_LONGEST_REASON} bytes at most.")
        self._closed_by_app = True
        closing: SocketClose = {"type": "websocket.close", "code": code, "reason": reason}
        self._send_message(closing)
        self._end(code, reason)

    def _fail(self, code: int) -> None:
        """End a socket that its app has not ended."""
        if self._state == "connecting":
            self._refuse(500)
            self._end(1006)
        elif self._state == "open":
            self._send_message({"type": "websocket.close", "code": code, "reason": ""})
            self._end(code)
        else:
            self._end(1006)

    def _end(self, code: int, reason: str | None = None) -> None:
        """Nothing is sent any more; the app reads websocket.disconnect."""
        if self._state == "closed":
            return
        self._state = "closed"
        event: Event = {"type": "websocket.disconnect", "code": code}
        if reason is not None:
            event["reason"] = reason
        self._put(event)
        self._writable.set()
        self._forget(self)

    def _put(self, event: Event) -> None:
        self._inbox.append(event)
        self._arrived.set()

    def _take(self) -> None:
        """Let the page send more."""
        self._taken += 1
        if self._taken >= TAKEN_AT_ONCE or not self._inbox:
            if self._state != "closed":
                self._send_message({"type": "websocket.taken", "messages": self._taken})
            self._taken = 0

    def _measure(self) -> None:
        if len(self._ahead) >= WINDOW or sum(self._ahead) >= WINDOW_SIZE:
            self._writable.clear()
        else:
            self._writable.set()

    def _log(self, outcome: str) -> None:
        scope = self.client_scope
        path = scope["root_path"] + scope["raw_path"]
        query = f"?{scope['query_string']}" if scope["query_string"] else ""
        logger.info('127.0.0.1:49152 - "WebSocket %s" %s', path + query, outcome)


def _expect(event: Event, *types: str) -> None:
    if event["type"] not in types:
        names = "' or '".join(types)
        raise RuntimeError(f"Expected ASGI message '{names}', but got '{event['type']}'.")
