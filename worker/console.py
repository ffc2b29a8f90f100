"""What the app prints, warns of and logs, as entries for the page's console.

`sys.stdout` and `sys.stderr` behave like a terminal's line-buffered streams: a line is shown when
it ends or when it is flushed. Entries leave in batches, at once when the console was quiet, so that
a loop which prints without end neither drowns the page nor stays unseen.
"""

import asyncio
import codecs
import copy
import io
import logging
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, TextIO

from . import errors
from .messages import ConsoleEntry, ConsoleKind

_BATCH_INTERVAL = 0.05
"""Seconds between batches. Two frames: no eye sees the difference."""


class Console:
    """Collects entries and hands them to `emit` in batches.

    `generation` tells which generation is speaking at the time of the call.
    """

    def __init__(
        self, emit: Callable[[list[ConsoleEntry]], None], generation: Callable[[], int]
    ) -> None:
        self._emit = emit
        self._generation = generation
        self._entries: list[ConsoleEntry] = []
        self._timer: asyncio.TimerHandle | None = None
        self._last_batch = 0.0
        self._level: ConsoleKind | None = None
        self._uninstall: list[Callable[[], None]] = []
        self.stdout = ConsoleStream(self, "stdout")
        self.stderr = ConsoleStream(self, "stderr")

    def write(self, kind: ConsoleKind, text: str) -> None:
        """Add one entry; `text` has no newline at its end."""
        entry = ConsoleEntry(kind=kind, text=text, time=time.time(), generation=self._generation())
        self._entries.append(entry)
        if time.monotonic() - self._last_batch >= _BATCH_INTERVAL:
            self.flush()
        elif self._timer is None:
            self._timer = _later(_BATCH_INTERVAL, self.flush)

    def flush(self) -> None:
        """Hand over what has been collected."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._entries:
            return
        entries, self._entries = self._entries, []
        self._last_batch = time.monotonic()
        self._emit(entries)

    def kind_of(self, stream: Literal["stdout", "stderr"]) -> ConsoleKind:
        """Of a line on `stream`: the level of the record or warning it comes from, if any."""
        return self._level or ("print" if stream == "stdout" else "error")

    @contextmanager
    def level(self, kind: ConsoleKind) -> Iterator[None]:
        """Whatever is written meanwhile is of this kind."""
        before, self._level = self._level, kind
        try:
            yield
        finally:
            self._level = before

    def install(self) -> None:
        """Become `sys.stdout` and `sys.stderr`, show uvicorn's loggers, learn the levels."""
        assert not self._uninstall, "installed already"
        self._replace(sys, "stdout", self.stdout)
        self._replace(sys, "stderr", self.stderr)
        self._learn_levels()
        self._show_uvicorn()

    def uninstall(self) -> None:
        """Put back what `install` replaced."""
        while self._uninstall:
            self._uninstall.pop()()
        self.flush()

    def _replace(self, owner: Any, name: str, value: object) -> None:
        original = getattr(owner, name)
        setattr(owner, name, value)
        self._uninstall.append(lambda: setattr(owner, name, original))

    def _learn_levels(self) -> None:
        """Handlers and warnings write to sys.stderr; while they do, the level is known.

        Nothing in `logging` tells a stream which record it is being sent, and a handler of our own
        on the root logger would turn the author's `logging.basicConfig()` into a no-op.
        """
        handle, show = logging.Handler.handle, warnings.showwarning

        def handle_with_level(handler: logging.Handler, record: logging.LogRecord) -> Any:
            with self.level(level_kind(record.levelno)):
                return handle(handler, record)

        def show_as_warning(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            with self.level("warning"):
                show(message, category, filename, lineno, file, line)

        self._replace(logging.Handler, "handle", handle_with_level)
        self._replace(warnings, "showwarning", show_as_warning)

    def _show_uvicorn(self) -> None:
        """Apps log to "uvicorn" and "uvicorn.error", which under uvicorn show from INFO on."""
        logger = logging.getLogger("uvicorn")
        before = logger.level, logger.propagate
        handler = _ConsoleHandler(self)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False

        def restore() -> None:
            logger.removeHandler(handler)
            logger.level, logger.propagate = before

        self._uninstall.append(restore)


class ConsoleStream(io.TextIOBase):
    """A text stream whose lines become console entries."""

    def __init__(self, console: Console, name: Literal["stdout", "stderr"]) -> None:
        self._console = console
        self._name = name
        self._line: list[str] = []
        self.buffer = _ByteStream(self)

    @property
    def name(self) -> str:
        return f"<{self._name}>"

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        return "backslashreplace"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text.endswith("\n"):
            self._line.append(text[:-1])
            self._end_line()
        elif text:
            self._line.append(text)
        return len(text)

    def flush(self) -> None:
        if self._line:
            self._end_line()

    def _end_line(self) -> None:
        text, self._line = "".join(self._line), []
        self._console.write(self._console.kind_of(self._name), text)


class _ByteStream(io.RawIOBase):
    """`sys.stdout.buffer`, for those who write bytes."""

    def __init__(self, text: ConsoleStream) -> None:
        self._text = text
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")

    def writable(self) -> bool:
        return True

    def write(self, chunk: Any) -> int:
        octets = bytes(chunk)
        self._text.write(self._decoder.decode(octets))
        return len(octets)

    def flush(self) -> None:
        self._text.flush()


class _ConsoleHandler(logging.Handler):
    """Shows records themselves, without the level that the entry's kind tells already."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self.setFormatter(_Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        self._console.write(level_kind(record.levelno), self.format(record))


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        # Handlers share what one of them has made of the exception, with our own frames or without.
        own = copy.copy(record)
        own.exc_text = None
        return super().format(own)

    def formatException(self, ei: Any) -> str:
        return errors.format_exception(ei[1]).rstrip("\n")


def level_kind(levelno: int) -> ConsoleKind:
    """The console's name for a level of `logging`."""
    if levelno >= logging.ERROR:
        return "error"
    if levelno >= logging.WARNING:
        return "warning"
    return "info" if levelno >= logging.INFO else "debug"


def _later(delay: float, callback: Callable[[], None]) -> asyncio.TimerHandle | None:
    """None without a running loop: then the next entry or an explicit flush sends the batch."""
    try:
        return asyncio.get_running_loop().call_later(delay, callback)
    except RuntimeError:
        return None
