"""A response's body on its way to its reader."""

import asyncio
from collections import deque
from collections.abc import Callable

HIGH_WATER = 256 * 1024
"""Bytes of response that an app may be ahead of its reader before `send` waits."""

CHUNK = 1024 * 1024
"""Bytes in one http.response.body message at most."""


class Output:
    """Response bytes on their way to a reader who grants one message at a time.

    Chunks that wait are merged; an empty message (the end) needs no grant.
    """

    def __init__(self, post: Callable[[bytes, bool], None]) -> None:
        self._post = post
        self._credits = 1
        self._waiting: deque[bytes | memoryview] = deque()
        self._size = 0
        """Bytes that wait."""
        self._ended = False
        self._writable = asyncio.Event()
        self._writable.set()
        self.discard = False
        self.done = False

    def write(self, body: bytes, more_body: bool) -> None:
        if self.done:
            return
        if not self.discard:
            if self._credits and not self._size and 0 < len(body) <= CHUNK:
                self._credits -= 1
                self.done = not more_body
                self._post(body, more_body)
                return
            if body:
                self._waiting.append(body)
                self._size += len(body)
        self._ended = not more_body
        self._pump()

    def grant(self) -> None:
        self._credits += 1
        self._pump()

    def abandon(self) -> None:
        """Nobody reads any more."""
        self.done = True
        self._waiting.clear()
        self._size = 0
        self._writable.set()

    async def drained(self) -> None:
        """Wait while too much is waiting."""
        await self._writable.wait()

    def _pump(self) -> None:
        while self._size and self._credits and not self.done:
            body = self._take()
            self._credits -= 1
            self.done = self._ended and not self._size
            self._post(body, not self.done)
        if self._ended and not self._size and not self.done:
            self.done = True
            self._post(b"", False)
        if self._size > HIGH_WATER:
            self._writable.clear()
        else:
            self._writable.set()

    def _take(self) -> bytes:
        """Of what waits, as much as one message may hold; copied once."""
        taken: list[bytes | memoryview] = []
        room = CHUNK
        while self._waiting and room:
            piece = self._waiting.popleft()
            if len(piece) > room:
                whole = memoryview(piece)
                piece = whole[:room]
                self._waiting.appendleft(whole[room:])
            taken.append(piece)
            room -= len(piece)
        self._size -= CHUNK - room
        return b"".join(taken)
