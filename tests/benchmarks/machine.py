"""On what it was measured."""

import json
import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from ide.build.lockfile import Lock
from tests.benchmarks.native import REQUIREMENTS
from tests.browser.chromium import ensure_chromium

_STATIC = Path(__file__).parents[2] / "static"


def facts() -> dict[str, str]:
    """By what they are called in a report."""
    lock: Lock = json.loads((_STATIC / "vendor" / "pyodide" / "pyodide-lock.json").read_bytes())
    npm = json.loads((_STATIC / "package.json").read_bytes())
    pinned = dict(re.findall(r"^([\w-]+)==([\w.]+)", REQUIREMENTS.read_text("utf-8"), re.M))
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "Chromium": _chromium(),
        "Pyodide": f"{npm['dependencies']['pyodide']}, Python {lock['info']['python']}",
        "FastAPI": lock["packages"]["fastapi"]["version"],
        "uvicorn": f"{pinned['uvicorn']} with uvloop and httptools, FastAPI {pinned['fastapi']},"
        f" Python {platform.python_version()}",
    }


def _chromium() -> str:
    said = subprocess.run(
        [ensure_chromium().executable, "--version"],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    ).stdout
    found = re.search(r"\d+(\.\d+)+", said)
    return found[0] if found else said.strip()
