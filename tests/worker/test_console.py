"""What is printed, logged and warned of, as the page's console gets it."""

import asyncio
import io
import logging
import sys
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from worker.console import Console
from worker.messages import ConsoleEntry


class Recorder(Console):
    def __init__(self) -> None:
        self.batches: list[list[ConsoleEntry]] = []
        super().__init__(self.batches.append, lambda: 7)

    @property
    def lines(self) -> list[tuple[str, str]]:
        self.flush()
        return [(entry["kind"], entry["text"]) for batch in self.batches for entry in batch]


@pytest.fixture
def console() -> Iterator[Recorder]:
    console = Recorder()
    yield console
    console.uninstall()


def test_a_print_is_an_entry(console: Recorder) -> None:
    console.install()
    print("one\ntwo", 3)
    print("four", end="")
    print(" and five")
    print("six", file=sys.stderr)
    assert console.lines == [
        ("print", "one\ntwo 3"),
        ("print", "four and five"),
        ("error", "six"),
    ]


def test_an_unfinished_line_is_shown_when_flushed(console: Recorder) -> None:
    console.install()
    print("half", end="")
    assert console.lines == []
    sys.stdout.flush()
    assert console.lines == [("print", "half")]


def test_entries_know_time_and_generation(console: Recorder) -> None:
    console.write("info", "x")
    ((entry,),) = console.batches
    assert entry["generation"] == 7
    assert entry["time"] > 1e9


def test_bytes_may_be_written(console: Recorder) -> None:
    console.install()
    sys.stdout.buffer.write("é\n".encode()[:1])
    sys.stdout.buffer.write("é\n".encode()[1:])
    sys.stdout.buffer.write(b"\xff\n")
    assert console.lines == [("print", "é"), ("print", "\\xff")]


def test_only_text_may_be_written(console: Recorder) -> None:
    console.install()
    with pytest.raises(TypeError, match="must be str, not bytes"):
        sys.stdout.write(b"x")  # type: ignore[arg-type]


def test_the_streams_are_no_terminal(console: Recorder) -> None:
    console.install()
    assert not sys.stdout.isatty()
    assert sys.stdout.writable() and not sys.stdout.readable()
    assert (sys.stderr.name, sys.stderr.encoding) == ("<stderr>", "utf-8")


def test_log_records_show_their_level(console: Recorder) -> None:
    console.install()
    logger = logging.getLogger("asgipad.test.console")
    logger.propagate = False
    handler = logging.StreamHandler()
    logger.addHandler(handler)
    logger.setLevel("DEBUG")
    for level in ("debug", "info", "warning", "error", "critical"):
        getattr(logger, level)(level)
    logger.removeHandler(handler)
    logger.propagate = True
    assert console.lines == [
        ("debug", "debug"),
        ("info", "info"),
        ("warning", "warning"),
        ("error", "error"),
        ("error", "critical"),
    ]


def test_a_logged_exception_is_what_no_other_handler_has_made_of_it(console: Recorder) -> None:
    first = logging.StreamHandler(io.StringIO())
    logger = logging.getLogger("uvicorn.error")
    logger.addHandler(first)
    console.install()
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError as error:
        error.__traceback__ = None
        shown = "Oops\nZeroDivisionError: division by zero"
        first.formatter = Decorating()
        logger.error("Oops", exc_info=error)
    finally:
        logger.removeHandler(first)
    assert ("error", shown) in console.lines
    assert "decorated" in first.stream.getvalue()


class Decorating(logging.Formatter):
    def formatException(self, ei: Any) -> str:
        return f"decorated {super().formatException(ei)}"


def test_uvicorns_loggers_are_shown(console: Recorder) -> None:
    console.install()
    logging.getLogger("uvicorn.error").info("hello %s", "you")
    logging.getLogger("uvicorn").debug("not this")
    assert console.lines == [("info", "hello you")]


def test_warnings_are_warnings(console: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    def show(*args: Any) -> None:  # pytest collects what the original would print
        sys.stderr.write(warnings.formatwarning(*args[:4]))

    monkeypatch.setattr(warnings, "showwarning", show)
    console.install()
    warnings.showwarning(UserWarning("careful"), UserWarning, "main.py", 3)
    assert console.lines == [("warning", "main.py:3: UserWarning: careful")]


def test_a_traceback_is_printed_as_an_error(console: Recorder) -> None:
    console.install()
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        traceback.print_exc()
    assert {kind for kind, _ in console.lines} == {"error"}
    assert console.lines[-1][1].endswith("ZeroDivisionError: division by zero")


def test_uninstalling_puts_everything_back(console: Recorder) -> None:
    before = sys.stdout, sys.stderr, logging.Handler.handle, warnings.showwarning
    uvicorn = logging.getLogger("uvicorn")
    settings = uvicorn.handlers[:], uvicorn.level, uvicorn.propagate
    console.install()
    console.uninstall()
    assert (sys.stdout, sys.stderr, logging.Handler.handle, warnings.showwarning) == before
    assert (uvicorn.handlers, uvicorn.level, uvicorn.propagate) == settings


@pytest.mark.anyio
async def test_a_flood_leaves_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    console, all_there = Recorder(), asyncio.Event()

    def emit(batch: list[ConsoleEntry]) -> None:
        console.batches.append(batch)
        if sum(map(len, console.batches)) == 1000:
            all_there.set()

    monkeypatch.setattr(console, "_emit", emit)
    for number in range(1000):
        console.write("print", str(number))
    assert len(console.batches[0]) == 1  # the first at once
    async with asyncio.timeout(10):
        await all_there.wait()
    assert len(console.batches) < 20
