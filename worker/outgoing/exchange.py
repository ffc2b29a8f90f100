"""One request to another server and its answer, between a client and the browser."""

from dataclasses import dataclass
from typing import Protocol


class FetchFailed(ConnectionError):
    """No answer, or not all of it; the message says why and what to do."""


class FetchTimeout(TimeoutError):
    """The answer, or its next part, took too long."""


@dataclass(frozen=True)
class Request:
    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes
    timeout: float | None
    """Seconds until the head of the answer must be there, and for each part of its body."""


class Body(Protocol):
    """The bytes of an answer, as they come. Each call raises FetchFailed or FetchTimeout."""

    def read(self) -> bytes:
        """The next bytes, none at the end."""

    async def aread(self) -> bytes:
        """The same, without blocking."""

    def close(self) -> None:
        """Nobody wants the rest."""


@dataclass(frozen=True)
class Answer:
    status: int
    reason: str
    headers: list[tuple[str, str]]
    """Decoded as the body is: there is no Content-Encoding, and a Content-Length is true."""
    body: Body
