"""Lets a module that is loaded look again for what it has looked for in vain.

Libraries do without what is not there: `try: import python_multipart`, `except ImportError:
python_multipart = None`. Such a statement can be run again later, as long as nothing that ran with
the module itself (a base class, a decorator, an annotation) has used the names that it binds.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, ModuleType


def second_look(module: ModuleType, missed: str) -> CodeType | None:
    """The statements of `module` that import the module `missed`, to be run in it once more.

    None: its source is not there, or they cannot be run again.
    """
    file = getattr(module, "__file__", None) or ""
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError):
        return None
    statements = [
        statement
        for statement in _at_import(tree.body)
        if isinstance(statement, ast.Try) and missed in _imported(statement)
    ]
    used = _used_at_import(tree, set(statements))
    if not statements or any(_bound(statement) & used for statement in statements):
        return None
    return compile(ast.Module(list(statements), []), file, "exec")


def _at_import(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run with the module, those below an `if` included."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If):
            yield from _at_import([*statement.body, *statement.orelse])


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


def _used_at_import(tree: ast.Module, statements: set[ast.stmt]) -> set[str]:
    visitor = _Used(statements)
    visitor.visit(tree)
    return visitor.names


class _Used(ast.NodeVisitor):
    """Names that are read while the module is imported; what functions do comes later."""

    def __init__(self, statements: set[ast.stmt]) -> None:
        self._statements = statements
        self.names: set[str] = set()

    def visit(self, node: ast.AST) -> None:
        if node not in self._statements:
            super().visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.names.add(node.id)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_head(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._visit_head(node)

    def _visit_head(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for part in (*node.decorator_list, node.args, node.returns):
            if part is not None:
                self.visit(part)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit(node.args)
