"""The wait that every blocking primitive comes down to, and those primitives.

`wait_until` runs whatever could end the wait. Condition.wait uses it, and with it Event, Queue,
Semaphore, Barrier, Future.result and futures.wait; so do Lock, Thread.join and time.sleep.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, cast

from . import position, suspension
from .suspension import bell, can_suspend

if TYPE_CHECKING:
    from .loops import PumpLoop

SLICE = 0.05
"""Longest plain sleep, in seconds: an interrupt is noticed only between two of them."""


class WouldBlockForever(RuntimeError):
    """A wait that nothing here can end."""

    def __init__(self) -> None:
        super().__init__(
            "This call waits for another thread, and in this browser threads take turns: nothing "
            "is left to run that could end the wait. Make the function `async def` and await, or "
            "start the waiting side last."
        )


class ThreadEnded(BaseException):
    """Ends a simulated thread from inside: it cannot be suspended here, or its time is over."""


class Work(Protocol):
    """What a wait may run meanwhile. Loops and threads register themselves."""

    def run_one(self, driver: "PumpLoop | None") -> bool:
        """Run one piece of what is ready; False if nothing is."""

    def next_delay(self, driver: "PumpLoop | None") -> float | None:
        """Seconds until something becomes ready by itself, None for never."""


sources: list[Work] = []
"""In order: ready callbacks of loops first, then threads that have not begun."""


def wait_until(
    done: Callable[[], bool], timeout: float | None = None, driver: "PumpLoop | None" = None
) -> bool:
    """Block until `done()`; False after `timeout` seconds without it.

    `driver` is the loop that waits for its own next callback, and so must not be pumped.

    Raises WouldBlockForever if nothing can ever end the wait, and ThreadEnded in a simulated thread
    that has to end.
    """
    deadline = None if timeout is None else time.monotonic() + timeout
    while not done():
        _check_ended()
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            return False
        if not any(source.run_one(driver) for source in sources):
            _idle(left, driver)
    return True


def _idle(left: float | None, driver: "PumpLoop | None") -> None:
    """Nothing is ready: give the time away."""
    delays = [delay for source in sources if (delay := source.next_delay(driver)) is not None]
    if left is not None:
        delays.append(left)
    if can_suspend():
        bell.sleep(min(delays, default=None))
        return
    thread = position.here().threads[-1]
    if thread is not None and thread.daemon:
        raise ThreadEnded  # it waits for work and cannot be put aside
    if not delays:
        raise WouldBlockForever
    suspension.plain_sleep(min(*delays, SLICE))


def _check_ended() -> None:
    if ended and any(thread in ended for thread in position.here().threads):
        raise ThreadEnded


ended: set[threading.Thread | None] = set()
"""Threads that have to end at their next wait."""


def sleep(seconds: float, /) -> None:
    """`time.sleep`: other threads run meanwhile, and with JSPI everything else too."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    wait_until(lambda: False, seconds)


class Lock:
    """`threading.Lock` whose blocking acquire waits instead of freezing the only thread."""

    def __init__(self) -> None:
        self._lock = _allocate_lock()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if self._lock.acquire(False):
            return True
        if not blocking:
            if timeout != -1:
                raise ValueError("can't specify a timeout for a non-blocking call")
            return False
        if timeout < 0 and timeout != -1:
            raise ValueError("timeout value must be a non-negative number")
        return wait_until(lambda: self._lock.acquire(False), None if timeout < 0 else timeout)

    def release(self) -> None:
        self._lock.release()
        bell.ring()

    def locked(self) -> bool:
        return self._lock.locked()

    def _at_fork_reinit(self) -> None:
        self._lock = _allocate_lock()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info: object) -> None:
        self.release()

    def __repr__(self) -> str:
        return f"<{'locked' if self.locked() else 'unlocked'} Lock at {id(self):#x}>"


_allocate_lock: Callable[[], threading.Lock] = cast(Any, threading)._allocate_lock


def install() -> None:
    """Replace the blocking primitives. The pure-Python ones of the library are built on Lock."""
    patched = cast(Any, threading)
    patched._allocate_lock = patched.Lock = Lock
    patched.RLock = patched._PyRLock
    patched.get_ident = position.current_ident
    with contextlib.suppress(AttributeError):
        cast(Any, queue).SimpleQueue = queue._PySimpleQueue  # type: ignore[attr-defined]
    cast(Any, time).sleep = sleep
    # Imported only now, as it takes hold of RLock: one namespace for each simulated thread.
    from _threading_local import local

    patched.local = local
