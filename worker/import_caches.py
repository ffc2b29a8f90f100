"""What the import system remembers of folders."""

import importlib
import os
import sys


def forget_folders() -> None:
    """`importlib.invalidate_caches()`, but for the archive that the standard library is in.

    In a browser it is one, which nothing changes, and whose table of contents takes 50 ms to read.
    """
    library = os.path.dirname(os.__file__)
    finder = sys.path_importer_cache.pop(library, None)
    try:
        importlib.invalidate_caches()
    finally:
        if finder is not None and os.path.isfile(library):
            sys.path_importer_cache[library] = finder
