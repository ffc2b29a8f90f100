"""`http.client`, and with it urllib.request and xmlrpc.client: its sockets lead to `fetch`.

Nothing above the socket changes, so handlers, HTTPError and URLError are the library's own.
pyodide-http, which is made for urllib.request, replaces those: it raises neither of the two, knows
no handlers and blocks all other requests.
"""

import io
import socket
from typing import Any

from . import fetching
from .exchange import Answer, Body
from .wire import RequestReader, response_head


def patch(module: Any) -> None:
    """For `http.client`."""
    module.HTTPConnection.connect = _connect_plain
    module.HTTPSConnection.connect = _connect_encrypted


def _connect_plain(connection: Any) -> None:
    connection.sock = _Wire("http", connection)


def _connect_encrypted(connection: Any) -> None:
    connection.sock = _Wire("https", connection)


class _Wire:
    """What `http.client` uses of a socket."""

    def __init__(self, scheme: str, connection: Any) -> None:
        host = f"[{connection.host}]" if ":" in connection.host else connection.host
        origin = f"{scheme}://{host}:{connection.port}"
        self._reader = RequestReader(origin, _seconds(connection.timeout))
        self._answer: Answer | None = None

    def sendall(self, octets: bytes) -> None:
        """Take a part of the request in. The last one sends it: a failure is one of sending.

        :raises OSError: no answer
        """
        request = self._reader.feed(bytes(octets))
        if request is not None:
            self._answer = fetching.fetch_sync(request)

    def makefile(self, mode: str) -> io.BufferedReader:
        """The answer."""
        assert self._answer is not None, "the request is not complete"
        return io.BufferedReader(_Stream(response_head(self._answer), self._answer.body))

    def close(self) -> None:
        """The answer outlives it, as it does with a socket."""


def _seconds(timeout: object) -> float | None:
    """None is no limit; the library has an object for the default."""
    if timeout is None or isinstance(timeout, int | float):
        return timeout
    return socket.getdefaulttimeout()


class _Stream(io.RawIOBase):
    """The bytes of an answer, head first."""

    def __init__(self, head: bytes, body: Body) -> None:
        self._rest = head
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        octets = self._rest or self._body.read()
        size = min(len(buffer), len(octets))
        buffer[:size] = octets[:size]
        self._rest = octets[size:]
        return size

    def close(self) -> None:
        if not self.closed:
            self._body.close()
        super().close()
