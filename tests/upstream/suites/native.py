"""Records how a suite ends under CPython, with the versions that the browser has."""

import json
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.upstream.sdists import CACHE
from tests.upstream.suites.inside.reporter import Outcome
from tests.upstream.suites.packages import BROWSER_ONLY, PINNED
from tests.upstream.suites.suite import HERE, Suite

EXTRAS = ("coverage", "fastapi-cli", "trio")
"""What a few tests use and no browser can: a subprocess, or sockets."""


def run(suite: Suite) -> list[Outcome]:
    """The outcomes under the Python that runs this, in an environment of its own."""
    python = _environment()
    with TemporaryDirectory() as temporary:
        folder = Path(temporary, suite.name)
        suite.copy(folder)
        output = Path(temporary, "outcomes.json")
        subprocess.run(
            [python, "-m", "inside", output, *suite.files()],
            cwd=folder,
            env={"PYTHONPATH": str(HERE), "PATH": f"{python.parent}:/usr/bin:/bin"},
            check=True,
        )
        return [json.loads(line) for line in output.read_text("utf-8").splitlines()]


def _environment() -> Path:
    """A virtual environment with the pinned versions; its Python."""
    folder = CACHE / f"native-{sys.version_info.major}.{sys.version_info.minor}"
    python = folder / "bin" / "python"
    pins = sorted(f"{e.name}=={e.version}" for e in PINNED if e.name not in BROWSER_ONLY)
    wanted = "\n".join([*pins, *EXTRAS])
    installed = folder / "installed.txt"
    if not installed.is_file() or installed.read_text("utf-8") != wanted:
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *pins, *EXTRAS], check=True)
        installed.write_text(wanted, encoding="utf-8")
    return python
