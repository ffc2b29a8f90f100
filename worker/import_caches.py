"""What the import system remembers of the archive that the standard library is in.

In a browser it is one, which nothing changes, and whose table of contents takes 20 to 50 ms to
read.
"""

import os
from collections.abc import Iterable
from importlib.metadata import FastPath  # type: ignore[attr-defined]
from zipimport import zipimporter

_installed = ""


def install() -> None:
    """Let nobody read that archive's contents again: not after `importlib.invalidate_caches()`, nor
    to look for distributions, of which it has none."""
    global _installed
    library = os.path.dirname(os.__file__)
    if _installed == library:
        return
    _installed = library
    invalidate, look = zipimporter.invalidate_caches, FastPath.zip_children

    def invalidate_caches(self: zipimporter) -> None:
        if self.archive != library:
            invalidate(self)

    def zip_children(self: FastPath) -> Iterable[str]:
        found: Iterable[str] = () if self.root == library else look(self)
        return found

    zipimporter.invalidate_caches = invalidate_caches  # type: ignore[method-assign]
    FastPath.zip_children = zip_children
