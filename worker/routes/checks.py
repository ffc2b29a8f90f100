"""What is wrong with a route, in the words that the editor shows."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..messages import RouteProblem
from .blocking import INSTEAD, blocking_calls
from .places import Place, definition_of
from .sources import Source, Span
from .table import TableRoute, unwrapped

Places = Mapping[TableRoute, Place | None]


def problems(
    entries: list[TableRoute], places: Places, sources: list[Source]
) -> dict[TableRoute, list[RouteProblem]]:
    """The problems of all routes that have a place in the project."""
    found: dict[TableRoute, list[RouteProblem]] = {}
    seen: set[tuple[str, Span, str]] = set()  # a router that is included twice has its places twice
    for entry, source, span, message in _all(entries, places, sources):
        if (source.file, span, message) in seen:
            continue
        seen.add((source.file, span, message))
        found.setdefault(entry, []).append(
            {
                "file": source.file,
                "line": span.line,
                "column": span.column,
                "end_line": span.end_line,
                "end_column": span.end_column,
                "code": source.syntax.lines[span.line - 1],
                "message": message,
            }
        )
    return found


def _all(
    entries: list[TableRoute], places: Places, sources: list[Source]
) -> Iterator[tuple[TableRoute, Source, Span, str]]:
    never: set[TableRoute] = set()
    for entry in entries:
        place = places[entry]
        if place is None:
            continue
        for message, every_method in shadows(entry, places):
            if every_method:
                never.add(entry)
            yield entry, place.source, place.part(), message
        for name in not_taken(entry):
            message = (
                f"{{{name}}} is in the path, but {place.function or entry.name} does not take it. "
                "Add it to its parameters"
            )
            yield entry, place.source, place.part("{" + name), message
        for source, node, message in blocks(entry, sources):
            yield entry, source, source.syntax.span(node), message
    living = [entry for entry in entries if entry not in never]
    for entry, message in duplicates(living, places):
        place = places[entry]
        if place is not None:
            operation_id = place.writing.keyword("operation_id") if place.writing else None
            syntax = place.source.syntax
            span = syntax.span(operation_id) if operation_id is not None else place.part()
            yield entry, place.source, span, message


# a route that an earlier one hides ---------------------------------------------------------------


def shadows(entry: TableRoute, places: Places) -> Iterator[tuple[str, bool]]:
    """What answers in its place, and whether for all of its methods."""
    left = entry.methods
    for earlier in _before(entry):
        if earlier.kind != "mount" and earlier.kind != entry.kind:
            continue
        theirs = earlier.methods if earlier.kind == "http" else None
        if entry.kind != "http" or theirs is None:
            taken, left = left, frozenset()
        elif left is None:
            continue  # some method is always left
        else:
            taken, left = left & theirs, left - theirs
            if not taken:
                continue
        yield _shadowed(entry, taken, earlier, places), left == frozenset()
        if left == frozenset():
            return


def _before(entry: TableRoute) -> Iterator[TableRoute]:
    """What is tried earlier and matches all its paths, the first one first."""
    above: list[tuple[TableRoute, list[str]]] = []
    current: TableRoute | None = entry
    paths = entry.examples
    while current is not None:
        above.append((current, paths))
        mount = current.level.mount
        if mount is not None:
            paths = [before + path for before in mount.examples for path in paths]
            paths = [path.replace("//", "/") for path in paths]
        current = mount
    for current, paths in reversed(above):
        for earlier in current.level.entries[: current.position]:
            if paths and not earlier.match(paths[0]):
                continue  # most of them: this is the only loop in a loop
            if all(map(earlier.match, paths)) if paths else _same(earlier, entry):
                yield earlier


def _same(earlier: TableRoute, entry: TableRoute) -> bool:
    """Of a path for which there is no example: is it the other's?"""
    return earlier.level is entry.level and earlier.pattern == entry.pattern is not None


def _shadowed(
    entry: TableRoute, methods: frozenset[str] | None, earlier: TableRoute, places: Places
) -> str:
    place, other = places[entry], places[earlier]
    assert place is not None
    who = _who(earlier)
    if entry.kind == "mount":
        subject = f"The app mounted at {entry.path or '/'} never runs"
    elif entry.kind == "websocket":
        subject = f"The WebSocket {entry.path} never opens"
    else:
        subject = f"{_listed(methods)} {entry.path} never runs"
    if other is None:
        return f"{subject}: {who} of {_package(earlier)} comes first. Give this one another path"
    where = _where(other, place)
    if earlier.level is entry.level and earlier.pattern == entry.pattern:
        return f"{subject}: {where} has the same path and comes first. Give either another path"
    return f"{subject}: {who}, {where}, comes first. {_remedy(place, other)}"


