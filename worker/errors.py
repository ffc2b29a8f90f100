"""Why there is no new generation: an `AppError` from whatever exception says so.

Frames of this package and of the import system are hidden: an author who knows uvicorn expects to
see the own files and the libraries in between, nothing else.
"""

import importlib
import linecache
import os
import re
import traceback
from pathlib import Path

from .messages import AppError, ErrorKind, Frame

_HIDDEN = tuple(
    os.path.dirname(os.path.abspath(file)) + os.sep for file in (__file__, importlib.__file__)
)

_SYNTAX_IN_WORDS = (
    (r"'(.)' was never closed", r"this \1 is never closed"),
    (r"unterminated string literal \(.*\)", "this string is never closed"),
    (r"unterminated ([ft]-string) literal \(.*\)", r"this \1 is never closed"),
    (
        r"unterminated triple-quoted (f-string |t-string |string )literal \(.*\)",
        r'this \1in """ is never closed',
    ),
    (r"unmatched '(.)'", r"this \1 closes nothing"),
    (r"expected '(.)'", r"a \1 is missing here"),
    (
        r"unindent does not match any outer indentation level",
        "this line is indented like none above it",
    ),
)
"""CPython's wording -> ours, where the meaning is certain. Anything else stays as it is."""


class AppFailure(Exception):
    """There is no app, and `error` says why."""

    def __init__(self, error: AppError) -> None:
        super().__init__(error["summary"])
        self.error = error


class RestartNeeded(Exception):
    """Only a fresh interpreter can go on. Its text says why, as a clause."""


def plain_error(
    kind: ErrorKind,
    type: str,
    message: str,
    summary: str,
    *,
    path: str | None = None,
    line: int | None = None,
    column: int | None = None,
    text: str | None = None,
) -> AppError:
    """An error that no traceback belongs to."""
    return AppError(
        kind=kind,
        type=type,
        message=message,
        summary=summary,
        path=path,
        line=line,
        column=column,
        frames=[],
        text=summary if text is None else text,
    )


def app_error(
    exc: BaseException, root: Path, kind: ErrorKind, *, serving: int | None = None
) -> AppError:
    """Describe `exc`, which kept the app from starting.

    `root` is the project's folder: what lies in it is the author's own. A file that does not
    compile makes the kind "syntax", whatever `kind` says; `serving` is the generation that goes on
    serving meanwhile.
    """
    text = format_exception(exc)
    exc = _single(exc)
    frames = [_frame(summary, root) for summary in visible_stack(exc)]
    column = None
    own = next((index for index, frame in reversed([*enumerate(frames)]) if frame["own"]), None)
    if own is not None:
        column = _column(visible_stack(exc)[own])
    if isinstance(exc, SyntaxError) and _relative(exc.filename, root) is not None:
        kind = "syntax"
        frames.append(_syntax_frame(exc, root))
        own, column = len(frames) - 1, exc.offset or None
    path = frames[own]["path"] if own is not None else None
    line = frames[own]["line"] if own is not None else None
    name = type(exc).__name__
    message = exc.msg if isinstance(exc, SyntaxError) else str(exc)
    return AppError(
        kind=kind,
        type=name,
        message=message,
        summary=_summary(kind, exc, message, path, line, serving),
        path=path,
        line=line,
        column=column,
        frames=frames,
        text=text,
    )


def format_exception(exc: BaseException) -> str:
    """The traceback as CPython prints it, without the frames that are no business of the author."""
    formatted = traceback.TracebackException.from_exception(exc)
    _hide(formatted, set())
    return "".join(formatted.format())


def visible_stack(exc: BaseException) -> traceback.StackSummary:
    """The frames of `exc` that its author should see, outermost first."""
    stack = traceback.extract_tb(exc.__traceback__)
    stack[:] = [frame for frame in stack if not is_hidden(frame.filename)]
    return stack


def is_hidden(filename: str) -> bool:
    """Does the file belong to the import system or to this package?"""
    return filename.startswith(("<frozen ", *_HIDDEN))


def suggestion(error: AppError) -> str | None:
    """The name CPython thinks was meant."""
    found = re.search(r"Did you mean: '([^']+)'\?\s*$", error["text"])
    return found[1] if found else None


def misspelt(error: AppError) -> str | None:
    """The name that there is a suggestion for."""
    found = re.match(
        r"name '(\w+)' is not defined|.*has no attribute '(\w+)'|cannot import name '(\w+)'",
        error["message"],
    )
    return next(filter(None, found.groups())) if found else None


def _hide(formatted: traceback.TracebackException, seen: set[int]) -> None:
    if id(formatted) in seen:
        return
    seen.add(id(formatted))
    formatted.stack[:] = [frame for frame in formatted.stack if not is_hidden(frame.filename)]
    linked = (formatted.__cause__, formatted.__context__, *(formatted.exceptions or ()))
    for other in linked:
        if other is not None:
            _hide(other, seen)


def _single(exc: BaseException) -> BaseException:
    """Task groups wrap what happened in an ExceptionGroup; one of one says nothing more."""
    while isinstance(exc, BaseExceptionGroup) and len(exc.exceptions) == 1:
        exc = exc.exceptions[0]
    return exc


def _relative(filename: str | None, root: Path) -> str | None:
    """Project-relative POSIX path, or None for a file that is not the project's."""
    if filename is None:
        return None
    try:
        return Path(filename).relative_to(root).as_posix()
    except ValueError:
        return None


def _frame(summary: traceback.FrameSummary, root: Path) -> Frame:
    own = _relative(summary.filename, root)
    return Frame(
        path=summary.filename if own is None else own,
        line=summary.lineno or 0,
        name=summary.name,
        source=summary.line or "",
        own=own is not None,
    )


def _syntax_frame(exc: SyntaxError, root: Path) -> Frame:
    return Frame(
        path=_relative(exc.filename, root) or "",
        line=exc.lineno or 1,
        name="<module>",
        source=(exc.text or "").strip(),
        own=True,
    )


def _column(frame: traceback.FrameSummary) -> int | None:
    """1-based and in characters; the interpreter counts UTF-8 bytes."""
    if frame.colno is None or frame.lineno is None:
        return None
    line = linecache.getline(frame.filename, frame.lineno).encode()
    return len(line[: frame.colno].decode(errors="replace")) + 1


def _summary(
    kind: ErrorKind,
    exc: BaseException,
    message: str,
    path: str | None,
    line: int | None,
    serving: int | None,
) -> str:
    if path is None:
        detail = message.strip().splitlines()[0].rstrip(".") if message.strip() else ""
        what = f"{type(exc).__name__}: {detail}" if detail else type(exc).__name__
        return f"{what}, the app did not start"
    where = f"{path}, line {line}"
    if kind == "syntax":
        what = _syntax_in_words(message)
        if serving:
            return f"{where}: {what}. The preview still shows version {serving}"
    elif isinstance(exc, ModuleNotFoundError) and exc.name:
        what = f"there is no module {exc.name}"
    else:
        what = type(exc).__name__
    return f"{where}: {what}, the app did not start"


def _syntax_in_words(message: str) -> str:
    for pattern, words in _SYNTAX_IN_WORDS:
        found = re.fullmatch(pattern, message)
        if found:
            return found.expand(words)
    return message
