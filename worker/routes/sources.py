"""The project's files as syntax: which routes they write, which functions they define."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef

DECORATORS: Mapping[str, str] = {
    **dict.fromkeys(
        ("get", "put", "post", "delete", "options", "head", "patch", "trace", "api_route", "route"),
        "http",
    ),
    **dict.fromkeys(("websocket", "websocket_route"), "websocket"),
}
"""Methods of an app or router that are decorators -> the kind of route that they add."""

CALLS: Mapping[str, str] = {
    **dict.fromkeys(("Route", "APIRoute", "add_route", "add_api_route"), "http"),
    **dict.fromkeys(
        (
            "WebSocketRoute",
            "APIWebSocketRoute",
            "add_websocket_route",
            "add_api_websocket_route",
        ),
        "websocket",
    ),
    **dict.fromkeys(("Mount", "mount", "Host", "host"), "mount"),
}
"""Calls that add a route, or that make one -> its kind."""


@dataclass(frozen=True)
class Span:
    """From a character up to, not including, another one. 1-based; columns in UTF-16 units."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Writing:
    """A decorator or call that adds a route."""

    call: ast.Call
    kind: str
    callee: str  # "get", "add_api_route", "Route"
    owner: str  # what it is a method of: "app", "self.router"; "" for a class
    function: str | None  # the endpoint's name
    definition: Definition | None  # what is decorated

    @property
    def path(self) -> ast.expr | None:
        return self.call.args[0] if self.call.args else self.keyword("path")

    def keyword(self, name: str) -> ast.expr | None:
        return next((each.value for each in self.call.keywords if each.arg == name), None)


class Syntax:
    """One file's text and what it means."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = re.split(r"\r\n|\r|\n", text)
        self.tree = ast.parse(text)

    @cached_property
    def definitions(self) -> dict[int, Definition]:
        """By their first line, which is that of the first decorator."""
        return {_first_line(node): node for node in self._nodes if isinstance(node, Definition)}

    @cached_property
    def writings(self) -> list[Writing]:
        return [writing for node in self._nodes for writing in _writings(node)]

    @cached_property
    def by_function(self) -> dict[str | None, list[Writing]]:
        """The same by the endpoint's name."""
        found: dict[str | None, list[Writing]] = {}
        for writing in self.writings:
            found.setdefault(writing.function, []).append(writing)
        return found

    @cached_property
    def imported(self) -> dict[str, str]:
        """What the module's names stand for: {"request": "urllib.request", "nap": "time.sleep"}."""
        return imported(_outside_functions(self.tree))

    def span(self, node: ast.expr | ast.stmt) -> Span:
        end_line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
        return Span(
            node.lineno,
            self._column(node.lineno, node.col_offset),
            end_line,
            self._column(end_line, end),
        )

    def line_span(self, line: int) -> Span:
        """A line without its indentation."""
        text = self.lines[line - 1]
        start = len(text) - len(text.lstrip())
        return Span(line, start + 1, line, _units(text.rstrip()) + 1)

    def within(self, node: ast.expr, words: str) -> Span:
        """These words in a node's first line; the node if it does not have them there."""
        span = self.span(node)
        text = self.lines[span.line - 1]
        at = text.find(words, len(text.encode()[: node.col_offset].decode()))
        if words == "" or at < 0:
            return span
        start = _units(text[:at]) + 1
        return Span(span.line, start, span.line, start + _units(words))

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call | Definition)]

    def _column(self, line: int, offset: int) -> int:
        text = self.lines[line - 1]
        return (offset if text.isascii() else _units(text.encode()[:offset].decode())) + 1


@dataclass(frozen=True)
class Source:
    """A file of a module that is loaded."""

    file: str  # project-relative
    path: str  # absolute
    syntax: Syntax
    names: Mapping[str, Any]  # the module's

    def text_of(self, node: ast.expr | None) -> str | None:
        """The text that an expression stands for, None if only running it would tell."""
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.Name(id=name):
                value = self.names.get(name)
                return value if isinstance(value, str) else None
            case ast.JoinedStr(values=parts):
                return _joined([self.text_of(part) for part in parts])
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                return self.text_of(value)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _joined([self.text_of(left), self.text_of(right)])
        return None


class Sources:
    """Reads files; the syntax of one that has not changed is that of the last time."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, Syntax] = {}

    def read(self, path: str, names: Mapping[str, Any]) -> Source | None:
        """None for a file that is gone or does not compile any more."""
        try:
            text = Path(path).read_text("utf-8-sig")
            known = self._known.get(path)
            if known is None or known.text != text:
                known = self._known[path] = Syntax(text)
        except (OSError, ValueError, SyntaxError, RecursionError):
            self._known.pop(path, None)
            return None
        return Source(Path(path).relative_to(self._root).as_posix(), path, known, names)


def imported(nodes: Iterable[ast.AST]) -> dict[str, str]:
    """What the names that are imported by some of these statements stand for."""
    names: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _outside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if not isinstance(child, Function | ast.expr):
            yield child
            yield from _outside_functions(child)


def _writings(node: ast.AST) -> Iterator[Writing]:
    if isinstance(node, Definition):
        for decorator in node.decorator_list:
            match decorator:
                case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in DECORATORS:
                    kind = DECORATORS[name]
                    yield Writing(decorator, kind, name, ast.unparse(owner), node.name, node)
        return
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in CALLS:
            # starlette.routing.Route is a class, app.add_route a method
            of = "" if name[0].isupper() else ast.unparse(owner)
            yield Writing(node, CALLS[name], name, of, _endpoint(node), None)
        case ast.Call(func=ast.Name(id=name)) if name in CALLS:
            yield Writing(node, CALLS[name], name, "", _endpoint(node), None)


def _endpoint(call: ast.Call) -> str | None:
    """The name of the endpoint that a call is given, None for one without a name."""
    named = [each.value for each in call.keywords if each.arg in ("endpoint", "route")]
    match [*call.args[1:2], *named]:
        case [ast.Name(id=name) | ast.Attribute(attr=name), *_]:
            return name
    return None


def _first_line(node: Definition) -> int:
    return min([node.lineno, *(each.lineno for each in node.decorator_list)])


def _joined(parts: list[str | None]) -> str | None:
    texts = [part for part in parts if part is not None]
    return "".join(texts) if len(texts) == len(parts) else None


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
