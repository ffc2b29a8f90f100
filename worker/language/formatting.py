"""textDocument/formatting: black, as the project has set it up."""

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from .black_options import black_mode
from .documents import Document
from .positions import Lines
from .protocol import Params, RequestError, TextEdit
from .syntax_errors import error_line, reason
from .workspace import Workspace

if TYPE_CHECKING:
    from black import Mode

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def formatting(workspace: Workspace, params: Params) -> list[TextEdit]:
    """Edits of the lines that change, and of no others: cursors stay where they are.

    :raises RequestError: the file does not parse, or pyproject.toml sets black up wrongly
    """
    document = workspace.document(params)
    error = document.parsed.error
    if error is not None and document.tree is None:
        raise _cannot_format(document, error_line(document, error), reason(error))
    mode = black_mode(workspace.root, document.path)
    return line_edits(document.text, _formatted(document, mode))


def line_edits(before: str, after: str) -> list[TextEdit]:
    """What turns one text into the other, in whole lines."""
    lines, new_lines = _LINE.findall(before), _LINE.findall(after)
    head = _common(lines, new_lines)
    tail = _common(lines[head:][::-1], new_lines[head:][::-1])
    old, new = lines[head : len(lines) - tail], new_lines[head : len(new_lines) - tail]
    text = Lines(before)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        _edit(text, head + first, head + last, "".join(new[start:end]))
        for kind, first, last, start, end in matcher.get_opcodes()
        if kind != "equal"
    ]


def _formatted(document: Document, mode: "Mode") -> str:
    import black  # takes longer than all other modules together
    from black.parsing import InvalidInput
    from black.report import NothingChanged

    try:
        return black.format_file_contents(document.text, fast=True, mode=mode)
    except NothingChanged:
        return document.text
    except InvalidInput as exc:
        line = getattr(exc, "lineno", None) or 1
        why = str(exc).partition("\n")[0].rpartition(":")[0] or "black does not know this syntax"
        raise _cannot_format(document, line - 1, why) from None
    except RecursionError as exc:
        raise _cannot_format(document, 0, reason(exc)) from None


def _cannot_format(document: Document, line: int, why: str) -> RequestError:
    why = f"{why[:1].lower()}{why[1:]}"
    return RequestError(f"{document.path.name}, line {line + 1}: cannot format, {why}")


def _common(first: list[str], second: list[str]) -> int:
    """How many lines are the same at the beginning."""
    for index, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return index
    return min(len(first), len(second))


def _edit(lines: Lines, first: int, last: int, text: str) -> TextEdit:
    end = lines.position(last, 0) if last < len(lines) else lines.end
    return {"range": {"start": lines.position(first, 0), "end": end}, "newText": text}
