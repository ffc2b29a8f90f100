"""Thread and ThreadPoolExecutor where no thread can be started.

A started thread begins as soon as its starter blocks, sleeps or gets back to its loop. With JSPI it
then has a stack of its own, to be suspended whenever it waits; without, it runs on top of the stack
that waits for it.
"""

import contextvars
import sys
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import count
from threading import Thread, Timer
from typing import TYPE_CHECKING, Any, TypeVar, cast

from . import waiting
from .position import home_loop, in_thread, new_ident, off_loop
from .suspension import bell, can_suspend, web_loop
from .waiting import ThreadEnded

if TYPE_CHECKING:
    from .loops import PumpLoop

T = TypeVar("T")


class Run:
    """One started thread: waiting for its turn, running, then finished. A stand-in never ends."""

    def __init__(self, thread: Thread, *, stands_in: bool = False) -> None:
        self.thread = thread
        self.stands_in = stands_in
        self.finished = False
        self.started_at = time.monotonic()

    def begin(self) -> None:
        """Run the thread to its end, unless somebody has already begun it."""
        try:
            _waiting.remove(self)
        except ValueError:
            return
        thread = self.thread
        ident = _adopt(thread)
        context = getattr(thread, "_context", None) or contextvars.Context()
        try:
            with in_thread(ident, thread), off_loop():
                context.run(self._run)
        finally:
            self.finish()

    def _run(self) -> None:
        try:
            self.thread.run()
        except (SystemExit, ThreadEnded):
            pass
        except BaseException:
            # As in Thread._bootstrap_inner: goes to threading.excepthook, ends only this thread.
            self.thread._invoke_excepthook(self.thread)  # type: ignore[attr-defined]

    def finish(self) -> None:
        self.finished = True
        waiting.ended.discard(self.thread)
        if self.thread.ident is not None:
            _active().pop(self.thread.ident, None)
        bell.ring()


_runs: "weakref.WeakKeyDictionary[Thread, Run]" = weakref.WeakKeyDictionary()
_waiting: deque[Run] = deque()


def _active() -> dict[int, Thread]:
    return threading._active  # type: ignore[attr-defined,no-any-return]


def _adopt(thread: Thread) -> int:
    """Give the thread an ident, by which `threading.current_thread` finds it."""
    ident = new_ident()
    cast(Any, thread)._ident = cast(Any, thread)._native_id = ident
    _active()[ident] = thread
    return ident


class _WaitingThreads:
    """Threads that have not begun: a source of work for whoever waits and cannot be suspended.

    Whoever can, need not run them: the browser's loop gives each its own stack.
    """

    def run_one(self, driver: "PumpLoop | None") -> bool:
        if not _waiting or (can_suspend() and web_loop() is not None):
            return False
        _waiting[0].begin()
        return True

    def next_delay(self, driver: "PumpLoop | None") -> float | None:
        return None


# threading.Thread ------------------------------------------------------------------------------

_native_join = Thread.join
_native_is_alive = Thread.is_alive


def start(thread: Thread) -> None:
    if not thread._initialized:  # type: ignore[attr-defined]
        raise RuntimeError("thread.__init__() not called")
    if thread._started.is_set():  # type: ignore[attr-defined]
        raise RuntimeError("threads can only be started once")
    if sys.version_info >= (3, 14) and cast(Any, thread)._context is None:
        inherit = sys.flags.thread_inherit_context
        cast(Any, thread)._context = (
            contextvars.copy_context() if inherit else contextvars.Context()
        )
    thread._started.set()  # type: ignore[attr-defined]
    run = _runs[thread] = Run(thread)
    _waiting.append(run)
    loop = web_loop() if can_suspend() else home_loop()
    if loop is None:
        return
    # A Timer that began to wait for its time without a stack of its own would hold up everyone.
    delay = thread.interval if isinstance(thread, Timer) and not can_suspend() else 0
    loop.call_later(delay, run.begin, context=contextvars.Context())


def join(thread: Thread, timeout: float | None = None) -> None:
    run = _runs.get(thread)
    if run is None:
        _native_join(thread, timeout)
        return
    if thread is threading.current_thread():
        raise RuntimeError("cannot join current thread")
    waiting.wait_until(lambda: run.finished, None if timeout is None else max(timeout, 0))


def is_alive(thread: Thread) -> bool:
    run = _runs.get(thread)
    return _native_is_alive(thread) if run is None else not run.finished


