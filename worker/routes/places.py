"""Where in the project a route is written."""

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .sources import Definition, Source, Span, Writing
from .table import TableRoute, unwrapped

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""Decorators that are for one method."""


@dataclass(frozen=True)
class Place:
    """The decorator or call that adds a route, or its function where there is none to be seen."""

    source: Source
    span: Span
    function: str | None  # the endpoint's name
    writing: Writing | None = None

    @property
    def file(self) -> str:
        return self.source.file

    @property
    def code(self) -> str:
        """The text of its first line."""
        return self.source.syntax.lines[self.span.line - 1]

    def part(self, words: str = "") -> Span:
        """These words in the route's path; the path as a whole where it does not show them."""
        path = self.writing.path if self.writing is not None else None
        return self.source.syntax.within(path, words) if path is not None else self.span


def place_of(entry: TableRoute, sources: list[Source]) -> Place | None:
    """None for a route that is not the project's own."""
    defined = definition_of(entry.endpoint, sources) if entry.endpoint is not None else None
    found = _written(entry, defined, sources)
    if found is not None:
        source, writing = found
        return Place(source, source.syntax.span(writing.call), writing.function, writing)
    if defined is None:
        return None
    source, node = defined
    return Place(source, source.syntax.line_span(node.lineno), node.name)


def definition_of(endpoint: Any, sources: Iterable[Source]) -> tuple[Source, Definition] | None:
    """Where the project defines a function, a class, or the class of an object that is called."""
    value = unwrapped(endpoint)
    if inspect.isfunction(value):
        code = value.__code__
        for source in sources:
            if source.path == code.co_filename:
                node = source.syntax.definitions.get(code.co_firstlineno)
                return (source, node) if node is not None else None
        return None
    cls = value if inspect.isclass(value) else type(value)
    for source in sources:
        if source.names.get("__name__") == cls.__module__:
            for node in source.syntax.definitions.values():
                if node.name == cls.__name__:
                    return source, node
    return None


def _written(
    entry: TableRoute, defined: tuple[Source, Definition] | None, sources: list[Source]
) -> tuple[Source, Writing] | None:
    """What adds this route: of what is likeliest to, the one with the longest path.

    An included router's routes have its prefix before their own path.
    """
    definition = defined[1] if defined is not None else None
    for candidates, exact in _candidates(entry, definition, sources):
        best, found = -2, None
        for source, writing in candidates:
            if writing.kind != entry.kind or not _answers(writing, entry.methods):
                continue
            path = source.text_of(writing.path)
            if path is None:
                fits, length = writing.definition is not None and not exact, -1
            else:
                path = path.rstrip("/") if entry.kind == "mount" else path
                fits, length = entry.written.endswith(path), len(path)
                if exact or (path == "" and writing.definition is None):
                    fits = path == entry.written
            if fits and length > best:
                best, found = length, (source, writing)
        if found is not None:
            return found
    return None


def _candidates(
    entry: TableRoute, definition: Definition | None, sources: list[Source]
) -> Iterator[tuple[list[tuple[Source, Writing]], bool]]:
    """What may add this route, the likeliest first, and whether its path must be the route's."""
    names = {
        getattr(each, "__name__", None) for each in (entry.endpoint, unwrapped(entry.endpoint))
    }
    names |= {definition.name} if definition is not None else set()
    named = [
        (source, writing)
        for source in sources
        for name in names - {None}
        for writing in source.syntax.by_function.get(name, ())
    ]
    # its own decorators
    yield [each for each in named if each[1].definition is definition is not None], False
    # calls that name it
    yield [each for each in named if each[1].definition is None], False
    # calls with something that has no name: partial(read, 1), StaticFiles(directory=".")
    nameless = [(s, writing) for s in sources for writing in s.syntax.by_function.get(None, ())]
    yield nameless, entry.kind != "mount"
    if entry.kind == "mount":
        yield [(s, writing) for s in sources for writing in s.syntax.writings], False
    elif definition is not None and not definition.decorator_list:
        # decorators of something of which another decorator has made the function
        decorators = [(s, w) for s in sources for w in s.syntax.writings if w.definition]
        yield decorators, True


def _answers(writing: Writing, methods: frozenset[str] | None) -> bool:
    """Is what is called by a method, app.get, for one of these?"""
    return writing.callee not in _METHODS or writing.callee.upper() in (methods or ())
