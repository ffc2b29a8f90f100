"""What a browser has not got: sockets, processes, timers that interrupt.

Python in a browser pretends to have some of them: `connect` succeeds and `os.system` returns 0.
Here each raises an error of the family that its callers expect, which says what was asked for and
what to do instead.
"""

from . import processes, signals, sockets

__all__ = ["install"]


def install() -> None:
    """Make the standard library say so. Constants, classes and imports stay as they are."""
    sockets.install()
    processes.install()
    signals.install()
