"""Transports for httpx: its own are for sockets, and unlike httpx2 it has none for browsers.

Imported while httpx is: only its modules that need no transport can be used.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from httpx._exceptions import ConnectError, ConnectTimeout, ReadError, ReadTimeout, RequestError
from httpx._models import Request, Response
from httpx._transports.base import AsyncBaseTransport, BaseTransport
from httpx._types import AsyncByteStream, SyncByteStream

from . import fetching
from .exchange import Answer, Body, FetchFailed, FetchTimeout
from .exchange import Request as Fetched


class HTTPTransport(BaseTransport):
    """Takes every option of httpx's; connections are the browser's business."""

    def __init__(self, *args: Any, **options: Any) -> None: ...

    def handle_request(self, request: Request) -> Response:
        fetched = _fetched(request, request.read())
        with _errors(ConnectError, ConnectTimeout):
            answer = fetching.fetch_sync(fetched)
        return _response(answer, _Stream(answer.body))


class AsyncHTTPTransport(AsyncBaseTransport):
    """The same without blocking."""

    def __init__(self, *args: Any, **options: Any) -> None: ...

    async def handle_async_request(self, request: Request) -> Response:
        fetched = _fetched(request, await request.aread())
        with _errors(ConnectError, ConnectTimeout):
            answer = await fetching.fetch(fetched)
        return _response(answer, _AsyncStream(answer.body))


class _Stream(SyncByteStream):
    def __init__(self, body: Body) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        with _errors(ReadError, ReadTimeout):
            while octets := self._body.read():
                yield octets

    def close(self) -> None:
        self._body.close()


class _AsyncStream(AsyncByteStream):
    def __init__(self, body: Body) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _errors(ReadError, ReadTimeout):
            while octets := await self._body.aread():
                yield octets

    async def aclose(self) -> None:
        self._body.close()


def _fetched(request: Request, body: bytes) -> Fetched:
    headers = request.headers.multi_items()
    return Fetched(request.method, str(request.url), headers, body, _timeout(request))


def _response(answer: Answer, stream: SyncByteStream | AsyncByteStream) -> Response:
    reason = {"reason_phrase": answer.reason.encode("latin-1", "replace")}
    return Response(answer.status, headers=answer.headers, stream=stream, extensions=reason)


def _timeout(request: Request) -> float | None:
    """Seconds for each step. To a browser, connecting and waiting for an answer are one."""
    timeouts = request.extensions.get("timeout", {})
    seconds: float | None = timeouts.get("read")
    return seconds


@contextmanager
def _errors(failed: type[RequestError], late: type[RequestError]) -> Iterator[None]:
    """httpx's own errors; the client adds the request to them."""
    try:
        yield
    except FetchTimeout as error:
        raise late(str(error)) from error
    except FetchFailed as error:
        raise failed(str(error)) from error
