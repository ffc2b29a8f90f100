"""textDocument/prepareRename and textDocument/rename, in all files of the project."""

import keyword
import re
from typing import Any

from .documents import Document
from .protocol import Params, Range, RequestError, TextEdit, WorkspaceEdit
from .sources import read_source
from .workspace import Workspace

_SHORT = 2
"""Letters of names that jedi looks for in one file only."""


def prepare_rename(workspace: Workspace, params: Params) -> dict[str, Any]:
    """The range and the present name.

    :raises RequestError: what is there cannot be renamed; says why
    """
    document, line, column = workspace.place(params)
    span, name = _name_at(document, line, column)
    _references(workspace, document, line, column, name)
    return {"range": span, "placeholder": name}


def rename(workspace: Workspace, params: Params) -> WorkspaceEdit:
    """
    :raises RequestError: it cannot be renamed, or not to that; says why
    """
    document, line, column = workspace.place(params)
    new_name = params.get("newName")
    if not isinstance(new_name, str) or not new_name.isidentifier():
        raise RequestError(f"{new_name} is not a name that Python allows")
    if keyword.iskeyword(new_name):
        raise RequestError(f"{new_name} is a word of Python itself")
    _, name = _name_at(document, line, column)
    changes: dict[str, list[TextEdit]] = {}
    for reference in _references(workspace, document, line, column, name):
        location = workspace.location(reference)
        if location is None:
            continue
        edits = changes.setdefault(location["uri"], [])
        edit: TextEdit = {"range": location["range"], "newText": new_name}
        if edit not in edits:
            edits.append(edit)
    return {"changes": changes}


def _name_at(document: Document, line: int, column: int) -> tuple[Range, str]:
    text = document.lines[line]
    for found in re.finditer(r"\w+", text):
        if found.start() <= column <= found.end():
            if keyword.iskeyword(found[0]):
                raise RequestError(f"{found[0]} is a word of Python itself")
            if not found[0].isidentifier():
                break
            return document.lines.range(line, found.start(), line, found.end()), found[0]
    raise RequestError("there is no name here")


def _references(
    workspace: Workspace, document: Document, line: int, column: int, name: str
) -> list[Any]:
    script = workspace.analysis.script(document)
    found = script.get_references(line + 1, column)
    if not any(reference.is_definition() for reference in found):
        raise RequestError(f"nothing is known of {name}, so it cannot be renamed everywhere")
    for reference in found:
        _check_own(workspace, reference, name)
    if len(name) <= _SHORT and not _is_local(found) and _is_elsewhere(workspace, document, name):
        raise RequestError(
            f"{name} is too short to be found in other files. Rename it by search and replace"
        )
    return [reference for reference in found if reference.name == name]


def _check_own(workspace: Workspace, reference: Any, name: str) -> None:
    if reference.type in ("module", "namespace") and reference.is_definition():
        raise RequestError(f"{name} is a module. Rename its file instead")
    path = reference.module_path
    if path is None or not workspace.documents.owns(path):
        module = (reference.module_name or "Python").partition(".")[0]
        where = "Python itself" if module == "builtins" else f"the library {module}"
        raise RequestError(f"{name} belongs to {where}, which cannot be changed from here")


def _is_local(found: list[Any]) -> bool:
    """Is it defined inside a function, where no other file sees it?"""
    definitions = [reference for reference in found if reference.is_definition()]
    return bool(definitions) and all(
        reference.parent() is not None and reference.parent().type == "function"
        for reference in definitions
    )


def _is_elsewhere(workspace: Workspace, document: Document, name: str) -> bool:
    word = re.compile(rf"\b{name}\b")
    return any(
        word.search(read_source(file) or "")
        for file in workspace.root.rglob("*.py")
        if file != document.path and not file.is_symlink()
    )
