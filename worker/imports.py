"""Which packages a project imports without saying so: read from its source, nothing is run."""

import ast
import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .distributions import DISTRIBUTIONS, IMPLIED
from .requirements import Demand, Origin
from .syntax import parse

_RUNTIME = {"asgipad", "js", "micropip", "pyodide", "pyodide_js"}


@dataclass(frozen=True)
class Import:
    """One imported module, as it is written, and where."""

    module: str  # "fastapi.testclient"; leading dots for a relative import
    names: tuple[str, ...]  # what `from module import ...` takes
    line: int
    optional: bool


class Imports:
    """Finds the demands of a project's imports. Keeps what it has read of unchanged files."""

    def __init__(self) -> None:
        self._parsed: dict[Path, tuple[bytes, list[Import]]] = {}

    def demands(
        self,
        root: Path,
        entry: str | None,
        carried: dict[str, list[str]],
        provided: Callable[[str], bool] | None = None,
    ) -> list[Demand]:
        """What the app's files import and nothing provides, each distribution once.

        Starts at `entry` (None: at all files) and follows imports inside the project. `carried`
        is what the host has: distribution -> top-level modules.
        """
        provided = provided or is_importable
        modules = _by_module(carried)
        found: dict[str, Demand] = {}
        for path, imported in self._reachable(root, entry):
            origin = Origin(path, imported.line, imported.module)
            for name, optional in _distributions(imported, modules, provided):
                known = found.get(name)
                if known is None or (known.optional and not optional):
                    found[name] = Demand(Requirement(name), origin, optional=optional)
        return list(found.values())

    def distributions(
        self, root: Path, entry: str | None, carried: dict[str, list[str]]
    ) -> set[str]:
        """All distributions that the app's files import, there or not."""
        demands = self.demands(root, entry, carried, provided=lambda _: False)
        return {demand.name for demand in demands}

    def _reachable(self, root: Path, entry: str | None) -> Iterator[tuple[str, Import]]:
        """Every import of a module outside the project, with the file it is in."""
        start = [root / entry] if entry is not None else sorted(root.rglob("*.py"))
        folders = [root, root / "src", *(file.parent for file in start[:1])]
        waiting, seen = list(start), set(start)
        while waiting:
            file = waiting.pop(0)
            for imported in self._imports(file):
                own = _own_files(imported, file, folders)
                for other in own:
                    if other not in seen:
                        seen.add(other)
                        waiting.append(other)
                if not own and not imported.module.startswith("."):
                    yield file.relative_to(root).as_posix(), imported

    def _imports(self, file: Path) -> list[Import]:
        try:
            source = file.read_bytes()
        except OSError:
            return []
        known = self._parsed.get(file)
        if known is None or known[0] != source:
            try:
                tree = parse(source)
            except SyntaxError:
                return []  # says so itself when it is compiled
            visitor = _Visitor()
            visitor.visit(tree)
            known = self._parsed[file] = (source, visitor.found)
        return known[1]


class _Visitor(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[Import] = []
        self._optional = 0

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.found.append(Import(alias.name, (), node.lineno, self._optional > 0))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        names = tuple(alias.name for alias in node.names)
        self.found.append(Import(module, names, node.lineno, self._optional > 0))

    def visit_If(self, node: ast.If) -> None:
        if not never_true(node.test):
            for child in node.body:
                self.visit(child)
        for child in node.orelse:
            self.visit(child)

    def visit_Try(self, node: ast.Try) -> None:
        caught = any(_catches_import_error(handler) for handler in node.handlers)
        self._optional += caught
        for child in node.body:
            self.visit(child)
        for handler in node.handlers:  # `except ImportError: import the_other`
            self.visit(handler)
        self._optional -= caught
        for child in (*node.orelse, *node.finalbody):
            self.visit(child)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._optional += 1
        self.generic_visit(node)
        self._optional -= 1

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._optional += 1
        self.generic_visit(node)
        self._optional -= 1

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Holds no import."""


def never_true(test: ast.expr) -> bool:
    """`TYPE_CHECKING`, and `__name__ == "__main__"`: the app is imported, not run."""
    match test:
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return True
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()]):
            return True
    return False


def _catches_import_error(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
    return any(isinstance(node, ast.Name) and node.id in names for node in caught)


def _own_files(imported: Import, file: Path, folders: list[Path]) -> list[Path]:
    """The project's files that this import runs, in the order it runs them; none if not its own."""
    dots = len(imported.module) - len(imported.module.lstrip("."))
    parts = [part for part in imported.module.lstrip(".").split(".") if part]
    if dots:
        folders = [file.parents[dots - 1]] if dots <= len(file.parents) else []
    for folder in folders:
        files, at = [], folder
        if parts and not ((at / parts[0]).is_dir() or (at / f"{parts[0]}.py").is_file()):
            continue
        for part in parts:
            at = at / part
            files += [at / "__init__.py", at.with_name(f"{part}.py")]
        for name in imported.names:
            files += [at / name / "__init__.py", at / f"{name}.py"]
        existing = [path for path in files if path.is_file()]
        if existing or (parts and (folder / parts[0]).is_dir()):
            return existing or [file]
    return []


def _distributions(
    imported: Import, modules: dict[str, str], provided: Callable[[str], bool]
) -> Iterator[tuple[str, bool]]:
    """The distributions that an import needs and that are not there, and whether it can do without.

    What is only implied can be done without: the library says so itself when it is used.
    """
    for module, name, distribution in IMPLIED:
        if _is_within(imported.module, module) and (name is None or name in imported.names):
            probe = next((m for m, d in modules.items() if d == distribution), None)
            if not provided(probe or distribution.replace("-", "_")):
                yield distribution, True
    top = imported.module.partition(".")[0]
    if top in sys.stdlib_module_names or top in _RUNTIME:
        return
    # Distributions that share a namespace are listed by their dotted names.
    candidates = [imported.module, *(f"{imported.module}.{name}" for name in imported.names)]
    for prefix in sorted(DISTRIBUTIONS, key=len, reverse=True):
        if "." in prefix and any(_is_within(candidate, prefix) for candidate in candidates):
            if not provided(prefix):
                yield DISTRIBUTIONS[prefix], imported.optional
            return
    if not provided(top):
        name = DISTRIBUTIONS.get(top) or modules.get(top) or canonicalize_name(top)
        yield name, imported.optional


def _is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _by_module(carried: dict[str, list[str]]) -> dict[str, str]:
    """Top-level module -> distribution; of several, the one of that name, else the first."""
    modules: dict[str, str] = {}
    for distribution, names in sorted(carried.items()):
        for name in names:
            if name not in modules or canonicalize_name(name) == distribution:
                modules[name] = distribution
    return modules


def is_importable(module: str) -> bool:
    """Whether the interpreter would find this module, without importing a top-level one."""
    if module in sys.modules:
        return True
    if not re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)*", module):
        return False
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError, AttributeError):
        return False
