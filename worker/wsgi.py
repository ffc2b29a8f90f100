"""WSGI applications as ASGI ones, through a2wsgi.

It streams in both directions, answers requests side by side and is maintained; asgiref's WsgiToAsgi
has a single thread for all requests, in which an endless response would be the last. What a2wsgi
leaves out is added here: it does not notice that the client has left.
"""

import asyncio
import io
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from .asgi import ASGIApp, Event, Receive, Scope, Send
from .threadless.suspension import can_suspend

WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class WSGIServer:
    """An ASGI application that answers with a WSGI one. It has no lifespan and takes no sockets."""

    def __init__(self, app: WSGIApp) -> None:
        self._answer = cast(ASGIApp, WSGIMiddleware(cast(Any, _Application(app)), workers=WORKERS))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
            return
        if scope["type"] != "http":
            raise RuntimeError(f"a WSGI application does not know what {scope['type']} is")
        client = _Client(receive)
        watching = asyncio.ensure_future(client.watch())
        out = _Output(send, buffered=not can_suspend())
        try:
            # Without JSPI nothing arrives while the application runs.
            await client.read_ahead(everything=not can_suspend())
            await self._answer({**scope, _CLIENT: client}, client.receive, out.send)
            await out.drained()
        except Exception:
            if not client.has_left:
                raise
        finally:
            watching.cancel()
            out.close()


WORKERS = 64
"""Requests that are answered side by side; further ones wait. Endless streams count as well."""

_CLIENT = "asgipad.client"
"""Where the scope has the `_Client`."""


class _Client:
    """Who asks: sends the body, and may leave before the response has ended."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ahead: deque[Event] = deque()
        self._has_sent = asyncio.Event()
        self.has_left = False

    async def read_ahead(self, *, everything: bool) -> None:
        """Read the beginning of the body, which for most requests is all of it."""
        self._ahead.append(await self._next())
        while everything and not self._has_sent.is_set():
            self._ahead.append(await self._next())

    async def receive(self) -> Event:
        """The next part of the body.

        :raises ConnectionResetError: the client has left, and there is none
        """
        return self._ahead.popleft() if self._ahead else await self._next()

    async def watch(self) -> None:
        """Notice when it leaves. The body comes first: the rest of it is for the application."""
        await self._has_sent.wait()
        await self._receive()
        self.has_left = True

    async def _next(self) -> Event:
        event = await self._receive()
        if event["type"] == "http.disconnect":
            self.has_left = True
            raise ConnectionResetError("the client has left before its request was complete")
        if not event.get("more_body"):
            self._has_sent.set()
        return event


class _Output:
    """The way of a response. `buffered`: no `send` waits for the client."""

    def __init__(self, send: Send, *, buffered: bool) -> None:
        self._send = send
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._sending = asyncio.ensure_future(self._send_all()) if buffered else None

    async def send(self, event: Event) -> None:
        if self._sending is None:
            await self._send(event)
        else:
            self._events.put_nowait(event)

    async def drained(self) -> None:
        """Wait until everything has been sent, and raise what sending has raised."""
        if self._sending is not None:
            drained = asyncio.ensure_future(self._events.join())
            await asyncio.wait({self._sending, drained}, return_when="FIRST_COMPLETED")
            drained.cancel()
            if self._sending.done():
                self._sending.result()

    def close(self) -> None:
        if self._sending is not None:
            self._sending.cancel()

    async def _send_all(self) -> None:
        while True:
            await self._send(await self._events.get())
            self._events.task_done()


class _Application:
    """The application as a2wsgi calls it, in an environment as a server makes it."""

    def __init__(self, app: WSGIApp) -> None:
        self._app = app

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        environ["wsgi.errors"] = sys.stderr  # a2wsgi has stdout
        environ["wsgi.multiprocess"] = False
        environ["wsgi.input"] = io.BufferedReader(_Body(environ["wsgi.input"]))
        client: _Client = environ["asgi.scope"][_CLIENT]
        return _Response(self._app(environ, start_response), client)


class _Body(io.RawIOBase):
    """A request's body. a2wsgi's own `readline(limit)` takes an empty buffer for the end."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        octets = self._body.read(len(buffer))
        buffer[: len(octets)] = octets
        return len(octets)


class _Response:
    """What the application iterates. When its client has left it is closed instead of exhausted."""

    def __init__(self, chunks: Iterable[bytes], client: _Client) -> None:
        self._chunks = chunks
        self._client = client

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            if self._client.has_left:
                return
            yield chunk

    def close(self) -> None:
        close = getattr(self._chunks, "close", None)
        if close is not None:
            close()
