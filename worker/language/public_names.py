"""What a module offers to those who import from it. Its source is read, nothing is run."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from .protocol import CompletionKind
from .sources import read_source

_LARGE = 8_000
"""Characters, from where on parsing would take longer than an answer may wait."""

_DEFINITION = re.compile(
    r"^(?:async )?(class|def) ([A-Za-z]\w*)|^([A-Za-z]\w*)(?::[^=\n]+)? =", re.M
)
_REEXPORTED = re.compile(r"^(?:from [\w.]+ import +|[ \t]+)([A-Za-z]\w*) as \1\b", re.M)
_STAR = re.compile(r"^from ([\w.]+) import \*", re.M)
_EXPORTED = re.compile(r"^ *__all__(?::[^=\n]+)? *\+?= *[\[(]([^\])]*)[\])]", re.M)
_STRING = re.compile(r"""["'](\w+)["']""")

_TYPE_VARIABLES = {"TypeVar", "ParamSpec", "TypeVarTuple"}


@dataclass
class PublicNames:
    """The names of one module, each with its CompletionItemKind."""

    names: dict[str, int] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    """Modules of which it offers everything, relative ones with their dots."""


def public_names(file: Path, *, reexports: bool) -> PublicNames:
    """Of a file as it is now; nothing of one that cannot be read.

    `reexports`: what it imports from its neighbours is its own, as in an `__init__.py`.
    """
    try:
        stat = file.stat()
    except OSError:  # in an archive
        return _read(file, reexports, 0, 0)
    return _read(file, reexports, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=8192)
def _read(file: Path, reexports: bool, modified: int, size: int) -> PublicNames:
    """`modified` and `size` tell versions of a file apart."""
    text = read_source(file)
    if text is None:
        return PublicNames()
    if len(text) > _LARGE:
        return _outlined(text)
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return PublicNames()
    return _collected(tree, reexports)


_KINDS = {
    "class": CompletionKind.CLASS,
    "def": CompletionKind.FUNCTION,
    "": CompletionKind.VARIABLE,
}


def _outlined(text: str) -> PublicNames:
    """What stands at the beginning of lines."""
    names = {
        defined or assigned: _KINDS[word] for word, defined, assigned in _DEFINITION.findall(text)
    }
    names |= {name: _guess(name) for name in _REEXPORTED.findall(text)}
    exported = [name for block in _EXPORTED.findall(text) for name in _STRING.findall(block)]
    return _public(PublicNames(names, _STAR.findall(text)), exported)


def _collected(tree: ast.Module, reexports: bool) -> PublicNames:
    found = PublicNames()
    exported: list[str] = []
    for node in _statements(tree.body):
        match node:
            case ast.ClassDef(name=name):
                found.names[name] = CompletionKind.CLASS
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.names[name] = CompletionKind.FUNCTION
            case ast.ImportFrom():
                _take_import(node, found, reexports)
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                | ast.AnnAssign(target=ast.Name(id="__all__"), value=value)
                | ast.AugAssign(target=ast.Name(id="__all__"), value=value)
            ):
                exported += _strings(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if not _is_type_variable(value):
                    found.names[name] = CompletionKind.VARIABLE
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.names[name] = CompletionKind.VARIABLE
    return _public(found, exported)


def _public(found: PublicNames, exported: list[str]) -> PublicNames:
    """What `__all__` lists, or all that has no underscore."""
    if exported:
        found = PublicNames({name: found.names.get(name) or _guess(name) for name in exported})
    names = {name: kind for name, kind in found.names.items() if not name.startswith("_")}
    return PublicNames(names, found.stars)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Also those under a condition: of a version, of a platform, of an import that may fail."""
    for node in body:
        if isinstance(node, ast.If):
            yield from _statements([*node.body, *node.orelse])
        elif isinstance(node, ast.Try):
            handled = [statement for handler in node.handlers for statement in handler.body]
            yield from _statements([*node.body, *handled, *node.orelse])
        else:
            yield node


def _take_import(node: ast.ImportFrom, found: PublicNames, reexports: bool) -> None:
    for alias in node.names:
        if alias.name == "*":
            found.stars.append("." * node.level + (node.module or ""))
        elif alias.asname == alias.name or (reexports and node.level and node.module):
            name = alias.asname or alias.name
            found.names[name] = _guess(name)


def _strings(node: ast.expr | None) -> list[str]:
    if not isinstance(node, ast.List | ast.Tuple):
        return []
    constants = [element.value for element in node.elts if isinstance(element, ast.Constant)]
    return [value for value in constants if isinstance(value, str)]


def _is_type_variable(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in _TYPE_VARIABLES
    )


def _guess(name: str) -> int:
    """By the way in which it is written."""
    if name.isupper() and len(name) > 1:
        return CompletionKind.VARIABLE
    return CompletionKind.CLASS if name[:1].isupper() else CompletionKind.FUNCTION
