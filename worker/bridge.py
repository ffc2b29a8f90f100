"""The HTTP server: requests from service workers in, ASGI 3.0 out.

What an app can notice is what uvicorn does (0.54, httptools): the same scope, the same errors for
the same misuse, the same headers of its own.
"""

import asyncio
import logging
import re
import time
from collections import deque
from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from .asgi import ASGIApp, Event, Scope
from .cookies import CookieJar
from .messages import (
    ClientMessage,
    ClientScope,
    Cookie,
    HTTPDisconnect,
    HTTPOpen,
    HTTPPull,
    HTTPRequest,
    HTTPResponseStart,
    RequestLog,
    ServerMessage,
    ServerSocketMessage,
    WebSocketOpen,
)
from .output import Output
from .scope import connection_scope
from .websocket import WebSocket

logger = logging.getLogger("uvicorn.error")

YIELD_EVERY = 100
"""Calls of `send` after which an app that nobody reads lets others run."""

_INVALID_NAME = re.compile(rb'[\x00-\x1f\x7f()<>@,;:\[\]={} \t\\"]')
_INVALID_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_EMPTY = (204, 304)
_BODILESS = (*_EMPTY, 205)
"""Statuses whose body no browser accepts; uvicorn takes 205 for one that has a body."""


class Connection:
    """One service worker's port. `admit` gets every request and socket that arrives on it."""

    def __init__(
        self,
        send: Callable[[ServerMessage], None],
        admit: Callable[["Exchange | WebSocket"], None],
        jar: CookieJar,
    ) -> None:
        self._send = send
        self._admit = admit
        self._jar = jar
        self._exchanges: dict[int, Exchange] = {}
        self._sockets: set[WebSocket] = set()
        self._retired = False

    def deliver(self, message: ClientMessage) -> None:
        """Take one message in. One for an exchange that is over is late and dropped."""
        if message["type"] == "http":
            if self._retired:
                return  # it crossed the message that says so: its sender knows what to do
            opened = Exchange(message, self._send, self._exchanges.pop, self._jar)
            self._exchanges[message["id"]] = opened
            self._admit(opened)
            return
        exchange = self._exchanges.get(message["id"])
        if exchange is not None:
            exchange.deliver(message)

    def open_socket(
        self,
        message: WebSocketOpen,
        send: Callable[[ServerSocketMessage], None],
        close: Callable[[], None],
    ) -> WebSocket:
        """Take a socket in; `send` posts to its page, `close` is called once nothing can follow."""

        def forget(socket: WebSocket) -> None:
            self._sockets.discard(socket)
            close()

        def keep(cookies: list[Cookie]) -> None:
            self._send({"type": "cookies", "cookies": cookies})

        socket = WebSocket(message, send, forget, self._jar, keep)
        self._sockets.add(socket)
        if self._retired:
            socket.retire()
        else:
            self._admit(socket)
        return socket

    def retire(self) -> None:
        """Leave all requests that no app has got, and all that will come, to another runtime."""
        self._retired = True
        self._exchanges = {
            id: exchange for id, exchange in self._exchanges.items() if exchange.task is not None
        }
        self._send({"type": "runtime.retired", "begun": list(self._exchanges)})
        for socket in list(self._sockets):
            if socket.task is None:
                socket.retire()

    def close(self) -> None:
        """The service worker has gone: so have all its clients. Sockets do without it."""
        for exchange in list(self._exchanges.values()):
            exchange.disconnect()


