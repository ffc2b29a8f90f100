"""Which modules of the project a module imports: by all its import statements."""

import ast
import importlib.util
from collections.abc import Callable, Iterable
from types import ModuleType


class ModuleImports:
    """The imports of `module`, which is loaded; `owns` knows the names of the project's modules.

    `nodes` are all of its `tree`.
    `needs` are imported with it, its packages among them, in this order; `later` by its functions.
    `libraries` are the globals that it has imported from elsewhere, with module and attribute.
    """

    def __init__(
        self,
        tree: ast.Module,
        nodes: list[ast.AST],
        module: ModuleType,
        owns: Callable[[str], bool],
    ) -> None:
        self.needs: dict[str, None] = {}
        self.later: set[str] = set()
        self.libraries: dict[str, tuple[str, str]] = {}
        self._package = module.__package__ or ""
        self._owns = owns
        for name in _and_packages(module.__name__.rpartition(".")[0]):
            self._need(name)
        top = set(_at_top(tree.body))
        for node in nodes:
            if isinstance(node, ast.Import | ast.ImportFrom) and node not in top:
                self.later.update(filter(owns, self._names(node)))
        for node in sorted(top, key=lambda node: node.lineno):
            for name in self._names(node):
                self._need(name)
            self._note_libraries(node)

    def _need(self, name: str) -> None:
        if self._owns(name):
            self.needs[name] = None

    def _names(self, node: ast.Import | ast.ImportFrom) -> list[str]:
        """All modules that the statement may import."""
        if isinstance(node, ast.Import):
            return [name for alias in node.names for name in _and_packages(alias.name)]
        module = self._source(node)
        members = [f"{module}.{alias.name}" for alias in node.names]
        return [*_and_packages(module), *members]

    def _source(self, node: ast.ImportFrom) -> str:
        relative = "." * node.level + (node.module or "")
        try:
            return importlib.util.resolve_name(relative, self._package)
        except ImportError:  # beyond the top: it says so when it runs
            return relative

    def _note_libraries(self, node: ast.Import | ast.ImportFrom) -> None:
        if isinstance(node, ast.ImportFrom) and not self._owns(self._source(node)):
            for alias in node.names:
                self.libraries[alias.asname or alias.name] = self._source(node), alias.name


def _and_packages(name: str) -> list[str]:
    """`a.b.c`: a, a.b, a.b.c."""
    parts = name.split(".") if name else []
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _at_top(statements: Iterable[ast.stmt]) -> Iterable[ast.Import | ast.ImportFrom]:
    """Imports that run with the module, those in classes and under conditions as well."""
    for node in statements:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in ("body", "orelse", "finalbody"):
                yield from _at_top(getattr(node, part, []))
            for handler in getattr(node, "handlers", []):
                yield from _at_top(handler.body)
