"""Lets a module that is loaded look again for what it has looked for in vain.

Libraries do without what is not there: `try: import python_multipart`, `except ImportError:
python_multipart = None`. Such a statement can be run again later, and with it the classes that
were made of what it has bound: FastAPI's `Contact` has a field `email: EmailStr`. Where anything
else has used that while it was imported, it is too late.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

_IDENTIFIER = re.compile(r"[^\W\d]\w*")


class _Holder(NamedTuple):
    """A module that has a class of another one: `from fastapi.openapi.models import OpenAPI`."""

    module: str
    name: str
    held: str
    """Its name in the module that has made it."""


class Look:
    """Statements of a module, to be run in it once more."""

    def __init__(self, code: CodeType, names: set[str], classes: set[str]) -> None:
        """`names`: what they bind; `classes`: of that, what is not found but made."""
        self._code = code
        self._names = names
        self._classes = classes
        self._holders: list[_Holder] = []
        self._found: dict[str, Any] | None = None

    def settle(self, module: ModuleType, others: Iterable[ModuleType]) -> bool:
        """Note which of the `others` hold its classes; False: one of them has made use of one."""
        made = {id(vars(module)[name]): name for name in self._classes if name in vars(module)}
        for other in others:
            if other is module or not made:
                continue
            held = {key: made[id(value)] for key, value in vars(other).items() if id(value) in made}
            if _has_used(other, held.keys(), self._classes):
                return False
            self._holders += [_Holder(other.__name__, key, name) for key, name in held.items()]
        return True

    def rehearse(self, module: ModuleType) -> None:
        """Run them now, keep what comes of it for later, and leave the module as it was."""
        names = vars(module)
        before = {name: names[name] for name in self._names if name in names}
        exec(self._code, names)
        self._found = {name: names[name] for name in self._names if name in names}
        for name in self._found:
            del names[name]
        names.update(before)

    def take(self, modules: dict[str, ModuleType], importer: str, *, rehearsed: bool) -> None:
        """Have `importer` and those that hold its classes as if it had found now what it missed.

        `rehearsed`: it would find what it has found in `rehearse`.
        """
        names = vars(modules[importer])
        if rehearsed and self._found is not None:
            names.update(self._found)
        else:
            exec(self._code, names)
        for module, name, held in self._holders:
            if module in modules:
                setattr(modules[module], name, names[held])


def second_look(module: ModuleType, missed: str) -> Look | None:
    """What lets `module` look again for the module `missed`.

    None: its source is not there, or it is too late.
    """
    tree = _source(module)
    if tree is None:
        return None
    looking = [
        statement
        for statement in _at_import(tree.body)
        if isinstance(statement, ast.Try) and missed in _imported(statement)
    ]
    again: set[ast.stmt] = {*looking}
    bound = {name for statement in looking for name in _bound(statement)}
    classes: set[str] = set()
    for statement in tree.body:
        if statement in again or bound.isdisjoint(_used_at_import(statement, again)):
            continue
        if not isinstance(statement, ast.ClassDef) or statement.decorator_list:
            return None
        again.add(statement)
        classes.add(statement.name)
        bound.add(statement.name)
    if not again:
        return None
    again |= {node for node in tree.body if _is_from(node, "__future__")}
    statements = [statement for statement in _at_import(tree.body) if statement in again]
    return Look(_compiled(statements, module), bound, classes)


def _text(module: ModuleType) -> bytes | None:
    """Its source; None: it is not there, or the module is a compiled library."""
    file = Path(getattr(module, "__file__", None) or "")
    try:
        return file.read_bytes() if file.suffix == ".py" else None
    except OSError:
        return None


def _source(module: ModuleType) -> ast.Module | None:
    text = _text(module)
    try:
        return None if text is None else ast.parse(text)
    except (SyntaxError, ValueError):
        return None


def _compiled(statements: list[ast.stmt], module: ModuleType) -> CodeType:
    return compile(ast.Module(statements, []), str(module.__file__), "exec")


def _has_used(module: ModuleType, names: Iterable[str], classes: set[str]) -> bool:
    """Has it used these while it was imported: its own names of classes, or `module.Class`?"""
    text = _text(module)
    if text is None:
        return bool(set(names))
    if not any(name.encode() in text for name in {*names, *(f".{name}" for name in classes)}):
        return False
    used = _used_at_import(ast.parse(text), set())
    attributes = {name.removeprefix(".") for name in used if name.startswith(".")}
    return not used.isdisjoint(names) or not attributes.isdisjoint(classes)


def _at_import(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run with the module, those below an `if` included."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If):
            yield from _at_import([*statement.body, *statement.orelse])


def _is_from(statement: ast.stmt, module: str) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == module


def _imported(statement: ast.Try) -> set[str]:
    """The modules that its imports name, and their parents."""
    names: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names | {name.partition(".")[0] for name in names}


def _bound(statement: ast.Try) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
    return names


def _used_at_import(tree: ast.AST, without: set[ast.stmt]) -> set[str]:
    """Names that are read while `tree` is imported, and `.name` of those of attributes."""
    visitor = _Used(without)
    visitor.visit(tree)
    return visitor.names


class _Used(ast.NodeVisitor):
    """What functions do comes later."""

    def __init__(self, without: set[ast.stmt]) -> None:
        self._without = without
        self.names: set[str] = set()

    def visit(self, node: ast.AST) -> None:
        if node not in self._without:
            super().visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.names.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.names.add(f".{node.attr}")
        self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._visit_annotation(node.annotation)
        self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> None:
        self._visit_annotation(node.annotation)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_head(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._visit_head(node)

    def _visit_head(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._visit_annotation(node.returns)
        for part in (*node.decorator_list, node.args, node.returns):
            if part is not None:
                self.visit(part)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit(node.args)

    def _visit_annotation(self, annotation: ast.expr | None) -> None:
        """`"Contact"` is read, too: a model does so when it is made."""
        for node in ast.walk(annotation) if annotation else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.names.update(_IDENTIFIER.findall(node.value))
