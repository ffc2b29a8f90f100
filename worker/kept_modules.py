"""Modules of the project that a reload need not import again.

A module is kept if nobody can tell it from one that was just imported:

- Its file is the one that it was imported from, and no other file of the project has come or gone.
- Its import did nothing but define (see plain_code.py), and what it has defined is as it was
  right after that (see module_state.py).
- All this holds for every module of the project that it imports, wherever in its code.

Nor is it simply left in `sys.modules`: there a module would be found that nobody imports any more.
It is put aside, and comes back when it is imported, after those that its own code would import.
"""

import ast
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from .module_imports import ModuleImports
from .module_state import ModuleState, Opaque
from .plain_code import only_defines
from .syntax import parse


@dataclass(eq=False)
class _Import:
    """What is known of a module that was imported; `state` only of one that may be kept."""

    module: ModuleType
    source: bytes
    needs: dict[str, None] = field(default_factory=dict)  # the project's, in their order
    later: set[str] = field(default_factory=set)  # modules that its functions import
    state: ModuleState | None = None
    judged: bool = False
    taken: list[tuple[str, str, object]] = field(default_factory=list)
    """What it has taken from libraries: module, attribute, value."""
    search: tuple[object, ...] = ()  # where imports were looked for


class KeptModules(MetaPathFinder):
    """Watches the imports of the project below `root`; `owns` says which modules are its own."""

    def __init__(self, root: Path, owns: Callable[[ModuleType | None], bool]) -> None:
        self._root = root
        self._owns = owns
        self._imports: dict[str, _Import] = {}
        self._aside: dict[str, _Import] = {}
        self._hopeless: dict[str, bytes] = {}
        """Module -> source of which it is known that its import does more than define."""
        self._files: set[str] = set()
        self._names: set[str] = set()
        self._installed: dict[str, int | None] = {}
        self._importing: list[str] = []
        self._owned: dict[str, bool] = {}

    # while the app is imported

    def watch(self) -> None:
        """Note what is imported from now on, and bring back what was put aside."""
        self._owned.clear()
        self._files = set(_python_files(str(self._root)))
        self._names = {os.path.basename(path).partition(".")[0] for path in self._files}
        self._installed = {path: _changed_at(path) for path in sys.path if not self._is_in(path)}
        self._importing = []
        sys.meta_path.insert(0, self)

    def unwatch(self) -> None:
        """The app is imported. What it has not asked for is dropped."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        self._aside = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.rpartition(".")[2] not in self._names:  # quick for all that libraries import
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader or not self._is_own(spec):
            return None
        kept = self._aside.get(name)
        if kept is not None and self._is_usable(name, kept, spec):
            spec.loader = _Back(self, kept.module)  # type: ignore[assignment]
        else:
            spec.loader = _Watched(self, spec.loader)  # type: ignore[assignment]
        return spec

    def _is_own(self, spec: ModuleSpec) -> bool:
        return spec.origin is not None and self._is_in(spec.origin)

    def _is_in(self, path: str) -> bool:
        return path == str(self._root) or path.startswith(f"{self._root}{os.sep}")

    def _is_usable(self, name: str, kept: _Import, spec: ModuleSpec) -> bool:
        """Would the import make the same of it now?

        What has run since may have changed where imports are looked for, a library, or those of
        its modules that are back already.
        """
        if spec.origin != kept.module.__file__:
            return False
        for each in _closure(name, self._imports | self._aside):
            known = self._aside.get(each)
            if known is None or known.search != _search() or known.state is None:
                return False
            if any(_differs(*taken) for taken in known.taken):
                return False
            loaded = sys.modules.get(each)
            if loaded is not None and (loaded is not known.module or not known.state.unchanged()):
                return False
        return True

    def begin(self, module: ModuleType) -> None:
        self._importing.append(module.__name__)

    def end(self, module: ModuleType, source: bytes | None) -> None:
        """The import of `module` has come to its end; `source` is None if it has failed."""
        name = module.__name__
        self._importing.remove(name)
        if source is None or sys.modules.get(name) is not module:
            self._imports.pop(name, None)
            return
        known = self._imports[name] = _Import(module, source, search=_search())
        if self._hopeless.get(name) != source:
            try:
                known.state = ModuleState(module, self._is_loaded)
            except Opaque:
                self._hopeless[name] = source

    def judge(self) -> None:
        """Read the code of what was imported: the part of the work that can wait for a rest."""
        for name, known in self._imports.items():
            if known.state is not None and not known.judged:
                known.judged = True
                if not self._judge(name, known, known.state):
                    known.state = None
                    self._hopeless[name] = known.source

    def _judge(self, name: str, known: _Import, state: ModuleState) -> bool:
        try:
            tree = parse(known.source)
        except SyntaxError:
            return False
        nodes = list(ast.walk(tree))
        imports = ModuleImports(tree, nodes, known.module, self._is_loaded)
        known.needs = {each: None for each in imports.needs if self._has_file(each)}
        known.later = imports.later
        known.taken = [
            (library, attribute, state.names[name])
            for name, (library, attribute) in imports.libraries.items()
            if name in state.names
        ]
        if not state.opaque <= imports.libraries.keys():
            return False
        return only_defines(tree, nodes, name, state.names, self._is_loaded)

    def back(self, name: str) -> None:
        """A module that was kept is there again; import what its code would import."""
        kept = self._imports[name] = self._aside[name]
        for each in kept.needs:
            importlib.import_module(each)

    def _has_file(self, name: str) -> bool:
        """A namespace package has none, and nothing in it that could change."""
        return getattr(sys.modules.get(name), "__file__", None) is not None

    def _is_loaded(self, name: str) -> bool:
        """Is it a module of the project?"""
        known = self._owned.get(name)
        if known is None:
            known = name in self._importing or self._owns(sys.modules.get(name))
            if name in sys.modules:
                self._owned[name] = known
        return known

    # between two versions of the app

    def put_aside(self) -> set[str]:
        """Choose what can be kept. Its names; the caller takes it out of `sys.modules`."""
        self.judge()
        imports, self._imports, self._aside = self._imports, {}, {}
        installed = {path: _changed_at(path) for path in self._installed}
        if installed != self._installed or self._files != set(_python_files(str(self._root))):
            return set()
        kept = {name: known for name, known in imports.items() if self._is_unchanged(name, known)}
        kept = {name: known for name, known in kept.items() if not _in_circle(name, imports)}
        while gone := _unsupported(kept):
            for name in gone:
                del kept[name]
        for known in kept.values():
            assert known.state is not None
            known.state.forget_submodules()
        self._aside = kept
        return set(kept)

    def ids(self) -> set[int]:
        """Of the modules that are put aside."""
        return {id(known.module) for known in self._aside.values()}

    def drop(self) -> None:
        """Keep nothing."""
        self._imports, self._aside = {}, {}

    def _is_unchanged(self, name: str, known: _Import) -> bool:
        if known.state is None or sys.modules.get(name) is not known.module:
            return False
        try:
            source = Path(str(known.module.__file__)).read_bytes()
        except OSError:
            return False
        return source == known.source and known.state.unchanged()


class _Watched:
    """Loads a module as `loader` does, and has it judged."""

    def __init__(self, keeper: KeptModules, loader: SourceFileLoader) -> None:
        self._keeper = keeper
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        module.__spec__.loader = module.__loader__ = self._loader
        source = None
        self._keeper.begin(module)
        try:
            self._loader.exec_module(module)
            source = self._loader.get_data(self._loader.path)
        finally:
            self._keeper.end(module, source)


class _Back:
    """Brings a module back instead of loading it."""

    def __init__(self, keeper: KeptModules, module: ModuleType) -> None:
        self._keeper = keeper
        self._module = module
        self._spec = module.__spec__

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._spec
        self._keeper.back(module.__name__)


def _hide(function: Any) -> None:
    """Count as a part of the import system: it takes its own frames out of tracebacks."""
    function.__code__ = function.__code__.replace(co_filename="<frozen importlib._bootstrap>")


_hide(_Watched.exec_module)


def _differs(library: str, attribute: str, value: object) -> bool:
    """Has somebody put another object into a library?"""
    module = sys.modules.get(library)
    return module is not None and vars(module).get(attribute, value) is not value


def _changed_at(folder: str) -> int | None:
    """When something was last put into it: an installation puts in the package's description."""
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return None


