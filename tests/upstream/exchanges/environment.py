"""A Python with the browser's packages and what upstream's tests need beside them.

requirements.txt names versions and hashes; it is compiled from the dependency group `exchanges`:

    uv pip compile --group pyproject.toml:exchanges --constraint ide/build/browser.txt --universal
        --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url
        --custom-compile-command 'see environment.py'
        --output-file tests/upstream/exchanges/requirements.txt
"""

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tests.upstream.sdists import CACHE

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


@dataclass(frozen=True)
class Environment:
    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    @property
    def variables(self) -> dict[str, str]:
        """Of processes that run in it: none of the tests' own settings."""
        return {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTEST_", "PYTHON", "COV_"))
        }


def environment(requirements: Path = REQUIREMENTS) -> Environment:
    """Made once for each version of `requirements`, which takes half a minute.

    Raises subprocess.CalledProcessError, with pip's words on stderr, where there is no index.
    """
    # The Python counts too: compiled packages belong to it.
    key = sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:12]
    made = Environment(CACHE / f"environment-{key}")
    ready = made.folder / "ready"
    if not ready.exists():
        venv.create(made.folder, clear=True, with_pip=True)
        pip = ["-m", "pip", "--no-input", "--disable-pip-version-check", "--quiet", "install"]
        wanted = ["--require-hashes", "--requirement", str(requirements)]
        subprocess.run([made.python, *pip, *wanted], check=True)
        ready.touch()
    return made
