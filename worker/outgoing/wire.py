"""HTTP/1.1 as bytes on one side, a request for `fetch` on the other.

For clients that write to a socket and read from it: what they write is read here, and the answer is
written as a server would.
"""

from http.client import parse_headers
from io import BytesIO

from .exchange import Answer, Request


class RequestReader:
    """Reads the requests of one connection.

    `origin` ("https://example.org:8443") is its other end; `timeout` becomes that of the requests.
    """

    def __init__(self, origin: str, timeout: float | None) -> None:
        self._origin = origin
        self._timeout = timeout
        self._received = bytearray()

    def feed(self, octets: bytes) -> Request | None:
        """The request, once its last byte is among these; None before."""
        self._received += octets
        head, found, rest = bytes(self._received).partition(b"\r\n\r\n")
        if not found:
            return None
        line, _, fields = head.partition(b"\r\n")
        method, target, _ = line.decode("latin-1").split(" ", 2)
        headers = parse_headers(BytesIO(fields + b"\r\n\r\n"))
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = _dechunked(rest)
        else:
            length = int(headers.get("content-length", "0"))
            body = rest[:length] if len(rest) >= length else None
        if body is None:
            return None
        self._received.clear()  # no client pipelines
        del headers["transfer-encoding"], headers["content-length"]  # fetch sets its own
        url = target if "://" in target else self._origin + target
        return Request(method, url, headers.items(), body, self._timeout)


def response_head(answer: Answer) -> bytes:
    """Status line and header fields. Without a Content-Length the body ends with the connection."""
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}"]
    lines += [f"{name}: {value}" for name, value in answer.headers if name.lower() not in _OWN]
    lines += ["Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")


_OWN = {"connection", "keep-alive", "transfer-encoding"}
"""Fields about a connection: this is another one than that of the browser."""


def _dechunked(octets: bytes) -> bytes | None:
    """A chunked body (RFC 9112, section 7.1) decoded; None while it has not ended."""
    body = b""
    while True:
        size, found, octets = octets.partition(b"\r\n")
        if not found:
            return None
        length = int(size.partition(b";")[0], 16)
        if length == 0:
            return body if octets.endswith(b"\r\n") else None
        if len(octets) < length + 2:
            return None
        body, octets = body + octets[:length], octets[length + 2 :]
