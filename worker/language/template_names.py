"""Completion of the names of Jinja templates, where a string has to be one."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

from .documents import Document
from .protocol import CompletionItem, CompletionKind, Range
from .workspace import Workspace

_CALLS = {"TemplateResponse", "get_template", "select_template", "render_template"}
_FOLDER = re.compile(
    r"Jinja2Templates\(\s*(?:directory\s*=\s*)?(\[[^\]]*\]|r?'[^'\n]*'|r?\"[^\"\n]*\")"
)
_SUFFIXES = {".html", ".htm", ".jinja", ".jinja2", ".j2", ".txt", ".xml", ".md", ".css", ".js"}
_MOST = 200


def template_names(
    workspace: Workspace, document: Document, line: int, column: int
) -> tuple[list[CompletionItem], Range] | None:
    """Items and the range that they replace; None where no template is asked for."""
    before = document.lines[line][:column]
    quote = _opened(before)
    if quote is None or not _is_asked_for(document, line, quote):
        return None
    span = document.lines.range(line, quote + 1, line, _end(document.lines[line], quote, column))
    items: list[CompletionItem] = [
        {"label": name, "kind": CompletionKind.FILE, "sortText": name, "filterText": name}
        for name in sorted(_names(workspace))[:_MOST]
    ]
    return items, span


def _opened(before: str) -> int | None:
    """Where a string begins that is not closed before the cursor."""
    opened: int | None = None
    for found in re.finditer(r"\\.|['\"]|#", before):
        if opened is None and found[0] == "#":
            return None
        if found[0] in ("'", '"'):
            if opened is None:
                opened = found.start()
            elif before[opened] == found[0]:
                opened = None
    return opened


def _end(text: str, quote: int, column: int) -> int:
    """The closing quote, or the cursor where there is none."""
    end = text.find(text[quote], column)
    return end if end >= 0 and re.fullmatch(r"[\w./-]*", text[column:end]) else column


def _is_asked_for(document: Document, line: int, quote: int) -> bool:
    """Is the string the name of a template, as an argument of one of `_CALLS`?"""
    lines = document.lines
    text = "\n".join([*lines.all[max(line - 10, 0) : line], lines[line][:quote]])
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        character = text[index]
        if character in ")]}":
            depth += 1
        elif character in "([{":
            if depth == 0:
                return _is_name_argument(text[:index], text[index + 1 :])
            depth -= 1
    return False


def _is_name_argument(before: str, arguments: str) -> bool:
    called = re.search(r"(\w+)\Z", before)
    if called is None or called[1] not in _CALLS:
        return False
    last = _split(arguments)
    if re.fullmatch(r"\s*\w+\s*=\s*", last[-1]):
        return last[-1].partition("=")[0].strip() == "name"
    if last[-1].strip():
        return False
    # `TemplateResponse(request, "name")`, and the older `TemplateResponse("name", ...)`
    return len(last) == 1 or (called[1] == "TemplateResponse" and len(last) == 2)


def _split(arguments: str) -> list[str]:
    """At the commas that are in no brackets."""
    parts, depth = [""], 0
    for character in arguments:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _names(workspace: Workspace) -> set[str]:
    return {name for folder in _folders(workspace) for name in _files_below(folder)}


def _folders(workspace: Workspace) -> list[Path]:
    """Those that the project names, else all that are called "templates"."""
    named: list[Path] = []
    everywhere: list[Path] = []
    for folder, subfolders, files in os.walk(workspace.root):
        subfolders[:] = [name for name in subfolders if not name.startswith((".", "__"))]
        everywhere += [Path(folder, name) for name in subfolders if name == "templates"]
        for file in files:
            if file.endswith(".py"):
                document = workspace.documents.at(Path(folder, file))
                named += _named(workspace.root, document.text) if document else []
    return [folder for folder in named if folder.is_dir()] or everywhere


def _named(root: Path, text: str) -> Iterator[Path]:
    for written in _FOLDER.findall(text):
        try:
            value = ast.literal_eval(written)
        except (SyntaxError, ValueError):
            continue
        for name in value if isinstance(value, list) else [value]:
            if isinstance(name, str) and ".." not in name:
                yield root / name


def _files_below(folder: Path) -> Iterator[str]:
    for path, subfolders, files in os.walk(folder):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        for file in files:
            if Path(file).suffix in _SUFFIXES:
                yield Path(path, file).relative_to(folder).as_posix()
