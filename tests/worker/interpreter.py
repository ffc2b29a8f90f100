"""Python code in an interpreter of its own, for what changes the whole interpreter."""

import json
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

_SHOW = """
def show(value):
    import json
    print("\\nshown:" + json.dumps(value))
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
    lines = [line for line in finished.stdout.splitlines() if line]
    shown = [line.removeprefix("shown:") for line in lines if line.startswith("shown:")]
    printed = [line for line in lines if not line.startswith("shown:")]
    return Finished(printed, json.loads(shown[-1]) if shown else None)
