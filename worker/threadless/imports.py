"""Patch a module right after it is imported, whoever imports it, without importing it first."""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

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
                    spec.loader = _PatchingLoader(spec.loader, self.patches[name])  # type: ignore[assignment]
                return spec
        return None


class _PatchingLoader:
    """Stands before the real loader until the module is there.

    The real one is left alone: a zipimporter, or pytest's, is one for many modules.
    """

    def __init__(self, loader: Any, patches: list[Patch]) -> None:
        self._loader = loader
        self._patches = patches

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        for patch in self._patches:
            patch(module)


def _stay_first(rewriting: Any) -> None:
    """Pytest puts a finder before all others, which would find without asking this one."""
    install: Callable[[Any], Any] = rewriting.install_importhook

    def install_importhook(config: Any) -> Any:
        hook = install(config)
        sys.meta_path.remove(_finder)
        sys.meta_path.insert(0, _finder)
        return hook

    rewriting.install_importhook = install_importhook


_finder = _PatchingFinder()
_finder.patches["_pytest.assertion"] = [_stay_first]


def when_imported(name: str, patch: Patch) -> None:
    """Call `patch(module)` after every import of `name`; at once if it is imported already."""
    _finder.patches.setdefault(name, []).append(patch)
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    if name in sys.modules:
        patch(sys.modules[name])
