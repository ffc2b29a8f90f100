"""The files that are open in the editor, as typed, and the others of the project.

Both are on disk below the project's folder at any time, because jedi reads there what a module
imports.
"""

import ast
import os
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..files import ProjectFiles
from ..nesting import MOST_PARTS, too_deep
from .positions import Lines
from .protocol import INVALID_PARAMS, Params, RequestError
from .sources import read_source
from .uris import to_path

MOST_LINES = 6_000
MOST_CHARACTERS = 400_000
"""Up to here an answer takes a moment. Beyond, the editor would have to wait for every one."""


_FROM = re.compile(r"^from ([\w.]+) import\b", re.M)

_WARNINGS = (SyntaxWarning, DeprecationWarning)
"""Up to Python 3.11 an invalid escape sequence is the latter."""


@dataclass(frozen=True)
class Document:
    """One version of a file. What is computed from it is kept with it."""

    uri: str
    path: Path
    version: int | None
    text: str

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def parsed(self) -> "Parsed":
        return _parse(self.text, str(self.path))

    @cached_property
    def imported_modules(self) -> set[str]:
        """Those in `from module import ...` at the beginning of a line."""
        return set(_FROM.findall(self.text))

    @property
    def is_python(self) -> bool:
        return self.path.suffix in (".py", ".pyi")

    @property
    def tree(self) -> ast.Module | None:
        """None where the file does not parse."""
        return self.parsed.tree

    @cached_property
    def too_large(self) -> str | None:
        """Why nothing is computed for this file, as a sentence."""
        if len(self.text) > MOST_CHARACTERS:
            return (
                f"{self.path.name} has {len(self.text):,} characters. Beyond {MOST_CHARACTERS:,} "
                "there are no completion, diagnostics and formatting. Split the file"
            )
        if len(self.lines) > MOST_LINES:
            return (
                f"{self.path.name} has {len(self.lines):,} lines. Beyond {MOST_LINES:,} "
                "there are no completion, diagnostics and formatting. Split the file"
            )
        if self.is_python and too_deep(self.text):
            return (
                f"{self.path.name} has an expression of more than {MOST_PARTS:,} parts. There are "
                "no completion, diagnostics and formatting for it. Split the expression"
            )
        return None


@dataclass(frozen=True)
class Parsed:
    """What CPython makes of a text: a tree, an error, or both where the compiler has found it."""

    tree: ast.Module | None
    error: Exception | None
    warnings: list[warnings.WarningMessage]


class Documents:
    """Takes in what the editor sends."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files = ProjectFiles(root)
        self._open: dict[str, Document] = {}
        self._written = 0

    def __iter__(self) -> Iterator[Document]:
        return iter(list(self._open.values()))

    def __getitem__(self, uri: str) -> Document:
        """The open document.

        :raises RequestError: it is not open
        """
        document = self._open.get(uri)
        if document is None:
            raise RequestError(f"{uri} is not open", INVALID_PARAMS)
        return document

    def at(self, path: Path | str) -> Document | None:
        """A document by its file: the open one, else as it is on disk; None without a text file."""
        for document in self._open.values():
            if document.path == Path(path):
                return document
        text = read_source(path)
        return None if text is None else Document("", Path(path), None, text)

    def owns(self, path: Path | str) -> bool:
        """Is it the path of a file of the project?"""
        return os.path.normpath(path).startswith(str(self._root) + os.sep)

    def open(self, params: Params) -> Document:
        item = params["textDocument"]
        path = Path(to_path(item["uri"]))
        return self._keep(Document(item["uri"], path, item.get("version"), item["text"]))

    def change(self, params: Params) -> Document:
        """Take in changes in their order, each of them made to the result of those before."""
        item = params["textDocument"]
        document = self[item["uri"]]
        text = document.text
        for change in params["contentChanges"]:
            text = _changed(text, change)
        return self._keep(Document(document.uri, document.path, item.get("version"), text))

    def close(self, params: Params) -> Document | None:
        """Forget the document; its file stays as it was typed last."""
        return self._open.pop(params["textDocument"]["uri"], None)

    def write(self, changes: dict[str, str | None]) -> set[str]:
        """Files that are not open, by project-relative path; returns those that have changed.

        What is open is known better from the editor, and left alone.

        :raises ValueError: a path outside the project
        :raises OSError: from the file system
        """
        opened = {document.path for document in self._open.values()}
        changes = {path: text for path, text in changes.items() if self._root / path not in opened}
        texts = {path: text and _harmless(path, text) for path, text in changes.items()}
        changed = self._files.write(dict(texts))
        for path in changed:
            if changes[path] is not None:
                self._later(self._root / path)
        return changed

    def _keep(self, document: Document) -> Document:
        self._open[document.uri] = document
        if self.owns(document.path):
            relative = document.path.relative_to(self._root).as_posix()
            if self._files.write({relative: _harmless(relative, document.text)}):
                self._later(document.path)
        return document

    def _later(self, path: Path) -> None:
        """Give every writing a time of its own: parso tells versions apart by it."""
        stat = path.stat()
        self._written = max(stat.st_mtime_ns, self._written + 1_000_000)
        if self._written != stat.st_mtime_ns:  # the clock is too coarse
            os.utime(path, ns=(stat.st_atime_ns, self._written))


def _harmless(path: str, text: str) -> str:
    """What may be on disk, where it is parsed: nothing that ends the interpreter."""
    return "" if path.endswith(".py") and too_deep(text) else text


def _changed(text: str, change: dict[str, Any]) -> str:
    if change.get("range") is None:
        return str(change["text"])
    lines = Lines(text)
    start = lines.offset(change["range"]["start"])
    end = lines.offset(change["range"]["end"])
    return f"{text[:start]}{change['text']}{text[max(start, end) :]}"


def _parse(text: str, path: str) -> Parsed:
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        tree = None
        try:
            tree = ast.parse(text, path)
            # What the grammar allows and the compiler does not: a `return` outside a function.
            compile(tree, path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as exc:
            return Parsed(tree, exc, [])
    return Parsed(tree, None, [each for each in found if each.category in _WARNINGS])
