"""Servers and browsers: when they are ready, and how they end."""

import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

START = 60.0
"""Seconds in which a server or browser says where it listens."""

_END = 10.0
"""Seconds in which they end when they are asked to."""


@contextmanager
def ending(process: "subprocess.Popen[str]") -> Iterator[None]:
    """Ends the process afterwards, if need be by force."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(_END)
        except subprocess.TimeoutExpired:
            process.kill()


def port_of(process: "subprocess.Popen[str]", announcement: re.Pattern[str]) -> int:
    """The port in the first line of its stderr that has an `announcement`, as its group 1.

    Raises `RuntimeError` with what it said where it ends before, or takes longer than `START`.
    """
    assert process.stderr is not None
    late = threading.Timer(START, process.kill)
    late.start()
    said = []
    try:
        for line in process.stderr:
            said.append(line)
            if found := announcement.search(line):
                # A pipe that nobody reads fills up.
                threading.Thread(target=process.stderr.read, daemon=True).start()
                return int(found[1])
    finally:
        late.cancel()
    raise RuntimeError(f"A process did not start, and said: {''.join(said)}")
