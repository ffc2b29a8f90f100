"""textDocument/documentSymbol: what a module consists of, as a tree.

Made from parso's tree, which there is also while a line does not parse.
"""

from collections.abc import Iterator
from typing import Any

from .documents import Document
from .protocol import DocumentSymbol, Params
from .workspace import Workspace

_CLASS, _METHOD, _FIELD, _FUNCTION, _VARIABLE, _CONSTANT = 5, 6, 8, 12, 13, 14
"""SymbolKind."""

_METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace", "websocket"}
_ROUTES = {"route", "api_route", "websocket_route"}


def document_symbols(workspace: Workspace, params: Params) -> list[DocumentSymbol]:
    """Classes, functions and assignments; a path operation has the detail "GET /items/{id}"."""
    document = workspace.document(params)
    tree = workspace.analysis.script(document)._module_node
    return list(_symbols(document, tree, in_class=False))


def _symbols(document: Document, scope: Any, *, in_class: bool) -> Iterator[DocumentSymbol]:
    for node in _statements(scope):
        if node.type == "classdef":
            children = list(_symbols(document, node.get_suite(), in_class=True))
            yield _symbol(document, node, node.name, _CLASS, children)
        elif node.type == "funcdef":
            kind = _METHOD if in_class else _FUNCTION
            children = list(_definitions(document, node.get_suite()))
            symbol = _symbol(document, _decorated(node), node.name, kind, children)
            if detail := _operation(node):
                symbol["detail"] = detail
            yield symbol
        elif node.type == "expr_stmt":
            for name in node.get_defined_names():
                if name.type == "name" and name.parent.type in ("expr_stmt", "testlist_star_expr"):
                    yield _symbol(document, node, name, _variable(name.value, in_class), [])


def _definitions(document: Document, scope: Any) -> Iterator[DocumentSymbol]:
    """Of what is inside a function, only what has a body itself."""
    for symbol in _symbols(document, scope, in_class=False):
        if symbol["kind"] in (_CLASS, _FUNCTION):
            yield symbol


def _statements(scope: Any) -> Iterator[Any]:
    """Those of a body, and of the blocks in it that are no scopes."""
    for node in getattr(scope, "children", []):
        if node.type in ("classdef", "funcdef", "expr_stmt"):
            yield node
        elif node.type in _TRANSPARENT:
            yield from _statements(node)


_TRANSPARENT = {
    *("simple_stmt", "suite", "decorated", "async_stmt", "async_funcdef", "if_stmt"),
    *("try_stmt", "with_stmt", "error_node"),
}


def _symbol(
    document: Document, node: Any, name: Any, kind: int, children: list[DocumentSymbol]
) -> DocumentSymbol:
    (line, column), (end_line, end_column) = node.start_pos, node.end_pos
    (name_line, name_column), (_, name_end) = name.start_pos, name.end_pos
    lines = document.lines
    if end_column == 0 and end_line > line:  # the newline that ends a body
        end_line, end_column = end_line - 1, len(lines[end_line - 2])
    return {
        "name": name.value,
        "kind": kind,
        "range": lines.range(line - 1, column, end_line - 1, end_column),
        "selectionRange": lines.range(name_line - 1, name_column, name_line - 1, name_end),
        "children": children,
    }


def _decorated(node: Any) -> Any:
    while node.parent is not None and node.parent.type in (
        *("async_stmt", "async_funcdef", "decorated"),
    ):
        node = node.parent
    return node


def _variable(name: str, in_class: bool) -> int:
    if in_class:
        return _FIELD
    return _CONSTANT if name.isupper() and len(name) > 1 else _VARIABLE


def _operation(function: Any) -> str:
    """The method and the path that a decorator gives to a function."""
    for decorator in function.get_decorators():
        expression = decorator.children[1]
        if expression.type not in ("power", "atom_expr") or len(expression.children) < 3:
            continue
        trailer, call = expression.children[-2:]
        method = getattr(trailer.children[-1], "value", "") if trailer.type == "trailer" else ""
        if method in _METHODS | _ROUTES and call.type == "trailer":
            verb = method.upper() if method in _METHODS else ", ".join(_methods(call)) or "GET"
            if method == "websocket_route":
                verb = "WEBSOCKET"
            return f"{verb} {_path(call)}".strip()
    return ""


def _arguments(call: Any) -> list[Any]:
    inside = call.children[1:-1]
    if inside and inside[0].type == "arglist":
        return [each for each in inside[0].children if each != ","]
    return list(inside)


def _keyword(argument: Any) -> str:
    """`name` of `name=value`."""
    return getattr(argument.children[0], "value", "") if argument.type == "argument" else ""


def _path(call: Any) -> str:
    for argument in _arguments(call):
        if _keyword(argument) == "path":
            argument = argument.children[2]
        if argument.type == "string":
            return str(argument._get_payload())
    return ""


def _methods(call: Any) -> list[str]:
    """`methods=["GET", "POST"]`."""
    for argument in _arguments(call):
        if _keyword(argument) == "methods":
            leaf, end = argument.children[2].get_first_leaf(), argument.end_pos
            found = []
            while leaf is not None and leaf.start_pos < end:
                if leaf.type == "string":
                    found.append(str(leaf._get_payload()))
                leaf = leaf.get_next_leaf()
            return found
    return []
