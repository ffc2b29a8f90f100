"""What the import system remembers of folders, and of the archive that the standard library is in.

In a browser it is one, which nothing changes, and whose table of contents takes 20 to 50 ms to
read.
"""

import importlib
import importlib.metadata
import os
import sys
from collections.abc import Iterable
from importlib.metadata import FastPath  # type: ignore[attr-defined]


def install() -> None:
    """Spare importlib.metadata the look into that archive, which holds no distribution."""
    library = os.path.dirname(os.__file__)
    look = FastPath.zip_children

    def zip_children(self: FastPath) -> Iterable[str]:
        found: Iterable[str] = () if self.root == library else look(self)
        return found

    FastPath.zip_children = zip_children


def forget_folders() -> None:
    """`importlib.invalidate_caches()`, but for that archive."""
    library = os.path.dirname(os.__file__)
    finder = sys.path_importer_cache.pop(library, None)
    try:
        importlib.invalidate_caches()
    finally:
        if finder is not None and os.path.isfile(library):
            sys.path_importer_cache[library] = finder
