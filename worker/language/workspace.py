"""What the answers are made from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..imports import Imports
from .analysis import Analysis
from .documents import Document, Documents
from .import_index import ImportIndex
from .protocol import INVALID_PARAMS, Location, Params, RequestError
from .uris import to_uri


@dataclass
class Workspace:
    """A project that is being edited."""

    root: Path
    libraries: Path
    documents: Documents
    analysis: Analysis
    notify: Callable[[str, Params], None]
    imports: Imports = field(default_factory=Imports)
    index: ImportIndex = field(init=False)
    completed: tuple[Document | None, dict[str, Any]] = (None, {})
    """The completions that were offered last, by label, and where."""

    def __post_init__(self) -> None:
        self.index = ImportIndex(self.root, self.libraries, self.module_of)

    def module_of(self, path: Path) -> str | None:
        """How a file of the project is imported; None if it cannot be."""
        folders = [Path(folder) for folder in self.analysis.own_folders]
        for folder in sorted(folders, key=lambda each: len(each.parts), reverse=True):
            if path.is_relative_to(folder) and path.suffix == ".py":
                parts = path.relative_to(folder).with_suffix("").parts
                parts = parts[:-1] if parts[-1] == "__init__" else parts
                return ".".join(parts) if parts and all(map(str.isidentifier, parts)) else None
        return None

    def own_modules(self) -> set[str]:
        """The top-level modules and packages of the project."""
        return {
            entry.stem
            for folder in map(Path, self.analysis.own_folders)
            if folder.is_dir()
            for entry in folder.iterdir()
            if entry.suffix == ".py" or (entry.is_dir() and entry.name.isidentifier())
        }

    def document(self, params: Params) -> Document:
        """The open document that a request names.

        :raises RequestError: it is not open, not Python, or too large to say anything about it
        """
        try:
            document = self.documents[params["textDocument"]["uri"]]
        except (KeyError, TypeError):
            raise RequestError("the request names no document", INVALID_PARAMS) from None
        if not document.is_python:
            raise RequestError(f"{document.path.name} is not Python")
        if document.too_large is not None:
            raise RequestError(document.too_large)
        return document

    def place(self, params: Params) -> tuple[Document, int, int]:
        """Document, 0-based line, and column in code points.

        :raises RequestError: see `document`
        """
        document = self.document(params)
        try:
            return document, *document.lines.code_point(params["position"])
        except (KeyError, TypeError):
            raise RequestError("the request has no position", INVALID_PARAMS) from None

    def uri(self, path: Path | str) -> str:
        """As the editor spells it, if it has the file open."""
        document = self.documents.at(path) if self.documents.owns(path) else None
        return document.uri if document and document.uri else to_uri(path)

    def location(self, name: Any) -> Location | None:
        """Where a jedi name stands; None for what is in no file."""
        if name.module_path is None or name.line is None:
            return None
        document = self.documents.at(name.module_path)
        if document is None:
            return None
        line, column = name.line - 1, name.column
        # An __init__.py stands for a module whose name is not in it.
        length = len(name.name) if document.lines[line].startswith(name.name, column) else 0
        return {
            "uri": document.uri or to_uri(name.module_path),
            "range": document.lines.range(line, column, line, column + length),
        }
