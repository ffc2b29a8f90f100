"""What a memory snapshot needs of Python: warm before it is taken, fresh after it is restored.

See snapshot.js. A restored interpreter goes on where that of the build was: all that should differ
from run to run must be made anew.
"""

import gc
import importlib
import inspect
import linecache
import os
import random
import re
import sys
import tempfile

from . import import_caches


async def warm(name: str) -> None:
    """Import a module, and let it do beforehand what it does at every start: its `warm`."""
    import_caches.install()
    module = importlib.import_module(name)
    prepare = getattr(module, "warm", None)
    if prepare is not None:
        done = prepare()
        if inspect.isawaitable(done):
            await done


def tidy() -> None:
    """Let go of what only this run of the interpreter needs."""
    os.environ.pop("PYTHONHASHSEED", None)  # of the build: the strings in memory keep their hashes
    while "" in sys.path:
        sys.path.remove("")  # Pyodide puts another one there
    linecache.clearcache()
    re.purge()
    for path in sys.path_importer_cache.keys() - {os.path.dirname(os.__file__)}:
        del sys.path_importer_cache[path]  # they hold archives open
    importlib.invalidate_caches()
    for _ in range(3):
        gc.collect()
    # What was frozen counts as looked at (CPython 3.14, Python/gc.c). The first automatic
    # collection would else go over all of it, in the middle of a start.
    gc.freeze()
    gc.unfreeze()


def freshen() -> None:
    """Begin a new run: what was drawn by chance is drawn again."""
    random.seed()
    tempfile._name_sequence = None  # type: ignore[attr-defined]
