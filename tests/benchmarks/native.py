"""The same apps under uvicorn on CPython, with what `pip install uvicorn[standard]` brings: uvloop,
httptools and watchfiles.

requirements.txt names versions and hashes; it is compiled from the dependency group `benchmarks`:

    uv pip compile --group pyproject.toml:benchmarks --constraint ide/build/browser.txt --universal
        --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url
        --custom-compile-command 'see native.py' --output-file tests/benchmarks/requirements.txt
"""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.benchmarks.apps import App
from tests.benchmarks.processes import ending, port_of
from tests.upstream.exchanges.environment import environment

REQUIREMENTS = Path(__file__).with_name("requirements.txt")

_ANNOUNCEMENT = re.compile(r"running on http://127\.0\.0\.1:(\d+)")


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
        command = ["-m", "uvicorn", "main:app", "--port", "0", "--no-access-log"]
        process = subprocess.Popen(
            [made.python, *command, *options],
            cwd=folder,
            env=made.variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        with process, ending(process):
            yield Server(port_of(process, _ANNOUNCEMENT), folder)
