import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.benchmarks.proxy import BURST, Line, proxy
from tests.hosting import serving

SIZE = 100_000
LINE = Line(rate=8e6, round_trip=0.05)
"""A megabyte per second."""


async def _answer(request: Request) -> Response:
    return PlainTextResponse("x" * int(request.path_params["size"]))


async def _length(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    routes = [Route("/length", _length, methods=["POST"]), Route("/{size}", _answer)]
    with serving(Starlette(routes=routes)) as port:
        yield port


def _read(port: int, path: str, body: bytes | None = None) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", body, timeout=30) as response:
        content: bytes = response.read()
    return content


def test_counts_what_the_browser_gets(port: int) -> None:
    with proxy(port, LINE) as slow:
        began = time.time()
        assert len(_read(slow.port, str(SIZE))) == SIZE
        ended = time.time()
        assert SIZE < slow.received(since=began, until=ended) < SIZE + 1000
        assert slow.received(until=began) == 0


def test_a_new_connection_and_an_answer_take_a_round_trip_each(port: int) -> None:
    with proxy(port, LINE) as slow:
        began = time.monotonic()
        _read(slow.port, "1")
        assert time.monotonic() - began >= 2 * LINE.round_trip


def test_bytes_take_their_time_in_both_directions(port: int) -> None:
    with proxy(port, LINE) as slow:
        for path, body in ((str(SIZE), None), ("length", b"x" * SIZE)):
            began = time.monotonic()
            _read(slow.port, path, body)
            assert time.monotonic() - began >= SIZE * 8 / LINE.rate + 2 * LINE.round_trip - BURST


def test_connections_share_the_line(port: int) -> None:
    with proxy(port, LINE) as slow, ThreadPoolExecutor(4) as pool:
        began = time.monotonic()
        contents = list(pool.map(lambda _: _read(slow.port, str(SIZE)), range(4)))
        assert [len(content) for content in contents] == [SIZE] * 4
        assert time.monotonic() - began >= 4 * SIZE * 8 / LINE.rate - BURST


def test_a_server_that_is_gone_ends_the_connection() -> None:
    with serving(Starlette()) as gone:
        pass
    with proxy(gone, LINE) as slow, pytest.raises(OSError, match="Remote end closed"):
        _read(slow.port, "1")
