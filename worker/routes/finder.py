"""Finds the routes of one version of the app after the other."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from ..messages import Route, RouteProblem
from . import checks
from .places import Place, place_of
from .sources import Source, Sources
from .table import TableRoute, entries_of


class RouteFinder:
    """Reads files once: what has not changed is known from the version before."""

    def __init__(self, root: Path) -> None:
        self._folder = f"{root}/"
        self._sources = Sources(root)

    def routes(self, app: Any) -> list[Route]:
        """The routes that the project's files add to `app`, in the order in which they are tried.

        :raises BaseException: what the app's own objects raise when they are looked at
        """
        entries = entries_of(app)
        if not entries:
            return []
        sources = list(self._loaded())
        places = {entry: place_of(entry, sources) for entry in entries}
        problems = checks.problems(entries, places, sources)
        return [
            _message(entry, place, problems.get(entry, []))
            for entry, place in places.items()
            if place is not None
        ]

    def _loaded(self) -> Iterator[Source]:
        """The files of the project's modules that are imported."""
        for module in list(sys.modules.values()):
            file = getattr(module, "__file__", None) if isinstance(module, ModuleType) else None
            if isinstance(file, str) and file.startswith(self._folder) and file.endswith(".py"):
                source = self._sources.read(file, vars(module))
                if source is not None:
                    yield source


def _message(entry: TableRoute, place: Place, problems: list[RouteProblem]) -> Route:
    span = place.span
    return {
        "path": entry.path_format,
        "methods": sorted(entry.methods or (), key=_usual),
        "name": entry.name,
        "endpoint": place.function,
        "kind": entry.kind,
        "host": entry.only_on,
        "docs": _docs(entry),
        "file": place.file,
        "line": span.line,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "code": place.code,
        "problems": problems,
    }


def _usual(method: str) -> tuple[bool, str]:
    return method != "GET", method


def _docs(entry: TableRoute) -> str | None:
    """Where FastAPI's own page shows the operation."""
    app, api = entry.level.app, entry.operation
    docs = getattr(app, "docs_url", None)
    if api is None or not docs or not getattr(app, "openapi_url", None):
        return None
    tags = [str(getattr(tag, "value", tag)) for tag in api.tags]
    tag = tags[0] if tags else "default"
    return f"{entry.level.path}{docs}#/{quote(tag, safe='')}/{quote(api.unique_id, safe='')}"
