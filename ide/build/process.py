"""Runs the clients of the registries and tells the user what went wrong."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Say = Callable[[str], None]
"""Takes one line of progress."""


class BuildError(Exception):
    """The assets cannot be built; the message says what to do."""


class Failed(Exception):
    """A command ended with an error."""

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self.output = output
        """Everything that the command printed, on either stream."""


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    on_line: Say | None = None,
) -> str:
    """Run `command` and return what it printed, stdout and stderr in one.

    `env` is added to this process's environment; `on_line` hears each line as it comes.
    Raises `Failed` for any exit code but 0.
    """
    lines: list[str] = []
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if on_line is not None:
                on_line(line.rstrip())
    output = "".join(lines)
    if process.returncode != 0:
        raise Failed(output)
    return output


def first_lines(output: str, count: int = 12) -> str:
    """The beginning of a command's output, indented, for an error message."""
    return _indented(_lines(output)[:count])


def last_lines(output: str, count: int = 12) -> str:
    """The end of a command's output, indented, for an error message."""
    return _indented(_lines(output)[-count:])


def _lines(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.strip()]


def _indented(lines: list[str]) -> str:
    return "\n".join(f"    {line}" for line in lines)
