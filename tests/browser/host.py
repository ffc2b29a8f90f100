"""The real host, as a user starts it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


@contextmanager
def running_host(port: int = 0, *options: str) -> Iterator[int]:
    """Runs `asgipad` on `port` (0: a free one), and yields the port once it listens.

    Raises `RuntimeError` with what it printed where it does not start.
    """
    command = [sys.executable, "-m", "ide", "--no-browser", "--port", str(port), *options]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        announcement = process.stdout.readline()
        try:
            address = re.search(r"http://localhost:(\d+)/", announcement)
            if address is None:
                process.terminate()
                raise RuntimeError(f"The host said: {announcement}{process.stdout.read()}")
            yield int(address[1])
        finally:
            process.terminate()
