"""What is wrong with a document, as far as can be told without running it."""

from .documents import Document
from .lint import lint
from .missing_packages import missing_packages
from .protocol import WARNING, Diagnostic
from .syntax_errors import syntax_error, syntax_warnings
from .workspace import Workspace


def diagnostics(workspace: Workspace, document: Document) -> list[Diagnostic]:
    """In the order of the lines. Only Python is looked at."""
    if not document.is_python:
        return []
    if document.too_large is not None:
        return [_too_large(document, document.too_large)]
    if document.parsed.error is not None:
        return [syntax_error(document, document.parsed.error)]
    found = [
        *syntax_warnings(document),
        *lint(document),
        *missing_packages(workspace, document),
    ]
    return sorted(found, key=lambda each: each["range"]["start"]["line"])


def _too_large(document: Document, sentence: str) -> Diagnostic:
    return {
        "range": document.lines.range(0, 0, 0, len(document.lines[0])),
        "severity": WARNING,
        "code": "too-large",
        "source": "asgipad",
        "message": f"{sentence}.",
    }
