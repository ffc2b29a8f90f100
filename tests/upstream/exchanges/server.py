"""uvicorn on CPython: serves one project after the other, each in a process of its own."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.upstream.exchanges import project
from tests.upstream.exchanges.environment import Environment

_FORKING = Path(__file__).with_name("native") / "forking.py"


class DoesNotStart(Exception):
    """An app does not serve; the message is the last line of what it said."""


class UvicornServer:
    """`port` is the same for all projects."""

    def __init__(self, process: "subprocess.Popen[str]", modified: float) -> None:
        self._process = process
        self._modified = modified
        self.port: int = self._heard()["port"]

    @contextmanager
    def serving(self, files: project.Files) -> Iterator[None]:
        """Raises DoesNotStart."""
        with TemporaryDirectory() as temporary:
            folder, output = Path(temporary) / "project", Path(temporary) / "output.txt"
            project.write(files, folder, self._modified)
            self._say({"folder": str(folder), "app": project.ENTRY, "output": str(output)})
            started = self._heard()["started"]
            try:
                if not started:
                    lines = output.read_text(encoding="utf-8").strip().splitlines()
                    raise DoesNotStart(lines[-1] if lines else "it said nothing")
                yield
            finally:
                self._say(None)
                self._heard()

    def _say(self, message: dict[str, str] | None) -> None:
        assert self._process.stdin is not None
        print(json.dumps(message), file=self._process.stdin, flush=True)

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("The process that starts uvicorn has ended.")
        message: dict[str, Any] = json.loads(line)
        return message


@contextmanager
def uvicorn_server(environment: Environment, modified: float) -> Iterator[UvicornServer]:
    """`modified` is the time of all files of all projects, in seconds since the epoch."""
    with subprocess.Popen(
        [environment.python, _FORKING],
        env=environment.variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            yield UvicornServer(process, modified)
        finally:
            process.terminate()