def _search() -> tuple[object, ...]:
    return (*sys.path, *sys.meta_path, *sys.path_hooks)


def _python_files(folder: str) -> Iterator[str]:
    """All that an import could find."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name.isidentifier() and entry.name not in _NO_PACKAGES:
                    yield entry.path
                    yield from _python_files(entry.path)
            elif entry.name.endswith((".py", ".pyc", ".so", ".pth")):
                yield entry.path


_NO_PACKAGES = {"__pycache__", "node_modules"}


def _closure(name: str, imports: dict[str, _Import]) -> set[str]:
    found, waiting = {name}, [name]
    while waiting:
        known = imports.get(waiting.pop())
        for each in known.needs if known is not None else ():
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found


def _in_circle(name: str, imports: dict[str, _Import]) -> bool:
    """Does it matter who is imported first? Not if that is always the common package."""
    circle = {each for each in _closure(name, imports) if name in _closure(each, imports)}
    return not any(
        all(other == each or other.startswith(f"{each}.") for other in circle) for each in circle
    )


def _derived(kind: type) -> list[type]:
    return type.__subclasses__(kind)


def _unsupported(kept: dict[str, _Import]) -> list[str]:
    """Those that import something which is not kept, or that such a thing is derived from."""
    states = {name: known.state for name, known in kept.items() if known.state is not None}
    classes = {key for state in states.values() for key in state.classes}
    return [
        name
        for name, state in states.items()
        if not (kept[name].needs.keys() | kept[name].later | state.refers_to) <= kept.keys()
        or any(
            id(derived) not in classes
            for each in state.classes.values()
            for derived in _derived(each)
        )
    ]
