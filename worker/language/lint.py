"""What pyflakes finds: names that do not exist, and those that nobody uses."""

import ast
import re
from collections.abc import Iterator

from pyflakes import checker, messages

from .documents import Document
from .protocol import UNNECESSARY, WARNING, Diagnostic, Range

_UNUSED = {"UnusedImport", "UnusedVariable", "UnusedAnnotation", "RedefinedWhileUnused"}

_WORD = re.compile(r"\w+")


def lint(document: Document) -> Iterator[Diagnostic]:
    """One diagnostic a message, `code` its class in `pyflakes.messages`."""
    if document.tree is None:
        return
    try:
        found = checker.Checker(document.tree, filename=str(document.path)).messages
    except RecursionError:
        return  # an expression of a thousand parts, all well as far as CPython is concerned
    for message in found:
        code = type(message).__name__
        diagnostic: Diagnostic = {
            "range": _range(document, message),
            "severity": WARNING,
            "code": code,
            "source": "pyflakes",
            "message": _sentence(message),
        }
        if code in _UNUSED:
            diagnostic["tags"] = [UNNECESSARY]
        if code in ("UnusedImport", "UndefinedName"):
            diagnostic["data"] = {"name": str(message.message_args[0])}
        yield diagnostic


def _sentence(message: messages.Message) -> str:
    text = str(message.message % message.message_args)
    return f"{text[:1].upper()}{text[1:]}"


def _range(document: Document, message: messages.Message) -> Range:
    lines, line = document.lines, message.lineno - 1
    if isinstance(message, messages.UnusedImport):
        alias = _alias(document, message)
        if alias is not None:
            return node_range(document, alias)
    column = lines.from_utf8(line, message.col)
    word = _WORD.match(lines[line], column)
    return lines.range(line, column, line, word.end() if word else len(lines[line]))


def _alias(document: Document, message: messages.UnusedImport) -> ast.alias | None:
    """pyflakes names the statement, which may go over many lines."""
    assert document.tree is not None
    for node in ast.walk(document.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and node.lineno == message.lineno:
            for alias in node.names:
                if imported_as(node, alias) == message.message_args[0]:
                    return alias
    return None


def imported_as(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    """How pyflakes calls one name of an import: "os.path", "fastapi.Depends as D"."""
    name = alias.name
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        name = f"{module}{name}" if module.endswith(".") else f"{module}.{name}"
        if alias.asname == alias.name:
            return name
    return f"{name} as {alias.asname}" if alias.asname else name


def node_range(document: Document, node: ast.expr | ast.alias | ast.stmt) -> Range:
    """What an AST node covers."""
    lines, line, end_line = document.lines, node.lineno - 1, (node.end_lineno or node.lineno) - 1
    return lines.range(
        line,
        lines.from_utf8(line, node.col_offset),
        end_line,
        lines.from_utf8(end_line, node.end_col_offset or 0),
    )
