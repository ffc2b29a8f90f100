"""The same apps under uvicorn on CPython, with what `pip install uvicorn[standard]` brings: uvloop,
httptools and watchfiles.

requirements.txt names versions and hashes; it is compiled from the dependency group `benchmarks`:

    uv pip compile --group pyproject.toml:benchmarks --constraint ide/build/browser.txt --universal
        --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url
        --custom-compile-command 'see native.py' --output-file tests/benchmarks/requirements.txt
"""

import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.benchmarks.apps import App
from tests.upstream.exchanges.environment import environment

REQUIREMENTS = Path(__file__).with_name("requirements.txt")

_START = 60.0
"""Seconds until it listens."""

_LISTENS = re.compile(r"running on http://127\.0\.0\.1:(\d+)")


class Server(NamedTuple):
    port: int
    folder: Path
    """With the app's files, which may be changed."""


@contextmanager
def uvicorn(app: App, *options: str) -> Iterator[Server]:
    """Serves `app` on a free port of 127.0.0.1.

    Raises `RuntimeError` with what it said where it does not start.
    """
    made = environment(REQUIREMENTS)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for path, content in app.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        command = [made.python, "-m", "uvicorn", "main:app", "--port", "0", "--no-access-log"]
        with subprocess.Popen(
            [*command, *options],
            cwd=folder,
            env=made.variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            try:
                yield Server(_port(process), folder)
            finally:
                process.terminate()


def _port(process: "subprocess.Popen[str]") -> int:
    assert process.stderr is not None
    late = threading.Timer(_START, process.kill)
    late.start()
    said = []
    try:
        for line in process.stderr:
            said.append(line)
            if found := _LISTENS.search(line):
                # A pipe that nobody reads fills up.
                rest = threading.Thread(target=process.stderr.read, name="uvicorn", daemon=True)
                rest.start()
                return int(found[1])
    finally:
        late.cancel()
    raise RuntimeError(f"uvicorn said: {''.join(said)}")
