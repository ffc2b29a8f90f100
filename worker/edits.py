"""The page's edits on their way into a generation."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from . import syntax
from .errors import AppFailure, app_error, plain_error
from .messages import AppError, Outcome

Write = Callable[[], set[str]]
"""Puts an edit's files on disk; returns the paths that changed."""


@dataclass
class Pending:
    """What the next generation will contain and the present one does not."""

    paths: set[str] = field(default_factory=set)
    forced: bool = False  # a reload was asked for

    def __bool__(self) -> bool:
        return self.forced or bool(self.paths)


@dataclass
class _Edit:
    revision: int
    write: Write | None
    outcome: asyncio.Future[Outcome]


class Edits:
    """Writes edits at once, knows which files do not compile, and remembers who waits.

    `revision` counts the edits that arrived. `superseded` is set while edits are pending and all
    compile: a generation that is still starting need not be finished.
    """

    def __init__(self, root: Path) -> None:
        self.revision = 0
        self.pending = Pending()
        self.superseded = asyncio.Event()
        self.check_syntax = False
        """Without a generation there is none to keep: then the import says what is wrong."""
        self._root = root
        self._broken: dict[str, tuple[int, SyntaxError]] = {}  # by path; edited last is last
        self._waiting: list[_Edit] = []
        self._held: list[_Edit] | None = None

    @property
    def broken(self) -> bool:
        """Is there a file that was edited and does not compile?"""
        return bool(self._broken)

    def add(self, write: Write | None) -> asyncio.Future[Outcome]:
        """An edit has arrived; without `write`, the wish for a new generation.

        The future raises AppFailure if the files cannot be written.
        """
        self.revision += 1
        edit = _Edit(self.revision, write, asyncio.get_running_loop().create_future())
        if self._held is None:
            self._apply(edit)
        else:
            self._held.append(edit)
        return edit.outcome

    def hold(self) -> Pending:
        """Hand over what is pending. Until `release` the files stay as they are now."""
        self._held = []
        return self.take()

    def take(self) -> Pending:
        """Hand over what is pending, which needs no new generation."""
        pending, self.pending = self.pending, Pending()
        self.superseded.clear()
        return pending

    def release(self) -> None:
        """Write what was held back."""
        held, self._held = self._held or [], None
        for edit in held:
            self._apply(edit)

    def error(self, revision: int, serving: int | None) -> AppError | None:
        """Of the last edit up to `revision` that does not compile, while `serving` goes on."""
        errors = [error for broken_by, error in self._broken.values() if broken_by <= revision]
        return app_error(errors[-1], self._root, "syntax", serving=serving) if errors else None

    def settle(self, revision: int, outcome: Outcome) -> None:
        """Answer all edits up to `revision`."""
        settled = [edit for edit in self._waiting if edit.revision <= revision]
        self._waiting = [edit for edit in self._waiting if edit.revision > revision]
        for edit in settled:
            if not edit.outcome.done():  # whoever waited was cancelled
                edit.outcome.set_result(outcome)

    def _apply(self, edit: _Edit) -> None:
        self._waiting.append(edit)
        if edit.write is None:
            self.pending.forced = True
        else:
            try:
                paths = edit.write()
            except (OSError, ValueError) as exc:
                edit.outcome.set_exception(AppFailure(_not_written(exc)))
                self.pending.forced = True  # some of its files may have been written
            else:
                self.pending.paths |= paths
                for path in paths:
                    self._check(path, edit.revision)
        if self.pending and not self._broken:
            self.superseded.set()
        else:
            self.superseded.clear()

    def _check(self, path: str, revision: int) -> None:
        self._broken.pop(path, None)
        if not self.check_syntax or not (self._root / path).is_file():
            return
        error = syntax.check(path, self._root)
        if error is not None:
            self._broken[path] = revision, error


def _not_written(exc: Exception) -> AppError:
    return plain_error("boot", type(exc).__name__, str(exc), f"Not written: {exc}")