def _who(entry: TableRoute) -> str:
    return f"the app mounted at {entry.path or '/'}" if entry.kind == "mount" else entry.path


def _remedy(place: Place, other: Place) -> str:
    """How to get before it: in the same table by moving the code, else by moving the table."""
    owners = [each.writing.owner if each.writing else None for each in (place, other)]
    if place.file == other.file and owners[0] == owners[1]:
        return "Move this one above it"
    return "Include or mount this one first"


def _package(entry: TableRoute) -> str:
    """The library that has added it."""
    of = entry.endpoint if entry.endpoint is not None else getattr(entry.route, "app", None)
    value = unwrapped(of)
    module = str(getattr(value, "__module__", None) or type(value).__module__)
    package = module.partition(".")[0]
    return {"fastapi": "FastAPI", "starlette": "Starlette"}.get(package, package)


# a parameter of the path that nobody takes -------------------------------------------------------


def not_taken(entry: TableRoute) -> Iterator[str]:
    """Parameters of the path that neither the function nor what it depends on takes.

    Whoever takes the request can find them there.
    """
    if entry.dependant is None:
        return
    taken: set[str] = set()
    for dependant in _dependants(entry.dependant):
        if (
            dependant.request_param_name
            or dependant.websocket_param_name
            or dependant.http_connection_param_name
        ):
            return
        taken.update(field.alias for field in dependant.path_params)
    yield from (name for name in entry.route.param_convertors if name not in taken)


def _dependants(dependant: Any) -> Iterator[Any]:
    yield dependant
    for each in dependant.dependencies:
        yield from _dependants(each)


# operations with one id --------------------------------------------------------------------------


def duplicates(entries: Iterable[TableRoute], places: Places) -> Iterator[tuple[TableRoute, str]]:
    """Of each pair the later one, in each schema."""
    first: dict[tuple[int, str], TableRoute] = {}
    for entry in entries:
        operation = entry.operation
        if operation is None:
            continue
        other = first.setdefault((id(entry.level.app), operation.unique_id), entry)
        place, others = places[entry], places[other]
        if other is entry or place is None:
            continue
        name = f"{_listed(other.methods)} {other.path}"
        said = f'The operation id "{operation.unique_id}" is also that of {name}'
        if others is None:
            yield entry, f"{said}. Give this one another"
        elif others == place:
            yield entry, f"{said}, which is included from here, too. Leave operation_id out"
        else:
            yield entry, f"{said}, {_where(others, place)}. Give one of them another"


# calls that block --------------------------------------------------------------------------------


def blocks(entry: TableRoute, sources: list[Source]) -> Iterator[tuple[Source, ast.expr, str]]:
    """Calls that block, in the endpoint and in what it depends on."""
    functions = [entry.endpoint] if entry.endpoint is not None else []
    if entry.dependant is not None:
        _, *dependencies = _dependants(entry.dependant)
        functions += [each.call for each in dependencies if each.call is not None]
    for index, function in enumerate(functions):
        defined = definition_of(function, sources)
        if defined is None:
            continue
        source, node = defined
        may_be_sync = index > 0 or entry.kind == "http"
        for each in [node] if not isinstance(node, ast.ClassDef) else node.body:
            if not isinstance(each, ast.AsyncFunctionDef):
                continue
            for call, name in blocking_calls(source.syntax, each):
                message = f"{name} blocks every other request here: {INSTEAD[name]}"
                yield source, call, message + (", or make this a def" if may_be_sync else "")


# words -------------------------------------------------------------------------------------------


def _where(place: Place, seen_from: Place) -> str:
    line = f"line {place.span.line}"
    return line if place.file == seen_from.file else f"{place.file}, {line}"


def _listed(methods: frozenset[str] | None) -> str:
    if methods is None:
        return "Any method on"
    *most, last = sorted(methods, key=lambda method: (method != "GET", method))
    return f"{', '.join(most)} and {last}" if most else last
