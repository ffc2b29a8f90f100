"""A pytest plugin: notes what the tests of a suite ask their apps through TestClient.

It runs in the suite's own environment (`environment.py`), where this repository is not: it imports
nothing of it. The environment variable `EXCHANGES` says where to write, and which package has the
apps:

    EXCHANGES=<file>:<package>

The file is JSON; `recording.py` reads it and says what is in it.
"""

import base64
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

_EVERY_CLIENTS = {"host", "content-length", "cookie", "transfer-encoding"}
_TEST_CLIENTS = {**httpx2.Client().headers, "user-agent": "testclient"}


class Recorder:
    def __init__(self, file: Path, package: str) -> None:
        self._file = file
        self._package = package
        self._folder = Path.cwd()
        self._present = set(os.listdir(self._folder))
        self._environment = dict(os.environ)
        self._clients: dict[TestClient, int] = {}
        self._apps: dict[tuple[str, str], dict[str, Any]] = {}
        self._sockets = 0
        self._elsewhere: list[str] = []

    def note(self, client: TestClient, request: httpx2.Request) -> dict[str, Any]:
        """Keep one request of a test, if it is one over HTTP and to an app of the package.

        What is known later may be added to the result.
        """
        if request.url.scheme in ("ws", "wss"):
            self._sockets += 1
            return {}
        test = os.environ.get("PYTEST_CURRENT_TEST", "").removesuffix(" (call)")
        name = self._name(client.app)
        if name is None:
            self._elsewhere.append(test)
            return {}
        environment = self._changed_environment()
        key = (name, json.dumps(environment, sort_keys=True))
        if key not in self._apps:
            self._apps[key] = {
                "app": name,
                "environment": environment,
                "files": dict(self._prepared_files()),
                "exchanges": [],
            }
        exchange = {
            "test": test,
            "client": self._clients.setdefault(client, len(self._clients) + 1),
            "method": request.method,
            "target": request.url.raw_path.decode("ascii"),
            "headers": _own_headers(request),
            "cookies": _own_cookies(client, request),
            "body": _text(request.read()),
            "challenge": "",
        }
        self._apps[key]["exchanges"].append(exchange)
        return exchange

    def write(self) -> None:
        recording = {
            "apps": list(self._apps.values()),
            "sockets": self._sockets,
            "elsewhere": self._elsewhere,
        }
        self._file.write_text(json.dumps(recording, indent=1), encoding="utf-8")

    def _name(self, app: Any) -> str | None:
        """How to import it. A module that has it from another one, as tests have, comes last."""
        modules = (
            (name, module)
            for name, module in list(sys.modules.items())
            if name == self._package or name.startswith(f"{self._package}.")
        )
        names = [
            f"{name}:{attribute}"
            for name, module in modules
            for attribute, value in list(vars(module).items())
            if value is app
        ]
        return min(names, key=lambda name: (".test_" in name, len(name)), default=None)

    def _changed_environment(self) -> dict[str, str]:
        return {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PYTEST_") and self._environment.get(name) != value
        }

    def _prepared_files(self) -> Iterator[tuple[str, str]]:
        """What a test has put where its app runs: folders such as templates/.

        Single files are what apps leave behind there (logs, databases), except in a folder that
        the test has made.
        """
        here = Path.cwd()
        tops = sorted(here.iterdir())
        if here == self._folder:
            tops = [top for top in tops if top.is_dir() and top.name not in self._present]
        for top in tops:
            for path in [top, *sorted(top.rglob("*"))]:
                if path.is_file() and "__pycache__" not in path.parts:
                    yield path.relative_to(here).as_posix(), _text(path.read_bytes())
            if top.is_dir() and not any(top.iterdir()):
                yield f"{top.relative_to(here).as_posix()}/.keep", ""


def _own_headers(request: httpx2.Request) -> list[tuple[str, str]]:
    """What the test has set, not its client."""
    return [
        (name, value)
        for name, value in request.headers.multi_items()
        if name not in _EVERY_CLIENTS and _TEST_CLIENTS.get(name) != value
    ]


def _own_cookies(client: TestClient, request: httpx2.Request) -> dict[str, str]:
    """What the test has set, not the app: its own belong to no domain."""
    answered = {cookie.name for cookie in client.cookies.jar if cookie.domain}
    header = request.headers.get("cookie", "")
    pairs = (pair.partition("=") for pair in header.split("; ") if pair)
    return {name: value for name, _, value in pairs if name not in answered}


def _text(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "xdist_group: the suite's own, for a plugin that is not here"
    )
    file, _, package = os.environ["EXCHANGES"].rpartition(":")
    recorder = Recorder(Path(file), package)
    config.add_cleanup(recorder.write)
    send = httpx2.Client.send

    def noting(self: httpx2.Client, request: httpx2.Request, **options: Any) -> httpx2.Response:
        exchange = recorder.note(self, request) if isinstance(self, TestClient) else {}
        response = send(self, request, **options)
        exchange["headers"] = _own_headers(request)  # with those that `auth` has added meanwhile
        exchange["challenge"] = response.headers.get("www-authenticate", "")
        return response

    httpx2.Client.send = noting  # type: ignore[method-assign]
