"""Calls that stop everything else in an `async def`: nothing runs on the event loop meanwhile."""

import ast
from collections.abc import Iterator, Mapping

from .sources import Syntax, imported

_SYNC_CLIENTS = {
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "options",
    "request",
}

INSTEAD: Mapping[str, str] = {
    "time.sleep": "await asyncio.sleep",
    "urllib.request.urlopen": "await httpx.AsyncClient",
    "urllib.request.urlretrieve": "await httpx.AsyncClient",
    "urllib3.request": "await httpx.AsyncClient",
    "urllib3.PoolManager": "await httpx.AsyncClient",
    "requests.Session": "await httpx.AsyncClient",
    "requests.session": "await httpx.AsyncClient",
    **{f"requests.{name}": "await httpx.AsyncClient" for name in _SYNC_CLIENTS},
    **{
        f"{module}.{name}": f"await {module}.AsyncClient"
        for module in ("httpx", "httpx2")
        for name in (*_SYNC_CLIENTS, "stream", "Client")
    },
}
"""What blocks -> what does not."""

_MODULES = {name.partition(".")[0] for name in INSTEAD}


def blocking_calls(
    syntax: Syntax, function: ast.AsyncFunctionDef
) -> Iterator[tuple[ast.expr, str]]:
    """What a function calls itself that blocks, and its full name: "time.sleep".

    Not what it hands over to be called elsewhere, nor what sync functions inside it call.
    """
    if not any(word in syntax.text for word in _MODULES):
        return
    names = {**syntax.imported, **imported(ast.walk(function))}
    arguments = function.args
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        names.pop(each.arg, None)
    for node in _run_by(function):
        if isinstance(node, ast.Call):
            name = _full_name(node.func, names)
            if name is not None and name in INSTEAD:
                yield node.func, name


def _full_name(node: ast.expr, names: Mapping[str, str]) -> str | None:
    match node:
        case ast.Name(id=name):
            return names.get(name)
        case ast.Attribute(value=value, attr=name):
            module = _full_name(value, names)
            return f"{module}.{name}" if module is not None else None
    return None


def _run_by(function: ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """All that runs when the function does, or a coroutine that it makes."""
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            continue
        yield node
        children = (
            node.body if isinstance(node, ast.AsyncFunctionDef) else ast.iter_child_nodes(node)
        )
        waiting.extend(reversed(list(children)))
