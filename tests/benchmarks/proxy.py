"""A slow network in front of a server on loopback, with its bytes counted.

All connections share one line in each direction, as those of a household do. A chunk waits for its
turn on the line, takes the time that its bytes take there, and arrives half a round trip later; a
new connection costs one round trip first. Lost packets and TCP's slow start are left out.
"""

import asyncio
import contextlib
import threading
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ide.serve import listen
from ide.settings import Settings

CHUNK = 16 * 1024
"""Bytes that a connection sends before another one has its turn."""

IN_FLIGHT = 64
"""Chunks of a connection that are on their way; one that sends more waits."""

BURST = 0.01
"""Seconds of idle line that are made up for: timers wake late."""

START = 10.0
"""Seconds in which the proxy listens or fails."""


@dataclass(frozen=True)
class Line:
    """`rate` in bits per second each way, `round_trip` in seconds."""

    rate: float
    round_trip: float


BROADBAND = Line(rate=20e6, round_trip=0.040)


@dataclass
class Proxy:
    """`port` is served on every loopback address."""

    port: int
    _arrivals: list[tuple[float, int]] = field(default_factory=list)

    def received(self, *, until: float, since: float = 0.0) -> int:
        """Bytes that the browser got, heads included. Both times are seconds since the epoch."""
        return sum(size for at, size in list(self._arrivals) if since <= at <= until)

    def arrived(self, size: int) -> None:
        self._arrivals.append((time.time(), size))


class _Direction:
    """One direction of the line: whoever sends holds it for as long as its bytes take."""

    def __init__(self, line: Line) -> None:
        self._bytes_per_second = line.rate / 8
        self._turn = asyncio.Lock()
        self._free_at = 0.0

    async def carry(self, size: int) -> None:
        clock = asyncio.get_running_loop().time
        async with self._turn:
            self._free_at = max(self._free_at, clock() - BURST) + size / self._bytes_per_second
            await asyncio.sleep(self._free_at - clock())


@contextmanager
def proxy(upstream: int, line: Line = BROADBAND) -> Iterator[Proxy]:
    """Stands in front of port `upstream` of this machine, at a free port."""
    sockets = listen(Settings(port=0))
    made = Proxy(sockets[0].getsockname()[1])
    loop = asyncio.new_event_loop()
    stopping = asyncio.Event()

    async def serve() -> None:
        up, down = _Direction(line), _Direction(line)
        connections: set[asyncio.Task[None]] = set()

        async def connected(reader: StreamReader, writer: StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            connections.add(task)
            try:
                await _connection(reader, writer, upstream, line, up, down, made)
            finally:
                connections.discard(task)

        servers = [await asyncio.start_server(connected, sock=each) for each in sockets]
        await stopping.wait()
        for server in servers:
            server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), name="proxy")
    thread.start()  # until it accepts, connections wait in the sockets' backlog
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(START)
        for listener in sockets:
            listener.close()
        if not thread.is_alive():
            loop.close()


async def _connection(
    reader: StreamReader,
    writer: StreamWriter,
    upstream: int,
    line: Line,
    up: _Direction,
    down: _Direction,
    counter: Proxy,
) -> None:
    with contextlib.closing(writer):
        await asyncio.sleep(line.round_trip)  # SYN and SYN-ACK
        try:
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", upstream)
        except OSError:
            return
        with contextlib.closing(server_writer):
            delay = line.round_trip / 2
            ways = [
                asyncio.create_task(_carry(reader, server_writer, up, delay)),
                asyncio.create_task(_carry(server_reader, writer, down, delay, counter)),
            ]
            try:
                # A browser that leaves ends both; a server that has sent everything does, too.
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)


async def _carry(
    source: StreamReader,
    target: StreamWriter,
    direction: _Direction,
    delay: float,
    counter: Proxy | None = None,
) -> None:
    """Until `source` ends and all of it has arrived. `delay` in seconds."""
    clock = asyncio.get_running_loop().time
    travelling: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(IN_FLIGHT)

    async def send() -> None:
        while chunk := await source.read(CHUNK):
            await direction.carry(len(chunk))
            await travelling.put((clock() + delay, chunk))
        await travelling.put((clock() + delay, b""))

    async def arrive() -> None:
        while True:
            due, chunk = await travelling.get()
            await asyncio.sleep(due - clock())
            if not chunk:
                return
            if counter is not None:
                counter.arrived(len(chunk))
            target.write(chunk)
            await target.drain()

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(send())
            group.create_task(arrive())
    except* OSError:
        pass  # one side has gone
