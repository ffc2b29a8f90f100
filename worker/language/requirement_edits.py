"""Adds a package to what the project says it needs."""

import re
import tomllib

from .documents import Document
from .positions import Lines
from .protocol import TextEdit, WorkspaceEdit
from .workspace import Workspace

_DEPENDENCIES = re.compile(r"^dependencies[ \t]*=[ \t]*\[", re.M)
_PROJECT = re.compile(r"^\[project\][ \t]*(?:#.*)?$", re.M)


def add_requirement(workspace: Workspace, distribution: str) -> tuple[str, WorkspaceEdit]:
    """The file, `pyproject.toml` if it lists dependencies, else `requirements.txt`, and the edit.

    A `requirements.txt` that is not there is created.
    """
    pyproject = workspace.documents.at(workspace.root / "pyproject.toml")
    if pyproject is not None:
        edit = _in_pyproject(pyproject.text, distribution)
        if edit is not None:
            return "pyproject.toml", {"changes": {workspace.uri(pyproject.path): [edit]}}
    path = workspace.root / "requirements.txt"
    requirements = workspace.documents.at(path)
    if requirements is None:
        return "requirements.txt", _created(workspace.uri(path), distribution)
    edit = _in_requirements(requirements, distribution)
    return "requirements.txt", {"changes": {workspace.uri(path): [edit]}}


def _created(uri: str, distribution: str) -> WorkspaceEdit:
    start = {"line": 0, "character": 0}
    edit = {"range": {"start": start, "end": start}, "newText": f"{distribution}\n"}
    return {
        "documentChanges": [
            {"kind": "create", "uri": uri, "options": {"ignoreIfExists": True}},
            {"textDocument": {"uri": uri, "version": None}, "edits": [edit]},
        ]
    }


def _in_requirements(document: Document, distribution: str) -> TextEdit:
    lines = document.lines
    before = "" if not document.text or document.text.endswith("\n") else "\n"
    return {"range": {"start": lines.end, "end": lines.end}, "newText": f"{before}{distribution}\n"}


def _in_pyproject(text: str, distribution: str) -> TextEdit | None:
    """An element more in `[project] dependencies`; None if there is no such list, or no telling
    where it ends.
    """
    before = _dependencies(text)
    start = _start_of_list(text)
    if before is None or start is None:
        return None
    end = _end_of_list(text, start)
    if end is None:
        return None
    at, new = _element(text, start, end, distribution)
    edited = f"{text[:at]}{new}{text[at:]}"
    if _dependencies(edited) != [*before, distribution]:
        return None  # there is more in it than was understood
    lines = Lines(text)
    return {"range": {"start": lines.at(at), "end": lines.at(at)}, "newText": new}


def _dependencies(text: str) -> list[str] | None:
    try:
        found = tomllib.loads(text).get("project", {}).get("dependencies")
    except (tomllib.TOMLDecodeError, AttributeError):
        return None
    return found if isinstance(found, list) else None


def _start_of_list(text: str) -> int | None:
    """Behind the bracket."""
    table = _PROJECT.search(text)
    found = _DEPENDENCIES.search(text, table.end()) if table else None
    return found.end() if found else None


def _end_of_list(text: str, start: int) -> int | None:
    """The closing bracket, past strings and comments."""
    for found in re.finditer(r""""(?:\\.|[^"\\])*"|'[^']*'|#.*|\]""", text[start:]):
        if found[0] == "]":
            return start + found.start()
    return None


def _element(text: str, start: int, end: int, distribution: str) -> tuple[int, str]:
    """Where to insert what: on a line of its own, if the others are."""
    inside = text[start:end]
    last = list(re.finditer(r""""(?:\\.|[^"\\])*"|'[^']*'""", _without_comments(inside)))
    quoted = f'"{distribution}"'
    if not last:
        return start, quoted
    behind = start + last[-1].end()
    comma = _without_comments(inside)[last[-1].end() :].lstrip().startswith(",")
    if "\n" not in inside:
        if comma:
            return behind + 1, f" {quoted}"
        return behind, f", {quoted}"
    line_start = text.rfind("\n", 0, start + last[-1].start()) + 1
    line = text[line_start : start + last[-1].start()]
    indent = line if not line.strip() else "  "
    if comma:
        return text.index(",", behind) + 1, f"\n{indent}{quoted},"
    return behind, f",\n{indent}{quoted}"


def _without_comments(text: str) -> str:
    """The same length, so that places stay what they are."""
    pattern = r"""("(?:\\.|[^"\\])*"|'[^']*')|#.*"""
    return re.sub(pattern, lambda found: found[1] or " " * len(found[0]), text)
