"""An asyncio loop that others can pump, and asyncio.run on top of it."""

import asyncio
import sys
import weakref
from asyncio import AbstractEventLoop, Handle, TimerHandle, events
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from contextvars import Context
from functools import wraps
from heapq import heappop
from threading import Thread, local
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple, cast

from . import waiting
from .position import in_thread, off_loop
from .suspension import bell, web_loop
from .threads import default_executor

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

CLOCK_RESOLUTION = 0.001
"""Timers due within this many seconds run at once: browsers tell time no finer."""


class PumpLoop(asyncio.BaseEventLoop):
    """An event loop without a selector that may be run from below itself on the stack.

    It runs like any loop in `run_forever`; and while that is blocked somewhere, or if nobody runs
    it, whoever waits pumps its ready callbacks.
    """

    _ready: deque[Handle]
    _scheduled: list[TimerHandle]
    _stopping: bool
    _thread_id: int | None
    _timer_cancelled_count: int
    _clock_resolution: float

    def __init__(self, thread: Thread | None = None) -> None:
        """A loop with a `thread` of its own is never run, only pumped, and counts as running."""
        super().__init__()
        self._thread_id = None if thread is None else thread.ident
        self._clock_resolution = CLOCK_RESOLUTION
        _loops.add(self)

    # what BaseEventLoop asks of its subclasses ----------------------------------------------------

    def _process_events(self, event_list: list[Any]) -> None:
        """There is no selector."""

    def _write_to_self(self) -> None:
        bell.ring()

    def _run_once(self) -> None:
        waiting.wait_until(lambda: self._stopping or self.next_delay() == 0, driver=self)
        self._run_ready()

    # pumping --------------------------------------------------------------------------------------

    def next_delay(self) -> float | None:
        """Seconds until something is ready, None for never."""
        if self._ready:
            return 0
        while self._scheduled and self._scheduled[0].cancelled():
            self._pop_timer()
        if not self._scheduled:
            return None
        delay = self._scheduled[0].when() - self.time()
        return 0 if delay < CLOCK_RESOLUTION else delay

    def _pop_timer(self) -> TimerHandle:
        timer = heappop(self._scheduled)
        timer._scheduled = False  # type: ignore[attr-defined]
        if timer.cancelled():
            self._timer_cancelled_count -= 1
        return timer

    def _run_ready(self) -> None:
        end = self.time() + CLOCK_RESOLUTION
        while self._scheduled and self._scheduled[0].when() < end:
            timer = self._pop_timer()
            if not timer.cancelled():
                self._ready.append(timer)
        for _ in range(len(self._ready)):
            if not self._ready:
                break  # a callback has waited, and that wait ran the rest
            handle = self._ready.popleft()
            if not handle.cancelled():
                handle._run()

    def pump(self) -> None:
        """Run what is ready now. The loop may be at work below on this stack, or on another."""
        assert self._thread_id is not None
        hooks = sys.get_asyncgen_hooks()
        with in_thread(self._thread_id), off_loop():
            events._set_running_loop(self)
            sys.set_asyncgen_hooks(
                firstiter=self._asyncgen_firstiter_hook,  # type: ignore[attr-defined]
                finalizer=self._asyncgen_finalizer_hook,  # type: ignore[attr-defined]
            )
            try:
                self._run_ready()
            finally:
                events._set_running_loop(None)
                sys.set_asyncgen_hooks(*hooks)

    def leave_thread(self) -> None:
        """Lose the thread of its own, to be closed."""
        self._thread_id = None

    # scheduling and running -----------------------------------------------------------------------

    def call_soon(
        self, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> Handle:
        handle = super().call_soon(callback, *args, context=context)
        bell.ring()
        return handle

    def call_at(
        self,
        when: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> TimerHandle:
        handle = super().call_at(when, callback, *args, context=context)
        bell.ring()
        return handle

    def stop(self) -> None:
        super().stop()
        bell.ring()

    def run_forever(self) -> None:
        with _off_idle_web_loop():
            super().run_forever()

    def run_until_complete(self, future: Any) -> Any:
        with _off_idle_web_loop():
            return super().run_until_complete(future)

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        self._check_closed()  # type: ignore[attr-defined]
        return _run_in_executor(self, executor, func, *args)

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """The default executor is shared by all loops, and outlives them."""

    async def getaddrinfo(self, *args: Any, **kwargs: Any) -> Any:
        raise OSError("A browser has no sockets, so it cannot look up host names")


_loops: "weakref.WeakSet[PumpLoop]" = weakref.WeakSet()


def _running() -> list[PumpLoop]:
    return [loop for loop in _loops if loop.is_running()]


class _RunningLoops:
    """The loops that whoever waits may pump: the first source of work."""

    def run_one(self, driver: PumpLoop | None) -> bool:
        for loop in _running():
            if loop is not driver and loop.next_delay() == 0:
                loop.pump()
                return True
        return False

    def next_delay(self, driver: PumpLoop | None) -> float | None:
        delays = (loop.next_delay() for loop in _running())
        return min((delay for delay in delays if delay is not None), default=None)


@contextmanager
def _off_idle_web_loop() -> Iterator[None]:
    """The browser's loop calls itself running even when none of its tasks is: look past it."""
    loop = events._get_running_loop()
    if loop is not None and loop is web_loop() and asyncio.current_task(loop) is None:
        with off_loop():
            yield
    else:
        yield


def _run_in_executor(
    loop: AbstractEventLoop, executor: Executor | None, func: Callable[..., T], *args: Any
) -> asyncio.Future[T]:
    pool = default_executor() if executor is None else executor
    return asyncio.wrap_future(pool.submit(func, *args), loop=loop)


if TYPE_CHECKING:
    from asyncio import AbstractEventLoopPolicy, set_event_loop_policy
elif sys.version_info >= (3, 14):  # the public names are deprecated there
    from asyncio.events import _AbstractEventLoopPolicy as AbstractEventLoopPolicy
    from asyncio.events import _set_event_loop_policy as set_event_loop_policy
else:
    from asyncio.events import AbstractEventLoopPolicy, set_event_loop_policy


class PumpLoopPolicy(AbstractEventLoopPolicy):
    """New loops are PumpLoops; a thread without a loop of its own has the browser's."""

    def __init__(self) -> None:
        self._local = local()

    def get_event_loop(self) -> AbstractEventLoop:
        loop: AbstractEventLoop | None = getattr(self._local, "loop", None) or web_loop()
        if loop is None:
            raise RuntimeError("There is no current event loop")
        return loop

    def set_event_loop(self, loop: AbstractEventLoop | None) -> None:
        self._local.loop = loop

    def new_event_loop(self) -> PumpLoop:
        return PumpLoop()


_runner_run = asyncio.Runner.run


@wraps(_runner_run)
def runner_run(
    runner: asyncio.Runner, coro: Coroutine[Any, Any, T], *, context: Context | None = None
) -> T:
    with _off_idle_web_loop():
        return _runner_run(runner, coro, context=context)


def run(
    main: Coroutine[Any, Any, T],
    *,
    debug: bool | None = None,
    loop_factory: Callable[[], AbstractEventLoop] | None = None,
) -> T:
    """`asyncio.run`, which Pyodide has replaced by one that cannot block."""
    with _off_idle_web_loop():
        if events._get_running_loop() is not None:
            main.close()
            raise RuntimeError("asyncio.run() cannot be called from a running event loop")
        if sys.version_info >= (3, 12):
            runner = asyncio.Runner(debug=debug, loop_factory=loop_factory)
        else:
            runner = asyncio.Runner(debug=debug, loop_factory=loop_factory or PumpLoop)
        with runner:
            return runner.run(main)


def install() -> None:
    """Make PumpLoops the loops of this interpreter, beside the browser's one."""
    waiting.sources.insert(0, _RunningLoops())
    set_event_loop_policy(cast(Any, PumpLoopPolicy)())
    patched = cast(Any, asyncio)
    patched.run = patched.runners.run = run
    patched.Runner.run = runner_run
    web = web_loop()
    if web is not None:
        cast(Any, type(web)).run_in_executor = _run_in_executor