class Exchange:
    """One request and its response, from the port to the app and back.

    It waits until `start` gives it to an app. `forget(id)` is called when nothing more can follow.
    """

    def __init__(
        self,
        message: HTTPOpen,
        send: Callable[[ServerMessage], None],
        forget: Callable[[int], Any],
        jar: CookieJar,
    ) -> None:
        self.id = message["id"]
        self.client_scope = message["scope"]
        self.arrived = time.time()
        self._send_message = send
        self._forget = forget
        self._jar = jar
        self._task: asyncio.Task[None] | None = None
        self._log: Callable[[Exchange, int, float], None] | None = None
        self._begun = 0.0
        # the client
        self._disconnected = False
        self._reloading = False
        # the request body
        self._more_body = message["more_body"]
        self._chunks = deque([(message.get("body", b""), self._more_body)])
        self._asked = False
        self._changed = asyncio.Event()
        # the response
        self._head_sent = False
        self._expected: int | None = None  # bytes still to come by Content-Length
        self._complete = False
        self._unread = 0  # calls of `send` whose body nobody gets
        self._out = Output(self._post_body)

    @property
    def disconnected(self) -> bool:
        """Has the client left?"""
        return self._disconnected

    @property
    def task(self) -> asyncio.Task[None] | None:
        """Runs the app, background tasks included."""
        return self._task

    @property
    def wants_page(self) -> bool:
        """Would a person look at the answer?"""
        if self.client_scope["destination"] in ("document", "iframe", "frame"):
            return True
        accept = [value for name, value in self.client_scope["headers"] if name == "accept"]
        return _preferred(",".join(accept)) == "text/html"

    def start(
        self,
        app: ASGIApp,
        state: dict[str, Any],
        log: Callable[["Exchange", int, float], None],
        done: Callable[["Exchange"], None],
    ) -> asyncio.Task[None]:
        """Call `app` in a new task; it inherits the context of this call.

        `log` gets this, the status and the milliseconds to the head; `done` is called when the task
        ends.
        """
        self._log = log
        self._begun = time.perf_counter()
        scope = _scope(self.client_scope, state)
        scope["headers"] += self._jar.request_headers(self.client_scope)
        self._task = asyncio.get_running_loop().create_task(self._run(app, scope))
        self._task.add_done_callback(lambda _: done(self))
        return self._task

    # from the port

    def deliver(self, message: HTTPRequest | HTTPDisconnect | HTTPPull) -> None:
        """Take a message of the client in."""
        if message["type"] == "http.request":
            self._asked = False
            self._more_body = message["more_body"]
            self._chunks.append((message["body"], self._more_body))
            self._changed.set()
        elif message["type"] == "http.pull":
            self._out.grant()
            self._settle()
        else:
            self.disconnect()

    def disconnect(self) -> None:
        """The client has left: the app reads http.disconnect, what it still sends is dropped."""
        self._disconnected = True
        self._changed.set()
        self._out.abandon()
        self._settle()

    # from the reload

    def hang_up(self) -> None:
        """The app is about to be replaced: it reads http.disconnect, what it sends still counts."""
        self._reloading = True
        self._changed.set()

    # ASGI

    async def _run(self, app: ASGIApp, scope: Scope) -> None:
        try:
            result = await app(scope, self._receive, self._send)  # type: ignore[func-returns-value]
        except GeneratorExit:
            raise
        except BaseException as exc:
            if not (self._reloading or (self._disconnected and _is_cancelled(exc))):
                logger.error("Exception in ASGI application", exc_info=exc)
            self._fail()
        else:
            if result is not None:
                logger.error("ASGI callable should return None, but returned '%s'.", result)
                self._fail()
            elif not self._complete and not self._disconnected:
                if not self._reloading:
                    phase = "completing" if self._head_sent else "starting"
                    logger.error("ASGI callable returned without %s response.", phase)
                self._fail()
        finally:
            self._settle()

    async def _receive(self) -> Event:
        while not (self._disconnected or self._reloading or self._complete):
            if self._chunks:
                body, more_body = self._chunks.popleft()
                return {"type": "http.request", "body": body, "more_body": more_body}
            if self._more_body and not self._asked:
                self._asked = True
                self._send_message({"type": "http.receive", "id": self.id})
            self._changed.clear()
            await self._changed.wait()
        return {"type": "http.disconnect"}

    async def _send(self, event: Event) -> None:
        await self._out.drained()
        if self._disconnected or self._out.discard:
            await self._sometimes_yield()
        if self._disconnected:
            return
        if not self._head_sent:
            _expect("http.response.start", event)
            self._send_head(int(event["status"]), event.get("headers", []))
        elif not self._complete:
            _expect("http.response.body", event)
            self._send_body(bytes(event.get("body", b"")), bool(event.get("more_body", False)))
        else:
            raise RuntimeError(
                f"Unexpected ASGI message '{event['type']}' sent, after response already completed."
            )

    async def _sometimes_yield(self) -> None:
        """Nobody reads, so nothing makes an endless stream wait, which would block the loop.

        Not at every `send`: as under uvicorn, a generator is cancelled where it waits itself, so
        that its `finally` runs, and not while it stands at a `yield`.
        """
        self._unread += 1
        if self._unread % YIELD_EVERY == 0:
            await asyncio.sleep(0)

    def _send_head(self, status: int, app_headers: Any) -> None:
        headers = [(b"date", _date(int(time.time()))), (b"server", b"uvicorn")]
        headers += [(bytes(name).lower(), bytes(value)) for name, value in app_headers]
        head = self.client_scope["method"] == "HEAD"
        bodiless = head or status in _EMPTY
        chunked = False
        self._expected = 0 if status in _EMPTY else None
        for name, value in headers:
            if not name or _INVALID_NAME.search(name):
                raise RuntimeError("Invalid HTTP header name.")
            if _INVALID_VALUE.search(value):
                raise RuntimeError("Invalid HTTP header value.")
            if name == b"content-length" and self._expected is None and not bodiless:
                self._expected = int(value)
            elif name == b"transfer-encoding" and value.lower() == b"chunked":
                chunked = True
        if chunked and not bodiless:
            self._expected = None
        elif self._expected is None and not bodiless:
            headers.append((b"transfer-encoding", b"chunked"))
        self._head_sent = True
        self._out.discard = head or status in _BODILESS
        start: HTTPResponseStart = {
            "type": "http.response.start",
            "id": self.id,
            "status": status,
            "reason": _phrase(status),
            "headers": [
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in headers
            ],
        }
        set_cookie = [value for name, value in headers if name == b"set-cookie"]
        if cookies := self._jar.store(self.client_scope, set_cookie):
            start["cookies"] = cookies
        duration = (time.perf_counter() - self._begun) * 1000
        self._send_message(start)
        if self._log is not None:
            self._log(self, status, duration)

    def _send_body(self, body: bytes, more_body: bool) -> None:
        if self._expected is not None:
            if len(body) > self._expected:
                raise RuntimeError("Response content longer than Content-Length")
            if not more_body and len(body) < self._expected:
                raise RuntimeError("Response content shorter than Content-Length")
            self._expected -= len(body)
        self._complete = not more_body
        if self._complete:
            self._changed.set()
        self._out.write(body, more_body)

    def _post_body(self, body: bytes, more_body: bool) -> None:
        self._send_message(
            {"type": "http.response.body", "id": self.id, "body": body, "more_body": more_body}
        )

    def _fail(self) -> None:
        """End a response that its app has not ended, so that nobody takes it for complete."""
        if self._disconnected or self._complete:
            return
        if self._head_sent:
            self._out.abandon()
            reason = (
                "was reloaded while it answered" if self._reloading else "failed while it answered"
            )
            self._complete = True
            self._send_message(
                {"type": "http.error", "id": self.id, "message": f"The app {reason}."}
            )
            return
        status, text = 500, b"Internal Server Error"
        if self._reloading:
            status, text = 503, b"The app was reloaded before it had answered."
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(text)).encode()),
            (b"connection", b"close"),
        ]
        self._send_head(status, headers)
        self._send_body(text, False)

    def _settle(self) -> None:
        """Let go of the exchange once neither the app nor the port can have anything to say."""
        over = self._disconnected or (self._complete and self._out.done)
        if over and (self._task is None or self._task.done() or self._task is _current_task()):
            self._forget(self.id)
            self._forget = lambda _: None


