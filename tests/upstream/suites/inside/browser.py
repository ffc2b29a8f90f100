"""Runs tests in the browser's Python, beside the loop of the page, as in a thread of their own."""

import contextlib
import io
import os
import sys
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pytest
from asgipad.threadless import off_loop
from js import Object
from pyodide.ffi import to_js

from .arguments import ARGUMENTS
from .reporter import Reporter

FOLDER = "/suite"

# It cannot be imported where there are no sockets. Nothing of it is used but in tests for trio, in
# files with many others.
for _name in ("trio", "trio.lowlevel"):
    sys.modules[_name] = ModuleType(_name)

_UNDERSTOOD = (
    pytest.ExitCode.OK,
    pytest.ExitCode.TESTS_FAILED,
    pytest.ExitCode.NO_TESTS_COLLECTED,
)


async def run(files: Iterable[str], done: Iterable[str], options: Iterable[str], port: Any) -> None:
    """Post `began` and `ended` for every test of the files that is not in `done`.

    Raises RuntimeError with pytest's words where it could not do its work.
    """

    def post(message: dict[str, Any]) -> None:
        port.postMessage(to_js(message, dict_converter=Object.fromEntries))

    reporter = Reporter(
        begin=lambda test: post({"type": "began", "test": test}),
        end=lambda outcome: post({"type": "ended", "outcome": outcome}),
        done=list(done),
    )
    os.chdir(FOLDER)
    if FOLDER not in sys.path:
        sys.path.insert(0, FOLDER)
    said = io.StringIO()
    with off_loop(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = pytest.main([*ARGUMENTS, *options, *files], plugins=[reporter])
    if code not in _UNDERSTOOD:
        raise RuntimeError(f"pytest ended with {code!r}:\n{said.getvalue()}")
