"""jedi alone, on CPython: as a server without a browser would call it."""

import time
from pathlib import Path
from typing import Any, NamedTuple

import jedi
from jedi.api.environment import InterpreterEnvironment

from tests.benchmarks.language.positions import Position
from worker.language.analysis import STANDARD_LIBRARY


class Completed(NamedTuple):
    names: set[str]
    seconds: float


def complete(root: Path, libraries: Path, positions: list[Position]) -> list[Completed]:
    """What jedi offers at each position of the files below `root`, and how long that took.

    Every question makes a script of its own, as jedi's documentation does. The first one is asked
    twice: what jedi parses for it is kept on disk.
    """
    jedi.settings.dynamic_params = False
    path = [str(root), str(libraries), *STANDARD_LIBRARY]
    project = jedi.Project(root, sys_path=path, smart_sys_path=False)
    environment = InterpreterEnvironment()

    def ask(position: Position) -> Completed:
        file = root / position.path
        text = file.read_text("utf-8")
        began = time.perf_counter()
        script = jedi.Script(text, path=file, project=project, environment=environment)
        found: list[Any] = script.complete(position.line + 1, position.column)
        seconds = time.perf_counter() - began
        return Completed({completion.name for completion in found}, seconds)

    ask(positions[0])
    return [ask(position) for position in positions]
