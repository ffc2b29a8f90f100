"""Timers that interrupt: nothing gets in between while Python runs."""

import signal
from typing import NoReturn

_TIMERS = {"alarm", "getitimer", "setitimer"}


def install() -> None:
    """Say why the functions are missing. They stay so: libraries look whether they are there."""
    for name in _TIMERS:
        vars(signal).pop(name, None)
    vars(signal)["__getattr__"] = _missing


def _missing(name: str) -> NoReturn:
    if name in _TIMERS:
        raise AttributeError(
            f"a browser has no timers that interrupt, so there is no signal.{name}. "
            "In async code use asyncio.timeout()"
        )
    raise AttributeError(f"module 'signal' has no attribute {name!r}")