def _scope(client: ClientScope, state: dict[str, Any]) -> Scope:
    """ASGI's HTTP connection scope. Version 2.3, as uvicorn's: frameworks then watch for
    http.disconnect themselves instead of waiting for a `send` that raises."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "method": client["method"].upper(),
        **connection_scope(client, state),
    }


def access_log(exchange: Exchange, status: int, duration: float, generation: int) -> RequestLog:
    """The line of the access log for a request whose head is out."""
    scope = exchange.client_scope
    query = f"?{scope['query_string']}" if scope["query_string"] else ""
    return RequestLog(
        type="request",
        method=scope["method"],
        path=scope["raw_path"] + query,
        status=status,
        duration=duration,
        destination=scope["destination"],
        generation=generation,
        time=exchange.arrived,
    )


@lru_cache(maxsize=1)
def _date(second: int) -> bytes:
    return formatdate(second, usegmt=True).encode()


def _expect(type: str, event: Event) -> None:
    if event["type"] != type:
        raise RuntimeError(f"Expected ASGI message '{type}', but got '{event['type']}'.")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _is_cancelled(exc: BaseException) -> bool:
    return isinstance(exc, asyncio.CancelledError)


def _current_task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None


def _preferred(accept: str) -> str:
    """The media type that an Accept header weighs most (RFC 9110, section 12.5.1), lower-case."""
    best, best_weight = "", 0.0
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if re.fullmatch(r"q=[01](\.\d*)?", parameter):
                weight = float(parameter[2:])
        if name and weight > best_weight:
            best, best_weight = name, weight
    return best
