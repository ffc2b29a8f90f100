"""Which of the project's files the running version of the app may have in its memory.

A template or a stylesheet that it has not read can change under it, as under a server: the next
request gets the new one. What was opened is known from Python's audit event "open" (PEP 578). An
opening counts unless its opener is known to keep nothing.

Libraries in C or Rust open files without telling, so only files of the kinds that such libraries do
not read can be free; all others count as read. So does a file which has the name of one that was
opened by a path that does not say where it is.
"""

import os
import sys
from pathlib import Path
from types import FrameType

_FREE = (
    *(".css", ".js", ".mjs", ".map", ".html", ".htm", ".jinja", ".jinja2", ".j2", ".md"),
    *(".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico"),
    *(".woff", ".woff2", ".ttf", ".otf", ".webmanifest"),
)
"""Endings of what an app hands on to browsers, or renders."""

_MARKUP = (".html", ".htm", ".svg")
"""What lxml reads without Python."""

_FORGETFUL = {
    f"{__package__}.files",  # looks for changes
    "starlette.responses",  # FileResponse, and so StaticFiles
    "traceback",  # asks anew whether the source has changed, each time
}
_RENDERING = {"starlette.templating", "flask.templating"}
"""Their openings are Jinja2's, which looks for a newer template before each use if `auto_reload`
is on. Whoever else asks it for a template may keep that."""

_BETWEEN = ("anyio", "contextlib", "jinja2", "linecache", "pathlib", "tokenize")
"""Packages that open files for others."""


class Reads:
    """Watches from its making to `close` which files below `root` are opened."""

    def __init__(self, root: Path) -> None:
        self._root = str(root.resolve())
        self._paths: set[str] = set()
        self._names: set[str] = set()
        _install()
        _watching.append(self)

    def close(self) -> None:
        """Watch no longer."""
        if self in _watching:
            _watching.remove(self)

    def forget(self) -> None:
        """A new version is about to be imported; no module stays that has read something."""
        self._paths.clear()
        self._names.clear()

    def untouched(self, paths: set[str]) -> bool:
        """Has the app read none of these files?"""
        return all(self._is_untouched(path) for path in paths)

    def _is_untouched(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        if not name.endswith(_FREE) or (name.endswith(_MARKUP) and "lxml.etree" in sys.modules):
            return False
        return name not in self._names and os.path.join(self._root, path) not in self._paths

    def note(self, path: object) -> None:
        """`path` was opened by somebody who may keep what is in it."""
        path = os.fsdecode(path) if isinstance(path, bytes) else path
        if not isinstance(path, str):
            return  # a descriptor: its opening was another event
        if path.startswith(f"{self._root}{os.sep}"):
            self._paths.add(os.path.realpath(path))
        else:  # relative, to who knows which folder; or by a link
            self._names.add(os.path.basename(path))
            self._names.add(os.path.basename(os.path.realpath(path)))


_watching: list[Reads] = []
_installed = False


def _install() -> None:
    global _installed
    if not _installed:
        _installed = True
        sys.addaudithook(_hear)  # for as long as the interpreter lives


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event != "open" or not _watching:
        return
    path = arguments[0]
    if isinstance(path, os.PathLike):
        path = os.fspath(path)
    if not isinstance(path, str | bytes) or not os.fsdecode(path).endswith(_FREE):
        return
    if not _keeps(sys._getframe(1)):
        return
    for reads in _watching:
        try:
            reads.note(path)
        except (OSError, ValueError):  # no path: the opening says so itself
            pass


def _keeps(frame: FrameType | None) -> bool:
    """May whoever opens a file in `frame` keep what is in it?"""
    rendering = False
    while frame is not None:
        module = frame.f_globals.get("__name__")
        if module in _FORGETFUL:
            return False
        if module in _RENDERING:
            if frame.f_code.co_name != "get_template":
                return not rendering
        elif module == "jinja2.loaders" and "environment" in frame.f_locals:
            rendering = True
            if not getattr(frame.f_locals["environment"], "auto_reload", False):
                return True
        elif not _is_between(module, rendering):
            return True
        frame = frame.f_back
    return True


def _is_between(module: object, rendering: bool) -> bool:
    if not isinstance(module, str):
        return rendering  # a template, compiled
    own = f"{__package__}.threadless"
    return module.partition(".")[0] in _BETWEEN or f"{module}.".startswith(f"{own}.")
