"""Gives a project the packages it needs before its app is imported.

`requirements` and `imports` say what that is, an `Installation` brings it, a `Backend` fetches and
unpacks.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement

from .distributions import COMPANIONS
from .errors import RestartNeeded
from .imports import Imports
from .installation import Installation, PackageFailure
from .messages import PageEvent
from .missed_imports import MissedImports
from .package_backend import Backend
from .prepared import Prepared
from .requirements import Demand, declared

logger = logging.getLogger("uvicorn.error")  # what the server has to say, in the console

REST = 1.0
"""Seconds that an import of an unknown package must stand before the index is asked for it."""


class PackageInstaller:
    """Keeps the installed packages in step with what the project needs.

    Nothing is ever removed: a package that nobody asks for any more does no harm.
    """

    def __init__(
        self,
        backend: Backend,
        emit: Callable[[PageEvent], None],
        missed: MissedImports,
        prepared: Prepared | None = None,
    ) -> None:
        self._backend = backend
        self._emit = emit
        self._missed = missed
        self._prepared = prepared
        self._imports = Imports()
        self._seen: dict[str, str] = {}
        """Name -> version of the distributions that nobody loaded has looked for in vain."""
        self._settled: tuple[object, ...] | None = None
        self._failure: PackageFailure | None = None
        self._noted: set[str] = set()
        self._opened = False  # what a project brings along was not typed just now
        self._looked_up: set[str] = set()
        self._told: dict[str, str] = {}

    async def ensure(self, root: Path, entry: str | None, *, fresh: bool) -> None:
        """Install what the project in `root` needs; `entry` is its app's file, project-relative.

        Does nothing while the project asks for what it asked for before. `fresh`: no app has been
        imported in this interpreter, so another one could do no better.

        :raises AppFailure: a package cannot be had, or a file asks for it in a wrong way
        :raises RestartNeeded: another version of a package has been imported, or a library that is
            loaded does without what is there now. Never in a fresh interpreter
        """
        needs = declared(root, entry)
        self._note(needs.notes)
        carried = {name: list(package.imports) for name, package in self._backend.carried().items()}
        if not needs.demands:
            needs.demands = await self._imported(root, entry, carried)
        needs.demands += _companions(needs.demands)
        key = (tuple(needs.demands), tuple(needs.constraints), needs.pre_releases)
        if key == self._settled:
            if self._failure is not None:
                raise self._failure
            return
        self._settled, self._failure = None, None
        try:
            imported = self._imports.distributions(root, entry, carried)
            await Installation(
                self._backend, self._emit, self._note, needs, imported, fresh=fresh
            ).run()
        except PackageFailure as failure:
            if failure.reason != "unreachable":  # else the next attempt may succeed
                self._settled, self._failure = key, failure
            raise
        self._look_for_missed(root, entry, fresh=fresh)
        self._tell()
        self._settled = key

    def loaded(self) -> tuple[list[str], list[str]]:
        """Distributions and modules that a snapshot of the project would spare the next start."""
        if self._prepared is None:
            return [], []
        installed, modules = self._prepared.loaded()
        return [f"{name} {url}" for name, url in sorted(installed.items())], modules

    def _tell(self) -> None:
        """Say which packages there are now, for who reads their sources."""
        wheels = self._backend.wheels()
        if wheels != self._told:
            self._told = wheels
            self._emit({"type": "packages", "wheels": wheels})

    def _look_for_missed(self, root: Path, entry: str | None, *, fresh: bool) -> None:
        """Has a library that goes on running looked for what has come in?"""
        seen, self._seen = self._seen, self._backend.installed()
        changed = sorted(name for name in self._seen if self._seen[name] != seen.get(name))
        if fresh:
            # The libraries that the app uses look from now on; those of the snapshot have looked.
            if self._prepared is not None:
                self._prepared.import_back(_folders(root, entry))
            return
        for name in changed:
            importer = self._missed.importer(self._backend.modules(name))
            if importer is not None:
                library = importer.partition(".")[0]
                raise RestartNeeded(f"{name} was installed, and {library} had looked for it")

    async def _imported(
        self, root: Path, entry: str | None, carried: dict[str, list[str]]
    ) -> list[Demand]:
        """What the project's imports ask for.

        A name that is being typed is an import of its first letters for a moment, and the index has
        packages of most short names: a new name must stand still before it is looked up there.
        """
        known = {*carried, *self._backend.installed(), *self._looked_up}
        demands = self._imports.demands(root, entry, carried)
        if self._opened and any(demand.name not in known for demand in demands):
            await asyncio.sleep(REST)
            before = {demand.name for demand in demands}
            demands = [
                demand
                for demand in self._imports.demands(root, entry, carried)
                if demand.name in known or demand.name in before
            ]
        self._opened = True
        self._looked_up |= {demand.name for demand in demands}
        return demands

    def _note(self, notes: Iterable[str]) -> None:
        """Say each thing once, not at every edit."""
        for note in notes:
            if note not in self._noted:
                self._noted.add(note)
                logger.info(note)


def _folders(root: Path, entry: str | None) -> list[Path]:
    """Where the project's modules are found first."""
    beside = [] if entry is None else [root / parent for parent in PurePosixPath(entry).parents]
    return [root, root / "src", *beside]


def _companions(demands: list[Demand]) -> list[Demand]:
    return [
        Demand(Requirement(COMPANIONS[demand.name]), demand.origin, chain=(demand.name,))
        for demand in demands
        if demand.name in COMPANIONS
    ]
