"""Giving the real thread back to JavaScript in the middle of a call.

Browsers with JSPI (JavaScript Promise Integration) can suspend a WebAssembly stack until a promise
resolves. This is the only module of the package that imports pyodide, and everywhere else (CPython,
browsers without JSPI) `can_suspend()` is simply False.
"""

import time
from asyncio import AbstractEventLoop, events
from collections.abc import Callable
from types import ModuleType
from typing import Any

from . import position

plain_sleep: Callable[[float], None] = time.sleep
"""`time.sleep` that really blocks the one thread."""

_ffi: ModuleType | None = None
_js: ModuleType | None = None
_run_sync: Callable[[Any], Any] | None = None
_web_loop: AbstractEventLoop | None = None


def install() -> None:
    """Find out what this interpreter runs in. On CPython: nothing of the kind."""
    global _ffi, _js, _run_sync, _web_loop, plain_sleep
    try:
        import js
        import pyodide.ffi
        import pyodide.webloop
    except ImportError:
        return
    _ffi, _js = pyodide.ffi, js
    plain_sleep = pyodide.webloop._orig_sleep
    _web_loop = events._get_running_loop()
    # Packages (httpx2's fetch transport, for one) suspend through pyodide.ffi themselves, and the
    # position has to be set aside then too. They import it later, so they find this one.
    _run_sync = pyodide.ffi.run_sync
    pyodide.ffi.run_sync = run_sync
    pyodide.webloop.run_sync = run_sync


def web_loop() -> AbstractEventLoop | None:
    """The browser's own loop: what it runs next is up to JavaScript."""
    return _web_loop


def has_jspi() -> bool:
    """Whether this browser can suspend stacks at all."""
    return _js is not None and hasattr(_js.WebAssembly, "Suspending")


def can_suspend() -> bool:
    """Whether the present stack may be suspended."""
    return _ffi is not None and bool(_ffi.can_run_sync())


def run_sync(awaitable: Any) -> Any:
    """`pyodide.ffi.run_sync`, with this stack's position and loop kept for its return."""
    assert _run_sync is not None
    loop = events._get_running_loop()
    events._set_running_loop(_web_loop)  # a coroutine becomes a task of this loop
    try:
        with position.set_aside():
            return _run_sync(awaitable)
    finally:
        events._set_running_loop(loop)


class Bell:
    """Wakes every suspended stack; each then looks whether what it waits for has come."""

    def __init__(self) -> None:
        self._wakers: list[Callable[[], Any]] = []

    def ring(self) -> None:
        if not self._wakers:
            return
        wakers, self._wakers = self._wakers, []
        for wake in wakers:
            wake()

    def sleep(self, seconds: float | None) -> None:
        """Suspend the present stack until the next ring, or for at most `seconds`."""
        assert _js is not None
        rung = _js.Promise.withResolvers()
        wake = rung.resolve
        self._wakers.append(wake)
        timer = None if seconds is None else _js.setTimeout(wake, max(0.0, seconds) * 1000)
        try:
            run_sync(rung.promise)
        finally:
            if timer is not None:
                _js.clearTimeout(timer)
            if wake in self._wakers:
                self._wakers.remove(wake)


bell = Bell()
