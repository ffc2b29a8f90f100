"""Where the one real thread is: which simulated thread it stands in for, which loops it hides.

A position belongs to a stack. While a stack is suspended (see `suspension`) others run from a
fresh position, and the suspended one is put back with its stack.
"""

import sys
import threading
from asyncio import AbstractEventLoop, Task, events, tasks
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import Thread
from typing import Any

REAL_IDENT = threading.get_ident()

# Counting up from the real ident keeps simulated idents apart from it and from each other.
_idents = count(REAL_IDENT + 1)


class Position:
    """The simulated threads and the hidden loops of one stack, innermost last."""

    def __init__(self) -> None:
        self.idents: list[int] = [REAL_IDENT]
        self.threads: list[Thread | None] = [None]
        self.hidden: list[AbstractEventLoop] = []


_here = Position()


def here() -> Position:
    return _here


@contextmanager
def set_aside() -> Iterator[None]:
    """Leave this stack for others to run, and come back to exactly this position."""
    global _here
    mine, _here = _here, Position()
    try:
        yield
    finally:
        _here = mine


def current_ident() -> int:
    """What `threading.get_ident` answers."""
    return _here.idents[-1]


def new_ident() -> int:
    return next(_idents)


@contextmanager
def in_thread(ident: int, thread: Thread | None = None) -> Iterator[None]:
    """Stand in for the thread with this ident; `thread` if it was started as one."""
    position = _here
    position.idents.append(ident)
    position.threads.append(thread)
    try:
        yield
    finally:
        position.idents.pop()
        position.threads.pop()


@contextmanager
def off_loop() -> Iterator[None]:
    """Be in another thread than the running loop: no running loop, no current task.

    Code inside may run a loop of its own, and may block: see `waiting`.
    """
    loop = events._get_running_loop()
    if loop is None:
        yield
        return
    position = _here
    task = tasks.current_task(loop)
    if task is not None:
        _swap_current_task(loop, None)
    hooks = sys.get_asyncgen_hooks()
    events._set_running_loop(None)
    position.hidden.append(loop)
    try:
        yield
    finally:
        position.hidden.pop()
        events._set_running_loop(loop)
        sys.set_asyncgen_hooks(*hooks)
        if task is not None:
            _swap_current_task(loop, task)


def _swap_current_task(loop: AbstractEventLoop, task: Task[Any] | None) -> None:
    """Make `task` (None: nothing) the current task of this loop."""
    if sys.version_info >= (3, 12):
        tasks._swap_current_task(loop, task)  # type: ignore[attr-defined]
    elif task is not None:
        tasks._enter_task(loop, task)
    elif (previous := tasks.current_task(loop)) is not None:
        tasks._leave_task(loop, previous)


def home_loop() -> AbstractEventLoop | None:
    """The innermost loop, running or hidden, that this stack will get back to."""
    loop = events._get_running_loop() or (_here.hidden[-1] if _here.hidden else None)
    return None if loop is None or loop.is_closed() else loop
