"""Lists in which libraries remember what an app defines, and from which nothing is ever taken.

A server's process ends with its app, and these lists with it. Here the process goes on, and the
next version of the app would meet the definitions of the one before: SQLModel refuses a table that
is "already defined", Datasette keeps the old code of a plugin.
"""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

Owns = Callable[[ModuleType | None], bool]
"""Does the module come from the project?"""


def forget(owns: Owns) -> None:
    """Take out what the project's modules have put in. They must still be in `sys.modules`."""
    for name, forget_in in _REGISTRIES.items():
        library = sys.modules.get(name)
        if library is not None:
            forget_in(library, owns)


def _sqlmodel(library: Any, owns: Owns) -> None:
    """All SQLModel classes share one registry (names to classes) and one metadata (tables)."""
    registry, metadata = library.SQLModel._sa_registry, library.SQLModel.metadata
    kept = set()
    for mapper in list(registry.mappers):
        if owns(sys.modules.get(mapper.class_.__module__)):
            # What registry.dispose() does with all classes, those of installed packages included.
            registry._managers.pop(mapper.class_manager)
            registry._dispose_manager_and_mapper(mapper.class_manager)
        else:
            kept.add(mapper.local_table)
    for table in list(metadata.tables.values()):
        if table not in kept:  # also those without a class, which do not say where they are from
            metadata.remove(table)


def _datasette(library: Any, owns: Owns) -> None:
    """Every Datasette of the process shares one plugin manager."""
    for name, plugin in library.pm.list_name_plugin():
        if isinstance(plugin, ModuleType) and owns(plugin):
            library.pm.unregister(name=name)


_REGISTRIES: dict[str, Callable[[Any, Owns], None]] = {
    "sqlmodel": _sqlmodel,
    "datasette.plugins": _datasette,
}
