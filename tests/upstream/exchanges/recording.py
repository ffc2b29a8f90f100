"""What the tests of a suite have asked their apps."""

import base64
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.upstream.exchanges.environment import Environment

_RECORDER = Path(__file__).with_name("native") / "recorder.py"


@dataclass(frozen=True)
class Exchange:
    """One request. The answer that it got in the test does not matter."""

    test: str
    client: int
    """Requests with one number share their cookies."""
    method: str
    target: str
    """Path and query, percent-encoded."""
    headers: tuple[tuple[str, str], ...] = ()
    """Those that the test has set."""
    cookies: tuple[tuple[str, str], ...] = ()
    """Those that the test has set."""
    body: bytes = b""
    asks_password: bool = False
    """With credentials, its browser would show a dialog and wait."""
    as_page: bool = False
    """Of a frame that goes there, not of a script."""

    def __str__(self) -> str:
        return f"{self.method} {self.target}"


@dataclass(frozen=True)
class App:
    """An app and everything that it was asked, in the order in which it was."""

    name: str
    """ "docs_src.first_steps.tutorial001:app" """
    environment: tuple[tuple[str, str], ...]
    """Variables that the test has set."""
    files: tuple[tuple[str, bytes], ...]
    """What the test has put where the app runs."""
    exchanges: tuple[Exchange, ...]

    def __str__(self) -> str:
        variables = " ".join(f"{name}={value!r}" for name, value in self.environment)
        return f"{self.name} {variables}".rstrip()


@dataclass(frozen=True)
class Recording:
    apps: tuple[App, ...]
    sockets: int
    """WebSocket sessions, left out."""
    elsewhere: tuple[str, ...]
    """Tests that asked apps of their own, one entry for each request. Left out."""


def record(environment: Environment, folder: Path, package: str, tests: Sequence[str]) -> Recording:
    """Run tests of an unpacked sdist; `package` has the apps that they ask.

    A test that fails has asked its app all the same. Raises subprocess.CalledProcessError where
    pytest itself gave up; its words are on stdout.
    """
    with TemporaryDirectory() as temporary:
        file = Path(temporary) / "recording.json"
        options = ["-q", "--no-header", "-p", "no:cacheprovider", "-p", _RECORDER.stem]
        options += ["--continue-on-collection-errors", "--timeout=60", "-c", "pyproject.toml"]
        outcome = subprocess.run(
            [environment.python, "-m", "pytest", *options, *tests],
            cwd=folder,
            env={
                **environment.variables,
                "EXCHANGES": f"{file}:{package}",
                "PYTHONPATH": f"{folder}:{_RECORDER.parent}",
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        if outcome.returncode not in (0, 1):  # 1: tests failed
            print(outcome.stdout)
            outcome.check_returncode()
        return _read(json.loads(file.read_text(encoding="utf-8")))


def _read(recording: dict[str, Any]) -> Recording:
    return Recording(
        apps=tuple(map(_app, recording["apps"])),
        sockets=recording["sockets"],
        elsewhere=tuple(recording["elsewhere"]),
    )


def _app(app: dict[str, Any]) -> App:
    return App(
        name=app["app"],
        environment=tuple(sorted(app["environment"].items())),
        files=tuple((path, base64.b64decode(text)) for path, text in app["files"].items()),
        exchanges=tuple(map(_exchange, app["exchanges"])),
    )


def _exchange(exchange: dict[str, Any]) -> Exchange:
    return Exchange(
        test=exchange["test"],
        client=exchange["client"],
        method=exchange["method"],
        target=exchange["target"],
        headers=tuple((name, value) for name, value in exchange["headers"]),
        cookies=tuple(exchange["cookies"].items()),
        body=base64.b64decode(exchange["body"]),
        asks_password=exchange["challenge"].startswith(("Basic", "Digest")),
    )
