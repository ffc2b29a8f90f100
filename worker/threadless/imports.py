"""Patch a module right after it is imported, whoever imports it, without importing it first."""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

Patch = Callable[[ModuleType], None]


class _PatchingFinder(MetaPathFinder):
    """Finds nothing itself: lets the others find, and adds the patch to what they found."""

    def __init__(self) -> None:
        self.patches: dict[str, list[Patch]] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self.patches:
            return None
        for finder in sys.meta_path:
            if finder is self:
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None:
                    self._patch_after_exec(name, spec.loader)
                return spec
        return None

    def _patch_after_exec(self, name: str, loader: object) -> None:
        execute: Patch = loader.exec_module  # type: ignore[attr-defined]

        def exec_module(module: ModuleType) -> None:
            # A zipimporter is one loader for all modules of its archive: undo this first.
            del loader.exec_module  # type: ignore[attr-defined]
            execute(module)
            for patch in self.patches[name]:
                patch(module)

        loader.exec_module = exec_module  # type: ignore[attr-defined]


_finder = _PatchingFinder()


def when_imported(name: str, patch: Patch) -> None:
    """Call `patch(module)` after every import of `name`; at once if it is imported already."""
    _finder.patches.setdefault(name, []).append(patch)
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    if name in sys.modules:
        patch(sys.modules[name])
