"""What the preview shows while there is no app: the traceback, each own line a link to the editor.

A person gets a page, anything else (fetch, an image, curl's Accept) the same as plain text. The
page is made once, when the generation fails: the files it quotes may change before it is seen.
"""

import linecache
import re
import reprlib
from html import escape
from inspect import ismodule
from pathlib import Path
from types import FrameType

from .asgi import ASGIApp, Receive, Scope, Send
from .bridge import Exchange
from .error_page_style import STYLE
from .errors import misspelt, suggestion
from .messages import AppError, Frame
from .missing_package import MissingPackage, missing_package
from .websocket import WebSocket

_BEFORE, _AFTER = 3, 1
"""Lines quoted around the one that failed."""
_MOST_VALUES = 8

_DOING = {
    "syntax": "importing",
    "import": "importing",
    "lifespan": "starting",
    "no-app": "looking for",
    "package": "installing the packages of",
    "boot": "loading",
}


class ErrorPage:
    """The answers of a generation that failed with `error`; `page` is what a person gets."""

    def __init__(
        self,
        error: AppError,
        root: Path,
        *,
        generation: int,
        app_name: str | None = None,
        exception: BaseException | None = None,
    ) -> None:
        missing = missing_package(error, root)
        self._text = _text(error, missing)
        self.page = _page(error, root, generation, app_name, exception, missing)

    def respond(self, exchange: Exchange | WebSocket) -> ASGIApp:
        """An application for one request."""
        if exchange.wants_page:
            return _answer(self.page, "text/html; charset=utf-8")
        return _answer(self._text, "text/plain; charset=utf-8")


def _answer(body: str, content_type: str) -> ASGIApp:
    octets = body.encode("utf-8", "backslashreplace")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [
            (b"content-type", content_type.encode()),
            (b"content-length", str(len(octets)).encode()),
            (b"cache-control", b"no-store"),
        ]
        # A socket's handshake is denied with it.
        answer = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
        await send({"type": f"{answer}.start", "status": 500, "headers": headers})
        await send({"type": f"{answer}.body", "body": octets})

    return app


def _text(error: AppError, missing: MissingPackage | None) -> str:
    parts = [error["summary"]]
    if error["text"] != error["summary"]:
        parts.append(error["text"].rstrip())
    if missing is not None:
        parts.append(_way_out(missing))
    return "\n\n".join(parts) + "\n"


def _page(
    error: AppError,
    root: Path,
    generation: int,
    app_name: str | None,
    exception: BaseException | None,
    missing: MissingPackage | None,
) -> str:
    where = f" in {error['path']}, line {error['line']}" if error["path"] and error["line"] else ""
    doing = f"{_DOING[error['kind']]} {app_name or 'the app'}"
    own = [frame for frame in error["frames"] if frame["own"]]
    parts = [
        f'<p class="what">The app did not start: version {generation}, while {escape(doing)}</p>',
        _heading(error),
        _hint(error, missing),
    ]
    if own:
        values = _values(own[-1], root, exception, suggestion(error))
        column = error["column"]
        parts += ["<h2>Where it happened</h2>", _frame(own[-1], root, column, values, error)]
    if own[:-1]:
        parts.append("<h2>How Python got there</h2>")
        parts += [_frame(frame, root) for frame in reversed(own[:-1])]
    parts.append(_libraries([frame for frame in error["frames"] if not frame["own"]]))
    if error["text"] != error["summary"]:
        parts.append(
            '<details class="folded"><summary>The whole traceback</summary>'
            f"<pre>{escape(error['text'].rstrip())}</pre></details>"
        )
    parts.append('<p class="end">This page goes away with the next edit that starts.</p>')
    body = "\n".join(filter(None, parts))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(error['type'] + where)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _heading(error: AppError) -> str:
    if not error["frames"] and error["kind"] in ("no-app", "package"):
        return f"<h1>{escape(error['summary'])}</h1>"
    message = escape(error["message"])
    # Python quotes names: 'name' reads better in the code face.
    message = re.sub(r"&#x27;([^\s&]+)&#x27;", r"<code>\1</code>", message)
    colon = ": " if message else ""
    return f"<h1><b>{escape(error['type'])}</b>{colon}{message}</h1>"


def _hint(error: AppError, missing: MissingPackage | None) -> str:
    meant = suggestion(error)
    if meant is not None:
        question = f"Did you mean <code>{escape(meant)}</code>?"
        return f'<p class="hint"><span>{question}</span>{_correction(error, meant)}</p>'
    if missing is None:
        return ""
    sentence = escape(_way_out(missing))
    if missing.listed is not None:
        place = escape(str(missing.listed))
        sentence = sentence.replace(place, _link(missing.listed.path, missing.listed.line))
    return f'<p class="hint"><span>{sentence}</span></p>'


def _correction(error: AppError, meant: str) -> str:
    """A button that corrects the name; none where it is not clear which word of the line it is."""
    own = [frame for frame in error["frames"] if frame["own"]]
    wrong = misspelt(error)
    if not own or wrong is None or len(re.findall(rf"\b{wrong}\b", own[-1]["source"])) != 1:
        return ""
    path = escape(own[-1]["path"])
    return (
        f'<button type="button" data-correct="{path}" data-line="{own[-1]["line"]}" '
        f'data-wrong="{wrong}" data-meant="{escape(meant)}">Change it in {path}</button>'
    )


