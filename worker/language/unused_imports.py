"""Takes one name out of an import, or the import out of its module."""

import ast

from .documents import Document
from .lint import node_range
from .protocol import Range, TextEdit


def remove_import(document: Document, span: Range) -> TextEdit | None:
    """The edit that removes the imported name which `span` covers; None if there is none."""
    for node in ast.walk(document.tree or ast.Module([], [])):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        for index, alias in enumerate(node.names):
            if node_range(document, alias) == span:
                if len(node.names) == 1:
                    return _whole(document, node)
                return _one(document, node, index)
    return None


def _whole(document: Document, node: ast.Import | ast.ImportFrom) -> TextEdit:
    """With its lines, if nothing else is on them; a body that would be empty gets a `pass`."""
    lines, span = document.lines, node_range(document, node)
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    before = lines[first][: lines.from_utf8(first, node.col_offset)]
    after = lines[last][lines.from_utf8(last, node.end_col_offset or 0) :].strip()
    if _is_alone(document, node):
        return {"range": span, "newText": "pass"}
    if before.strip():  # a = 1; import b
        return {"range": span, "newText": "pass"}
    if after.startswith(";"):
        end = lines[last].index(";", lines.from_utf8(last, node.end_col_offset or 0)) + 1
        end += len(lines[last][end:]) - len(lines[last][end:].lstrip())
        return {"range": lines.range(first, len(before), last, end), "newText": ""}
    if last + 1 < len(lines):
        return {"range": lines.range(first, 0, last + 1, 0), "newText": ""}
    return {"range": lines.range(first, 0, last, len(lines[last])), "newText": ""}


def _one(document: Document, node: ast.Import | ast.ImportFrom, index: int) -> TextEdit:
    """With the comma: that behind it, or that before the last."""
    ranges = [node_range(document, alias) for alias in node.names]
    if index + 1 < len(ranges):
        span: Range = {"start": ranges[index]["start"], "end": ranges[index + 1]["start"]}
    else:
        span = {"start": ranges[index - 1]["end"], "end": ranges[index]["end"]}
    return {"range": span, "newText": ""}


def _is_alone(document: Document, node: ast.stmt) -> bool:
    """Is it all that the body of something consists of?"""
    for parent in ast.walk(document.tree or ast.Module([], [])):
        if isinstance(parent, ast.Module):
            continue
        for _, body in ast.iter_fields(parent):
            if isinstance(body, list) and len(body) == 1 and body[0] is node:
                return True
    return False