def timer_run(timer: Timer) -> None:
    """`Timer.run`, counting from its start, not from when its turn came."""
    run = _runs.get(timer)
    waited = 0.0 if run is None else time.monotonic() - run.started_at
    timer.finished.wait(max(0.0, timer.interval - waited))
    if not timer.finished.is_set():
        timer.function(*timer.args, **timer.kwargs)
    timer.finished.set()


def end_threads() -> None:
    """End all simulated threads but the present one: the app that started them is being replaced.

    One that has not begun never will; one that waits ends there, as a restart would have ended it.
    """
    for run in list(_waiting):
        _waiting.remove(run)
        run.finish()
    present = threading.current_thread()
    waiting.ended.update(
        thread
        for thread, run in _runs.items()
        if not run.finished and not run.stands_in and thread is not present
    )
    bell.ring()


# worker threads --------------------------------------------------------------------------------


class Workers:
    """Stand-in threads for functions that run to their end on the caller's stack.

    Reused last in, first out, as pools do, so that what a library keeps for each thread (an open
    connection, say) is found again.
    """

    def __init__(self, name: str, initialize: Callable[[], object] | None = None) -> None:
        self._name = name
        self._initialize = initialize
        self._idle: list[Thread] = []
        self._numbers = count()
        self.busy = 0

    @contextmanager
    def claim(self) -> Iterator[None]:
        """Be in one of these threads."""
        thread = self._idle.pop() if self._idle else None
        fresh = thread is None
        if thread is None:
            thread = stand_in(f"{self._name}{next(self._numbers)}")
        assert thread.ident is not None
        self.busy += 1
        try:
            with in_thread(thread.ident):
                if fresh and self._initialize is not None:
                    self._initialize()
                yield
        finally:
            self.busy -= 1
            self._idle.append(thread)
            bell.ring()


def stand_in(name: str) -> Thread:
    """A thread object that counts as running, for code that asks in which thread it is."""
    thread = Thread(name=name, daemon=True)
    _adopt(thread)
    thread._started.set()  # type: ignore[attr-defined]
    _runs[thread] = Run(thread, stands_in=True)
    return thread


_pools: "weakref.WeakKeyDictionary[ThreadPoolExecutor, Workers]" = weakref.WeakKeyDictionary()
_default_executor: ThreadPoolExecutor | None = None


def default_executor() -> ThreadPoolExecutor:
    """The one behind `run_in_executor(None, ...)` and `asyncio.to_thread`, of every loop."""
    global _default_executor
    if _default_executor is None:
        _default_executor = ThreadPoolExecutor(thread_name_prefix="asyncio")
    return _default_executor


def submit(
    pool: ThreadPoolExecutor, fn: Callable[..., T], /, *args: Any, **kwargs: Any
) -> Future[T]:
    """`ThreadPoolExecutor.submit`: in a thread of its own with JSPI, otherwise at once."""
    inner = cast(Any, pool)
    with inner._shutdown_lock:
        if inner._broken:
            raise RuntimeError(inner._broken)
        if inner._shutdown:
            raise RuntimeError("cannot schedule new futures after shutdown")
    if pool not in _pools:
        prefix = inner._thread_name_prefix or "ThreadPoolExecutor"
        _pools[pool] = Workers(f"{prefix}_", partial(_initialize, inner))
    future: Future[T] = Future()
    call = partial(fn, *args, **kwargs)
    if can_suspend():
        thread = Thread(target=_work_in_turn, args=(inner, future, call), daemon=True)
        # shutdown(wait=True) joins these; a new set, as it may be at it
        inner._threads = {thread, *(other for other in inner._threads if is_alive(other))}
        thread.start()
    else:
        with off_loop():
            _work(pool, future, call)
    return future


def _work_in_turn(pool: Any, future: Future[T], call: Callable[[], T]) -> None:
    """Wait until fewer than `max_workers` are busy."""
    workers = _pools[pool]
    waiting.wait_until(lambda: workers.busy < pool._max_workers)
    _work(pool, future, call)


def _work(pool: ThreadPoolExecutor, future: Future[T], call: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        with _pools[pool].claim():
            result = call()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)


def _initialize(pool: Any) -> None:
    if sys.version_info >= (3, 14):
        pool._create_worker_context().initialize()
    elif pool._initializer is not None:
        pool._initializer(*pool._initargs)


def install() -> None:
    """Replace what starts threads."""
    waiting.sources.append(_WaitingThreads())
    patched = cast(Any, Thread)
    patched.start, patched.join, patched.is_alive = start, join, is_alive
    cast(Any, Timer).run = timer_run
    cast(Any, ThreadPoolExecutor).submit = submit