def _way_out(missing: MissingPackage) -> str:
    name, listed = missing
    if listed is None:
        return (
            f"There is no pip here: packages come from what the app imports, or from a file "
            f"requirements.txt that lists them all. {name} would belong there."
        )
    return f"There is no pip here: add {name} to the packages in {listed}."


def _frame(
    frame: Frame,
    root: Path,
    column: int | None = None,
    values: list[tuple[str, str]] | None = None,
    error: AppError | None = None,
) -> str:
    line = frame["line"]
    when = "when the file was imported" if frame["name"] == "<module>" else f"in {frame['name']}"
    if error is not None and error["kind"] == "syntax":
        when = "the file does not compile"
    rows = []
    lines = _lines(root / frame["path"])
    first, end = _quoted(line)
    for number, source in enumerate(lines[first:end], first + 1):
        source = source.rstrip("\n")
        code = _marked(source, column) if number == line else escape(source)
        here = ' class="is-here" aria-current="true"' if number == line else ""
        rows.append(f'<li{here}><span class="n">{number}</span><code>{code or " "}</code></li>')
    digits = len(str(line + _AFTER))
    return (
        f'<section class="frame"><h3>{_link(frame["path"], line)}<span>{escape(when)}</span></h3>'
        f'<ol class="source" style="--digits:{digits}">{"".join(rows)}</ol>'
        f"{_value_list(values or [])}</section>"
    )


def _link(path: str, line: int) -> str:
    path = escape(path)
    return (
        f'<a href="#" data-open="{path}" data-line="{line}" '
        f'title="Open in the editor">{path}, line {line}</a>'
    )


def _marked(source: str, column: int | None) -> str:
    """The source line with the name (or sign) at `column` underlined."""
    if column is None or column > len(source):
        return escape(source)
    start = column - 1
    found = re.compile(r"\w+|\S").match(source, start)
    if found is None:
        return escape(source)
    before, marked, after = source[:start], found[0], source[found.end() :]
    return f"{escape(before)}<em>{escape(marked)}</em>{escape(after)}"


def _value_list(values: list[tuple[str, str]]) -> str:
    if not values:
        return ""
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(shown)}</dd></div>" for name, shown in values
    )
    return (
        f"<details open><summary>Values here <span>{len(values)}</span></summary>"
        f"<dl>{rows}</dl></details>"
    )


def _libraries(frames: list[Frame]) -> str:
    if not frames:
        return ""
    rows = "".join(
        f"<li>{escape(_short(frame['path']))}:{frame['line']} in {escape(frame['name'])}</li>"
        for frame in frames
    )
    count = "1 frame" if len(frames) == 1 else f"{len(frames)} frames"
    return (
        f'<details class="folded"><summary>{count} in libraries</summary><ol>{rows}</ol></details>'
    )


def _short(path: str) -> str:
    return re.sub(r"^.*/(?:site-packages|python3[^/]*)/", "", path)


def _lines(file: Path) -> list[str]:
    linecache.checkcache(str(file))
    return linecache.getlines(str(file))


def _values(
    frame: Frame, root: Path, exception: BaseException | None, meant: str | None
) -> list[tuple[str, str]]:
    """Variables as they were when `frame` failed: the one that was `meant`, those of the line that
    failed, and of the lines around it those that hold data."""
    python = _python_frame(frame, root, exception)
    if python is None:
        return []
    values = {name: value for name, value in python.f_locals.items() if name[:2] != "__"}
    around = "".join(_lines(root / frame["path"])[slice(*_quoted(frame["line"]))])
    names = [meant, *_names(frame["source"])]
    names += [name for name in _names(around) if _is_data(values.get(name))]
    found = dict.fromkeys(name for name in names if name in values)
    return [(name, _shown(values[name])) for name in found if name is not None][:_MOST_VALUES]


def _names(source: str) -> list[str]:
    return re.findall(r"[A-Za-z_]\w*", source)


def _is_data(value: object) -> bool:
    return not (callable(value) or ismodule(value))


def _quoted(line: int) -> tuple[int, int]:
    """Which lines around a line are shown, as a range of indices."""
    return max(0, line - 1 - _BEFORE), line + _AFTER


def _python_frame(frame: Frame, root: Path, exception: BaseException | None) -> FrameType | None:
    found = None
    trace = exception.__traceback__ if exception is not None else None
    while trace is not None:
        own = trace.tb_frame.f_code.co_filename == str(root / frame["path"])
        if own and trace.tb_lineno == frame["line"]:
            found = trace.tb_frame
        trace = trace.tb_next
    return found


_repr = reprlib.Repr()
_repr.maxother = _repr.maxstring = 120
_repr.maxlevel = 3


def _shown(value: object) -> str:
    return re.sub(r" at 0x[0-9a-f]+", "", _repr.repr(value))
