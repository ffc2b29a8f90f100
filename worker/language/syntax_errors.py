"""What CPython says of a text that it cannot compile, or would rather not."""

import re
from collections.abc import Iterator

from .documents import Document
from .protocol import ERROR, WARNING, Diagnostic, Range

_PLAINER = {
    "invalid syntax": "This is not valid Python",
    "unexpected EOF while parsing": "The file ends in the middle of something",
    "source code string cannot contain null bytes": "The file contains a null byte",
    "too many statically nested blocks": "Blocks are nested too deeply, more than 20",
}
_WORD = re.compile(r"\w+|\S")


def reason(error: Exception) -> str:
    """Why a text does not compile, in words without a full stop."""
    if isinstance(error, RecursionError | MemoryError):
        return "The code is nested too deeply"
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    return _PLAINER.get(message, f"{message[:1].upper()}{message[1:]}")


def syntax_error(document: Document, error: Exception) -> Diagnostic:
    return {
        "range": _error_range(document, error),
        "severity": ERROR,
        "code": type(error).__name__,
        "source": "python",
        "message": reason(error),
    }


def syntax_warnings(document: Document) -> Iterator[Diagnostic]:
    """What compiles and will not for ever: `"\\d"`."""
    for warning in document.parsed.warnings:
        line = warning.lineno - 1
        text = document.lines[line]
        start = len(text) - len(text.lstrip())
        yield {
            "range": document.lines.range(line, start, line, len(text)),
            "severity": WARNING,
            "code": "SyntaxWarning",
            "source": "python",
            "message": reason(SyntaxError(str(warning.message))),
        }


def error_line(document: Document, error: Exception) -> int:
    """0-based."""
    if "\0" in document.text:
        return document.lines.at(document.text.index("\0"))["line"]
    if not isinstance(error, SyntaxError) or error.lineno is None:
        return 0
    return min(max(error.lineno - 1, 0), len(document.lines) - 1)


def _error_range(document: Document, error: Exception) -> Range:
    lines, line = document.lines, error_line(document, error)
    if "\0" in document.text:
        column = lines[line].index("\0")
        return lines.range(line, column, line, column + 1)
    if not isinstance(error, SyntaxError) or error.lineno is None:
        return lines.range(line, 0, line, len(lines[line]))
    column = min(max((error.offset or 1) - 1, 0), len(lines[line]))
    end_line = max((error.end_lineno or error.lineno) - 1, line)
    end_column = (error.end_offset or 0) - 1
    if (end_line, end_column) <= (line, column):  # CPython knows only where it starts
        word = _WORD.match(lines[line], column)
        end_line, end_column = line, word.end() if word else column + 1
    if column >= len(lines[line]) and end_line == line:  # behind the end, nothing could be seen
        end_column = len(lines[line])
        column = max(len(lines[line].rstrip()) - 1, 0)
    return lines.range(line, column, end_line, end_column)
