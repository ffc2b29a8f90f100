"""What libraries have looked for in vain: a module that is loaded keeps the answer.

Starlette parses no forms until the interpreter ends if python-multipart is not there at its own
import: `try: import python_multipart`, `except ModuleNotFoundError: python_multipart = None`.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import FrameType, ModuleType

_OURS = __name__.partition(".")[0]

_TRANSPARENT = {f"{_OURS}.threadless.imports", __name__, *sys.stdlib_module_names}
"""These ask on behalf of their callers."""

_RUNTIME = {_OURS, "__main__", "_pyodide", "micropip", "pyodide"}
"""These ask again each time."""


class MissedImports(MetaPathFinder):
    """The last finder: whoever gets here looks for a module that is not there.

    Imports and probes (`importlib.util.find_spec`) by the project below `root` do not count: its
    modules are loaded anew with every version of the app.
    """

    def __init__(self, root: Path) -> None:
        self._root = str(root) + os.sep
        self._missed: dict[
            str, dict[str, None]
        ] = {}  # module -> who looked for it, innermost first
        self._direct: dict[str, dict[str, None]] = {}  # module -> the innermost of these

    def install(self) -> None:
        """Listen from now on."""
        sys.meta_path.append(self)

    def uninstall(self) -> None:
        sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        importers = list(self._importers(sys._getframe()))
        self._missed.setdefault(name, {}).update(dict.fromkeys(importers))
        self._direct.setdefault(name, {}).update(dict.fromkeys(importers[:1]))
        return None

    def importer(self, modules: Iterable[str]) -> str | None:
        """A loaded module that has looked for one of `modules`, which were not there before."""
        for name in sorted(self._missed.keys() & _with_parents(modules)):
            for importer in self._missed[name]:
                # One whose import has failed is not loaded, and looks again.
                if importer in sys.modules:
                    return importer
        return None

    def direct(self) -> dict[str, set[str]]:
        """What was missed, and the modules whose own code has looked for it."""
        return {name: set(importers) for name, importers in self._direct.items()}

    def _importers(self, frame: FrameType | None) -> Iterator[str]:
        """The libraries' modules that wait for an answer: between the project, or us, and it."""
        while frame is not None:
            name = str(frame.f_globals.get("__name__", ""))
            top = name.partition(".")[0]
            if not {name, top} & _TRANSPARENT:
                file = str(frame.f_globals.get("__file__") or frame.f_code.co_filename)
                if top in _RUNTIME or file.startswith(self._root):
                    return
                yield name
            frame = frame.f_back


def _with_parents(modules: Iterable[str]) -> set[str]:
    """A namespace package has no file of its own."""
    found: set[str] = set()
    for module in modules:
        while module:
            found.add(module)
            module = module.rpartition(".")[0]
    return found
