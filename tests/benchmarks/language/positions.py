"""Where completions are asked for: in the files of FastAPI's documentation."""

import io
import keyword
import token
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.upstream.sdists import unpacked

COUNT = 100

_FILES = 25
"""Modules that the positions are in."""

_TYPED = 2
"""Letters of a name that stand before the cursor; after a dot none."""


class Position(NamedTuple):
    """In a project's file, `line` 0-based, `column` in code points (all these files are ASCII)."""

    path: str
    line: int
    column: int


def project() -> dict[str, str]:
    """Some modules of the documentation, by the name that they have here."""
    folder = unpacked("fastapi") / "docs_src"
    files = [file for file in sorted(folder.rglob("*.py")) if _is_fit(file)]
    step = len(files) / _FILES
    chosen = [files[int(number * step)] for number in range(_FILES)]
    return {_name(file.relative_to(folder)): file.read_text("utf-8") for file in chosen}


def positions(files: dict[str, str]) -> list[Position]:
    """`COUNT` of them, evenly from all names that somebody has typed."""
    every = [place for path, text in files.items() for place in _names(path, text)]
    step = len(every) / COUNT
    return [every[int(number * step)] for number in range(COUNT)]


def _is_fit(file: Path) -> bool:
    text = file.read_text("utf-8")
    return text.isascii() and "FastAPI()" in text and "from ." not in text


def _name(path: Path) -> str:
    return "_".join(path.with_suffix("").parts) + ".py"


def _names(path: str, text: str) -> Iterator[Position]:
    before = ""
    for each in tokenize.generate_tokens(io.StringIO(text).readline):
        if each.type == token.NAME and not keyword.iskeyword(each.string):
            line, column = each.start
            if before == ".":
                yield Position(path, line - 1, column)
            elif len(each.string) > _TYPED:
                yield Position(path, line - 1, column + _TYPED)
        before = each.string
