"""The browser's loop, where it cannot do what asyncio's can.

It refuses what is due already (`call_at` a moment that has passed), which asyncio runs at once: a
timeout fails if the machine is too busy to set it before it is over.

Without JSPI a wait must be able to run what it has due. Pyodide's WebLoop hands every callback to
JavaScript's timers, which stand still while Python blocks. This keeps a second list of them. A
blocked call runs from it what is due; what needs JavaScript itself (a fetch, the next chunk of a
request body) still has to wait.
"""

import sys
from asyncio import AbstractEventLoop, Handle, events
from collections.abc import Callable
from contextvars import Context
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from . import suspension, waiting
from .position import REAL_IDENT, in_thread, off_loop

if TYPE_CHECKING:
    from .loops import PumpLoop


class Scheduled:
    """One callback, run by JavaScript's timer or by a wait: whichever comes first."""

    def __init__(self, when: float, order: int, callback: Callable[..., object]) -> None:
        self.when = when
        self.order = order
        self.callback = callback
        self.handle: Handle | None = None
        self.run = False

    def __lt__(self, other: "Scheduled") -> bool:
        return (self.when, self.order) < (other.when, other.order)

    def __call__(self, *args: Any) -> object:
        self.run = True
        return self.callback(*args)

    @property
    def over(self) -> bool:
        return self.run or self.handle is None or self.handle.cancelled()


class WebCallbacks:
    """The callbacks of the browser's loop, as the last source of work for a wait."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self._scheduled: list[Scheduled] = []
        self._order = count()
        self._room = 64

    def call_later(
        self,
        native: Callable[..., Handle],
        delay: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> Handle:
        """What `WebLoop.call_later` does, remembering it."""
        scheduled = Scheduled(self._loop.time() + delay, next(self._order), callback)
        scheduled.handle = native(self._loop, delay, scheduled, *args, context=context)
        if len(self._scheduled) >= self._room:  # mostly timeouts that were not needed
            self._scheduled = sorted(entry for entry in self._scheduled if not entry.over)
            self._room = max(64, 2 * len(self._scheduled))
        heappush(self._scheduled, scheduled)
        return scheduled.handle

    def run_one(self, driver: "PumpLoop | None") -> bool:
        if self.next_delay(driver) != 0:
            return False
        handle = heappop(self._scheduled).handle
        assert handle is not None
        inner = cast(Any, handle)
        taken = Handle(inner._callback, inner._args, self._loop, inner._context)
        handle.cancel()  # JavaScript's timer will find it so
        hooks = sys.get_asyncgen_hooks()
        with in_thread(REAL_IDENT), off_loop():
            events._set_running_loop(self._loop)
            cast(Any, self._loop)._install_asyncgen_hooks()
            try:
                taken._run()
            finally:
                events._set_running_loop(None)
                sys.set_asyncgen_hooks(*hooks)
        return True

    def next_delay(self, driver: "PumpLoop | None") -> float | None:
        self._drop_over()
        if not self._scheduled:
            return None
        return max(0, self._scheduled[0].when - self._loop.time())

    def _drop_over(self) -> None:
        while self._scheduled and self._scheduled[0].over:
            heappop(self._scheduled)


def install() -> None:
    """Where there is a browser's loop, make up for what it lacks."""
    loop = suspension.web_loop()
    if loop is None:
        return
    callbacks = None if suspension.has_jspi() else WebCallbacks(loop)
    if callbacks is not None:
        waiting.sources.append(callbacks)
    web_loop_class = cast(Any, type(loop))
    native = web_loop_class.call_later

    def call_later(
        self: AbstractEventLoop,
        delay: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> Handle:
        delay = max(0, delay)
        if callbacks is None:
            return cast(Handle, native(self, delay, callback, *args, context=context))
        return callbacks.call_later(native, delay, callback, *args, context=context)

    web_loop_class.call_later = call_later
