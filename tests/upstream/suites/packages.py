"""What the suites import beyond the browser's own packages, as wheels for the browser.

`requirements.txt` names versions and hashes; it is compiled from the dependency group `suites`:

    uv pip compile --group pyproject.toml:suites --constraint ide/build/browser.txt
        --python-version 3.14 --python-platform wasm32-pyodide2025 --generate-hashes
        --no-annotate --no-emit-index-url --no-emit-package cffi --no-emit-package pycparser
        --custom-compile-command 'see tests/upstream/suites/packages.py'
        --output-file tests/upstream/suites/requirements.txt

cffi has no wheel for browsers.
"""

from pathlib import Path

from ide.build.exclusive import exclusive
from ide.build.process import Say
from ide.build.wheels import fetch, read_requirements
from tests.upstream.sdists import CACHE, ROOT

BROWSER_ONLY = frozenset({"httpx2-jsfetch", "micropip"})
"""Packages of the browser that CPython has no use for."""

_CARRIED = read_requirements(ROOT / "ide/build/browser.txt")
_NEEDED = read_requirements(Path(__file__).with_name("requirements.txt"))

CARRIED = [entry.name for entry in _CARRIED if entry.name != "pytest-asyncio"]
"""What a suite gets of the host's packages. That one would run the tests that are anyio's."""

PINNED = list({entry.name: entry for entry in (*_NEEDED, *_CARRIED)}.values())
"""Everything that is installed where a suite runs."""


def wheels(say: Say) -> list[Path]:
    """The wheels that the browser does not carry, downloaded if need be.

    Raises ide.build.process.BuildError, with pip's words, where there is no index.
    """
    carried = {entry.name for entry in _CARRIED}
    lines = [f"{entry.text}\n" for entry in _NEEDED if entry.name not in carried]
    with exclusive(CACHE / "lock", say):  # tests run in several processes
        missing = CACHE / "suites.txt"
        missing.write_text("".join(lines), encoding="utf-8")
        return fetch(missing, CACHE / "suites", say)
