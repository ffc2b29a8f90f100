"""The packages of the apps in the preview: those on board, and others from an index on loopback.

packages.txt names versions and hashes; it is compiled from the dependency group
`exchanges-preview`:

    uv pip compile --group pyproject.toml:exchanges-preview --constraint ide/build/browser.txt
        --python-version 3.14 --python-platform wasm32-pyodide2025 --generate-hashes
        --no-annotate --no-emit-index-url --no-emit-package cffi --no-emit-package pycparser
        --custom-compile-command 'see packages.py'
        --output-file tests/upstream/exchanges/packages.txt

cffi has no wheel for browsers; `worker/argon2_bindings.py` does without it.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from ide.build.wheels import Pinned, fetch, read_requirements
from tests.package_index import Packages
from tests.upstream.sdists import CACHE, ROOT

PACKAGES = Path(__file__).with_name("packages.txt")

ON_BOARD = (
    "a2wsgi",
    "datasette",
    "email-validator",
    "fastapi",
    "flask",
    "httpx",
    "httpx2",
    "itsdangerous",
    "jinja2",
    "pydantic-settings",
    "pyjwt",
    "pytest",
    "python-multipart",
    "pyyaml",
    "sqlmodel",
    "uvicorn",
)
"""What the apps import of the browser's own packages."""


def requirements() -> str:
    """A requirements.txt with everything that any of the apps needs."""
    return "".join(f"{name}\n" for name in [*ON_BOARD, *(entry.name for entry in _others())])


def packages() -> Packages:
    """Their wheels, for an index. Downloaded once.

    Raises ide.build.process.BuildError where there is no index.
    """
    others = _others()
    with TemporaryDirectory() as temporary:
        pinned = Path(temporary) / "requirements.txt"
        pinned.write_text("".join(f"{entry.text}\n" for entry in others), encoding="utf-8")
        wheels = fetch(pinned, CACHE / "exchanges-wheels", print)
    found: Packages = {entry.name: {} for entry in others}
    for wheel in wheels:
        name = wheel.name.partition("-")[0].lower().replace("_", "-")
        found[name][wheel.name] = wheel.read_bytes()
    return found


def _others() -> list[Pinned]:
    on_board = {entry.name for entry in read_requirements(ROOT / "ide/build/browser.txt")}
    return [entry for entry in read_requirements(PACKAGES) if entry.name not in on_board]
