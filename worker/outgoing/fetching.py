"""The browser's `fetch`, for sync and async clients.

The only module here that knows js and pyodide; they are imported when they are used, so that
everything else can be looked at elsewhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import Parser
from typing import Any

from ..threadless.suspension import can_suspend, run_sync
from .exchange import Answer, FetchFailed, FetchTimeout, Request

_NOT_TRUE_ANY_MORE = {"content-encoding", "content-length"}
"""Of an answer that the browser has decoded."""

_BROWSERS_OWN = {
    *("accept-encoding", "connection", "content-length", "host", "transfer-encoding"),
    "user-agent",
}
"""Header fields that `fetch` or `outgoing_fetch.js` leave out; XMLHttpRequest complains of them."""


async def fetch(request: Request) -> Answer:
    """The answer, as soon as its head is there.

    :raises FetchFailed: there is none
    :raises FetchTimeout: not in time
    """
    pending = _Pending(request.timeout)
    response = await pending.wait(pending.begin(request))
    return _answer(response, pending)


def fetch_sync(request: Request) -> Answer:
    """The same, blocking the caller; without JSPI everybody, until the whole answer is there."""
    if not can_suspend():
        return _xhr(request)
    pending = _Pending(request.timeout)
    return _answer(pending.wait_sync(pending.begin(request)), pending)


class _Pending:
    """What is given up when it takes longer than `timeout` seconds."""

    def __init__(self, timeout: float | None) -> None:
        import js

        self._timeout = timeout
        self._controller = js.AbortController.new()

    def begin(self, request: Request) -> Any:
        """The promise of a response."""
        import js
        from pyodide.ffi import to_js

        init: dict[str, Any] = {
            "method": request.method,
            "headers": [list(field) for field in request.headers],
            "signal": self._controller.signal,
        }
        if request.body:
            init["body"] = request.body
        return js.fetch(request.url, to_js(init, dict_converter=js.Object.fromEntries))

    async def wait(self, promise: Any) -> Any:
        """What `promise` resolves to, in time."""
        with self._in_time():
            return await promise

    def wait_sync(self, promise: Any) -> Any:
        """The same, suspending the caller."""
        with self._in_time():
            return run_sync(promise)

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        import js
        from pyodide.ffi import JsException

        timer = None
        if self._timeout is not None:
            late = js.DOMException.new("", "TimeoutError")
            expire = self._controller.abort.bind(self._controller, late)
            timer = js.setTimeout(expire, self._timeout * 1000)
        try:
            yield
        except JsException as error:
            if error.name == "TimeoutError":
                raise FetchTimeout("timed out") from None
            raise FetchFailed(error.message) from None
        except BaseException:  # cancelled, or interrupted
            self.abort()
            raise
        finally:
            if timer is not None:
                js.clearTimeout(timer)

    def abort(self) -> None:
        """Nobody waits any more."""
        self._controller.abort()


class _Body:
    """A stream that the browser reads."""

    def __init__(self, reader: Any, pending: _Pending) -> None:
        self._reader = reader
        self._pending = pending
        self._ended = False

    def read(self) -> bytes:
        if self._ended:
            return b""
        return self._taken(self._pending.wait_sync(self._reader.read()))

    async def aread(self) -> bytes:
        if self._ended:
            return b""
        return self._taken(await self._pending.wait(self._reader.read()))

    def close(self) -> None:
        if not self._ended:
            self._ended = True
            self._pending.abort()

    def _taken(self, result: Any) -> bytes:
        self._ended = bool(result.done)
        return b"" if self._ended else bytes(result.value.to_py())


class _ReadBody:
    """A body that is there already."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self) -> bytes:
        content, self._content = self._content, b""
        return content

    async def aread(self) -> bytes:
        return self.read()

    def close(self) -> None:
        self._content = b""


def _answer(response: Any, pending: _Pending) -> Answer:
    headers = [(str(name), str(value)) for name, value in response.headers.entries()]
    return Answer(
        status=int(response.status),
        reason=str(response.statusText),
        headers=_as_decoded(headers),
        body=_Body(response.body.getReader(), pending),
    )


def _xhr(request: Request) -> Answer:
    import js
    from pyodide.ffi import JsException, to_js

    xhr = js.XMLHttpRequest.new()
    try:
        xhr.open(request.method, request.url, False)
        xhr.responseType = "arraybuffer"
        if request.timeout is not None:
            xhr.timeout = int(request.timeout * 1000)
        for name, value in request.headers:
            if name.lower() not in _BROWSERS_OWN:
                xhr.setRequestHeader(name, value)
        xhr.send(to_js(request.body) if request.body else None)
    except JsException as error:
        if error.name == "TimeoutError":
            raise FetchTimeout("timed out") from None
        raise FetchFailed(error.message) from None
    headers = Parser().parsestr(xhr.getAllResponseHeaders())
    return Answer(
        status=int(xhr.status),
        reason=str(xhr.statusText),
        headers=_as_decoded(headers.items()),
        body=_ReadBody(bytes(xhr.response.to_py())),
    )


def _as_decoded(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if not any(name.lower() == "content-encoding" for name, _ in headers):
        return headers
    return [(name, value) for name, value in headers if name.lower() not in _NOT_TRUE_ANY_MORE]
