"""The route tables of an app: Starlette's, and FastAPI's with its included routers."""

import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

Kind = Literal["http", "websocket", "mount"]

DEEPEST = 8
"""Of apps that are mounted in each other; one that is mounted in itself has no end."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")

VALUES = (
    "~a",
    "71934",
    "719.34",
    "3f2b8c1e-5a0d-4e7b-9c46-1d8e2a7f6b50",
    "2031-07-19",
    "~a/~b",
    "",
)
"""What parameters may be, at least one for each of Starlette's convertors. No route is likely to
have one of them in its path."""


@dataclass(eq=False)
class Level:
    """One router's table. `mount` is its entry in the table above, None for the app's own."""

    app: Any
    mount: "TableRoute | None" = None
    host: str | None = None  # the only one that it answers on
    entries: list["TableRoute"] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Where it is mounted; "" for the app's own."""
        return self.mount.path_format if self.mount is not None else ""


@dataclass(eq=False)
class TableRoute:
    """A route, or an app that is mounted.

    `route` is Starlette's Route, WebSocketRoute, Mount or Host, or what FastAPI makes of one for
    the place where its router is included.
    """

    route: Any
    kind: Kind
    level: Level
    position: int  # in the level

    @property
    def written(self) -> str:
        """Its path below its level, with convertors: "/users/{user_id:int}". "" for a Host."""
        return str(getattr(self.route, "path", None) or "")

    @property
    def path(self) -> str:
        """Its path with convertors from the app's root."""
        above = self.level.mount.path if self.level.mount is not None else ""
        return above + self.written

    @property
    def path_format(self) -> str:
        """Its path without convertors from the app's root: "/api/users/{user_id}"."""
        own = self.written if self.kind == "mount" else str(self.route.path_format)
        return self.level.path + own

    @property
    def only_on(self) -> str | None:
        """The host that it answers on, if that is not every one."""
        return _host(self.route) or self.level.host

    @property
    def endpoint(self) -> Any:
        return getattr(self.route, "endpoint", None)

    @property
    def name(self) -> str:
        return str(getattr(self.route, "name", None) or "")

    @cached_property
    def methods(self) -> frozenset[str] | None:
        """Those that it answers, None for any. Without the HEAD that comes with a GET."""
        methods = getattr(self.route, "methods", None)
        if methods is None and inspect.isclass(self.endpoint):  # an HTTPEndpoint
            methods = {each for each in METHODS if hasattr(self.endpoint, each.lower())}
        if not methods:
            return None
        return frozenset(methods) - ({"HEAD"} if "GET" in methods else set())

    @property
    def dependant(self) -> Any:
        """What FastAPI knows of its parameters, None for Starlette's routes."""
        return getattr(self.route, "dependant", None)

    @property
    def operation(self) -> Any:
        """Itself if FastAPI has it in its schema, else None."""
        has_id = getattr(self.route, "unique_id", None) and self.kind == "http"
        return self.route if has_id and self.route.include_in_schema else None

    @cached_property
    def examples(self) -> list[str]:
        """Paths below its level that it matches, with each kind of value that it takes.

        Empty if it has a convertor of whose values none is known.
        """
        if _host(self.route):
            return []
        # A mount's ends in {path:path}, which its table sees with the "/" before.
        path = self.written + "/" if self.kind == "mount" else self.written
        values = [
            [value for value in VALUES if re.fullmatch(convertor.regex, value)]
            for name, convertor in self.route.param_convertors.items()
            if not (self.kind == "mount" and name == "path")
        ]
        if not all(values):
            return []
        usual = [each[0] for each in values]
        variants = [usual]
        for index, each in enumerate(values):
            variants += [[*usual[:index], value, *usual[index + 1 :]] for value in each[1:]]
        return [_filled(path, variant) for variant in variants]

    @cached_property
    def pattern(self) -> str | None:
        """Equal for those that match the same paths; None for a Host."""
        regex = getattr(self.route, "path_regex", None)
        return re.sub(r"\(\?P<\w+>", "(", regex.pattern) if regex is not None else None

    @cached_property
    def match(self) -> Callable[[str], Any]:
        """Does it match a path below its level, whatever the method? A Host matches none."""
        regex = getattr(self.route, "path_regex", None)
        return regex.match if regex is not None else lambda path: None


def entries_of(app: Any) -> list[TableRoute]:
    """All entries of the app's tables, those of a mounted app behind its mount.

    Empty for what is not Starlette's.
    """
    return list(_walk(app, None, None, 0)) if "starlette.routing" in sys.modules else []


def unwrapped(endpoint: Any) -> Any:
    """The function, class or object in partials, methods and decorators that say what they wrap."""
    while isinstance(endpoint, functools.partial):
        endpoint = endpoint.func
    if inspect.ismethod(endpoint):
        endpoint = endpoint.__func__
    return inspect.unwrap(endpoint) if inspect.isfunction(endpoint) else endpoint


def _walk(app: Any, mount: TableRoute | None, host: str | None, depth: int) -> Iterator[TableRoute]:
    starlette = sys.modules["starlette.routing"]
    app = _routing_app(app)
    if app is None or depth > DEEPEST:
        return
    level = Level(app, mount, host)
    for original, route in _flat(app.routes):
        kind: Kind
        if isinstance(original, starlette.Route):
            kind = "http"
        elif isinstance(original, starlette.WebSocketRoute):
            kind = "websocket"
        elif isinstance(original, starlette.Mount | starlette.Host):
            kind = "mount"
        else:
            continue
        entry = TableRoute(route, kind, level, len(level.entries))
        level.entries.append(entry)
        yield entry
        if kind == "mount":
            inner = getattr(route, "_base_app", None) or route.app
            yield from _walk(inner, entry, entry.only_on, depth + 1)


def _flat(routes: Any) -> Iterator[tuple[Any, Any]]:
    """Each route of a table, and what it is there: FastAPI keeps included routers as they are."""
    contexts = getattr(sys.modules.get("fastapi.routing"), "iter_route_contexts", None)
    if contexts is None:
        yield from ((route, route) for route in routes)
    else:
        yield from ((context.original_route, context) for context in contexts(routes))


def _routing_app(app: Any) -> Any:
    """The Starlette or Router inside Starlette's own middleware; None for anything else."""
    routing = sys.modules["starlette.routing"]
    applications = sys.modules.get("starlette.applications")
    known = (routing.Router, *([applications.Starlette] if applications else []))
    for _ in range(DEEPEST):
        if isinstance(app, known):
            return app
        base = sys.modules.get("starlette.middleware.base")
        is_middleware = type(app).__module__.startswith("starlette.middleware.") or (
            base is not None and isinstance(app, base.BaseHTTPMiddleware)
        )
        app = vars(app).get("app") if is_middleware else None
    return None


def _host(route: Any) -> str | None:
    host = getattr(route, "host", None)
    return host if isinstance(host, str) else None


def _filled(path: str, values: list[str]) -> str:
    rest = iter(values)
    return re.sub(r"{[a-zA-Z_]\w*(:[a-zA-Z_]\w*)?}", lambda _: next(rest), path)
