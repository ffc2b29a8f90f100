"""Packages that a snapshot holds imported, and out of sight until a project needs them.

Importing FastAPI takes longer than all else that a start does. A snapshot can hold its modules as
the import has left them; but a project that does not ask for FastAPI must not find it. So the build
*sets aside* the files and the modules of such packages, and the installer *brings back* what it
would have installed. The import that follows finds everything done.

What comes back is what an import would make of it now:

- The modules of a package come with those that they have taken hold of, or not at all: then the
  files are there, and the app imports them.
- A project with files of the same names (`anyio.py`) imports its own.
- What a library has looked for in vain it looks for again where that is there meanwhile; where it
  is too late for that, none come back.

A snapshot of one project's own packages has those of the build as this project's have left them:
its modules come back all or none, and only where exactly the same is installed again.
"""

import contextlib
import importlib
import importlib.metadata
import io
import os
import shutil
import sys
import warnings
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .imports import is_importable
from .missed_imports import MissedImports
from .requirements import applies
from .second_look import Look, second_look

Modules = dict[str, ModuleType]


@dataclass
class _Package:
    """A distribution that was set aside."""

    info: str = ""  # name of its .dist-info folder
    depends: set[str] = field(default_factory=set)  # those that were set aside, too
    modules: Modules = field(default_factory=dict)
    carried: bool = True  # it came with asgipad
    url: str | None = None  # that somebody has asked for; None: none, or it came from an index


@dataclass(frozen=True)
class _Project:
    """What was imported of one project's packages."""

    installed: dict[str, str]  # as _installed says
    modules: Modules


class Prepared:
    """What is set aside, in `folder`, of what was installed in `site_packages`.

    `root` is the project's folder. `missed` has listened while the packages were imported.
    """

    def __init__(self, root: Path, folder: Path, site_packages: Path) -> None:
        self.missed = MissedImports(root)
        self._folder = folder
        self._site_packages = site_packages
        self._packages: dict[str, _Package] = {}
        self._library: Modules = {}
        """Modules of the standard library that only these packages have imported."""
        self._looks: dict[tuple[str, str], Look | None] = {}
        """Importer and what it has missed -> what lets it look again."""
        self._back: set[str] = set()
        self._linked: Modules = {}
        self._shadowed: set[str] = set()
        """Modules that are not found in their package: it has something else of that name, or
        nothing."""
        self._always: tuple[Collection[str], Collection[str]] = (), ()
        """What is installed, and imported, where no project has asked for anything."""
        self._ours: set[str] = set()
        """Names in site-packages of what is always installed: `micropip`."""
        self._known: set[str] = set()
        """What the build has, as .dist-info folders."""
        self._project: _Project | None = None

    # before a snapshot is taken

    def set_aside(self, names: Iterable[str], before: set[str]) -> None:
        """Take installed distributions, and what of them is imported, out of sight.

        `before`: the modules that were there without them.
        """
        others = [sys.modules[name] for name in sorted(sys.modules.keys() - before)]
        for found, importers in self.missed.direct().items():
            for importer in importers & sys.modules.keys():
                if (importer, found) not in self._looks:
                    self._looks[importer, found] = _look(sys.modules[importer], found, others)
        owners = self._move_out(names)
        for owner, name, module in self._unlink_owned(owners, before):
            kept = self._packages[owner].modules if owner else self._library
            kept[name] = module
        self._always = set(_installed(self._site_packages)), set(sys.modules)
        self._ours = {path.stem for path in self._site_packages.iterdir()}
        self._known = {package.info for package in self._packages.values()} | self._always[0]

    def set_aside_project(self, modules: Iterable[str], urls: Mapping[str, str]) -> None:
        """Take all that was installed for a project out of sight, with `modules` of it imported.

        `urls`: those that somebody has asked for, by the names of the distributions.

        :raises RuntimeError: one of them cannot be imported without the app, or says something
        """
        before = sys.modules.keys() - self._linked.keys()
        said = io.StringIO()
        with (
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
            warnings.catch_warnings(record=True) as warned,
        ):
            for name in modules:
                try:
                    importlib.import_module(name)
                except Exception as exc:
                    raise RuntimeError(f"{name} cannot be imported alone: {exc!r}") from exc
        told = [said.getvalue(), *(str(warning.message) for warning in warned)]
        if any(told):
            raise RuntimeError(f"an import says something: {' '.join(told).strip()}")
        installed = _installed(self._site_packages)
        names = [_name(info) for info in installed if info not in self._always[0]]
        owners = self._move_out(names)
        for name in names:
            self._packages[name].url = urls.get(name)
        kept = {name: module for _, name, module in self._unlink_owned(owners, before)}
        self._project = _Project(installed, kept)

    def _move_out(self, names: Iterable[str]) -> dict[str, str]:
        """Take the files of distributions away; which file was whose."""
        files = {name: _files(name, self._site_packages) for name in names}
        for name, paths in files.items():
            requirements = map(Requirement, importlib.metadata.requires(name) or [])
            needed = {str(canonicalize_name(need.name)) for need in requirements if applies(need)}
            package = self._packages.setdefault(name, _Package())
            package.depends = needed & (files.keys() | self._packages.keys())
            package.info = next(p.parent.name for p in paths if p.parent.suffix == ".dist-info")
            package.carried = not (self._site_packages / package.info / "PYODIDE_URL").exists()
            shutil.rmtree(self._folder / name, ignore_errors=True)  # another version's
            for path in paths:
                target = self._folder / name / path
                target.parent.mkdir(parents=True, exist_ok=True)
                (self._site_packages / path).rename(target)
        _remove_empty_folders(self._site_packages)
        self._back -= files.keys()
        return {str(path): name for name, paths in files.items() for path in paths}

    def _unlink_owned(
        self, owners: dict[str, str], before: Collection[str]
    ) -> list[tuple[str, str, ModuleType]]:
        """Take what was imported since `before` away: whose ("": nobody's), its name, itself."""
        imported = sorted(sys.modules.keys() - before)
        # All before any is gone: a namespace package asks its parent where it is.
        found = [(self._owner(name, owners), name) for name in imported]
        owned = [(owner, name, sys.modules[name]) for owner, name in found if owner is not None]
        names = [name for _, name, _ in owned]
        self._shadowed.difference_update(names)
        self._shadowed.update(name for name in names if not _is_in_its_package(name))
        for name in names:
            _unlink(name)
        self._linked = {}
        importlib.invalidate_caches()
        return owned

    def _owner(self, name: str, owners: dict[str, str]) -> str | None:
        """The distribution of a module, "" for the standard library; None: it stays."""
        module = sys.modules[name]
        file = getattr(module, "__file__", None)
        if name.partition(".")[0] in sys.stdlib_module_names:
            return "" if file else None  # a built-in one is found before any file
        for place in [file] if file else list(getattr(module, "__path__", [])):
            if Path(place).is_relative_to(self._site_packages):
                path = str(Path(place).relative_to(self._site_packages))
                for known, owner in owners.items():
                    if known == path or known.startswith(f"{path}/"):
                        return owner
        return None

    # after it was restored

    def offers(self, requirement: Requirement, *, pre_releases: bool) -> bool:
        """Is one set aside that was installed for this, and still would be?"""
        package = self._packages.get(canonicalize_name(requirement.name))
        if package is None or package.carried or package.url != requirement.url:
            return False
        version = package.info.removesuffix(".dist-info").rpartition("-")[2]
        return bool(requirement.url) or requirement.specifier.contains(
            version, pre_releases or None
        )

    def loaded(self) -> tuple[dict[str, str], list[str]]:
        """What is installed and imported, where that is more than the build has: for a snapshot.

        Distributions, as their .dist-info folders and where they came from, and modules in the
        order of their imports. Nothing where Python started without a snapshot.
        """
        installed = _installed(self._site_packages)
        if not self._packages or installed.keys() <= self._known:
            return {}, []
        here = f"{self._site_packages}{os.sep}"
        modules = [
            name
            for name, module in list(sys.modules.items())
            if name not in self._always[1]
            and name.partition(".")[0] not in self._ours
            and str(getattr(module, "__file__", None) or "").startswith(here)
        ]
        return installed, modules

    def bring_back(self, names: Iterable[str]) -> set[str]:
        """Install those of `names` that were set aside; returns which. None may be installed."""
        ready = {name for name in names if name in self._packages} - self._back
        for name in ready:
            _move_into(self._folder / name, self._site_packages)
        self._back |= ready
        importlib.invalidate_caches()
        return ready

    def carried(self) -> set[str]:
        """Those that are set aside in the versions that come with asgipad."""
        return {name for name, package in self._packages.items() if package.carried}

    def back(self) -> list[str]:
        """What is brought back, and not replaced by another version."""
        return sorted(name for name in self._back if self._is_untouched(name))

    def import_back(self, folders: Iterable[Path]) -> None:
        """Have what came back imported, if that is what an import would do.

        Only in an interpreter in which no app has imported anything yet, and when all is installed
        that the project needs. `folders`: those of its own modules.
        """
        for name in self._linked:
            if sys.modules.get(name) is self._linked[name]:
                _unlink(name)
        self._linked = {}
        files = (path for folder in folders for path in folder.glob("*"))
        own = {path.stem if path.suffix == ".py" else path.name for path in files}
        if self._project is not None:
            if self._is_same(self._project, own):
                self._link_all(self._project.modules)
            return
        ready = set(self.back())
        while unfit := {name for name in ready if not self._fits(name, ready, own)}:
            ready -= unfit
        if not ready or not own.isdisjoint(_tops(self._library)):
            return
        modules = self._library.copy()
        for name in ready:
            modules |= self._packages[name].modules
        looks: list[tuple[Look, str, bool]] = []
        for found, importers in self.missed.direct().items():
            waiting = importers & modules.keys()
            if not waiting or not is_importable(found):
                continue
            rehearsed = found in modules
            for importer in sorted(waiting):
                look = self._looks.get((importer, found))
                if look is None:
                    return
                looks.append((look, importer, rehearsed))
        self._link_all(modules)
        for look, importer, rehearsed in looks:
            look.take(modules, importer, rehearsed=rehearsed)

    def _link_all(self, modules: Modules) -> None:
        self._linked = modules
        for module in sorted(modules):  # parents first
            _link(module, modules[module], shadowed=module in self._shadowed)

    def _is_same(self, project: _Project, own: set[str]) -> bool:
        """Would its imports find now what they have found, and miss what they have missed?"""
        names = project.modules.keys() | self.missed.direct().keys()
        return (
            _installed(self._site_packages) == project.installed
            and own.isdisjoint(_tops(names))
            and sys.modules.keys().isdisjoint(project.modules)
        )

    def _is_untouched(self, name: str) -> bool:
        """Is it still this distribution that is installed, not another version or another wheel?"""
        info = self._site_packages / self._packages[name].info
        return info.is_dir() and not (info / "PYODIDE_URL").exists()

    def _fits(self, name: str, ready: set[str], own: set[str]) -> bool:
        """`own`: the modules of the project that would be found first."""
        package = self._packages[name]
        return (
            package.depends <= ready
            and sys.modules.keys().isdisjoint(package.modules)
            and own.isdisjoint(_tops(package.modules))
        )


def _look(importer: ModuleType, found: str, others: Iterable[ModuleType]) -> Look | None:
    """Rehearsed, where what it has missed has been imported meanwhile."""
    look = second_look(importer, found)
    if look is None or not look.settle(importer, others):
        return None
    if found in sys.modules:
        look.rehearse(importer)
    return look


def _tops(modules: Iterable[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}


def _files(name: str, site_packages: Path) -> list[Path]:
    """What a distribution has installed, relative to site-packages."""
    info = next(path for path in site_packages.glob("*.dist-info") if _name(path.name) == name)
    listed = importlib.metadata.Distribution.at(info).files or []
    paths = {Path(path) for path in listed if (site_packages / path).is_file()}
    beside = {path.relative_to(site_packages) for path in info.rglob("*") if path.is_file()}
    return sorted(paths | beside)


def _installed(site_packages: Path) -> dict[str, str]:
    """.dist-info folder -> the URL that it came from, "" for what came with asgipad."""
    urls = {info.name: info / "PYODIDE_URL" for info in site_packages.glob("*.dist-info")}
    return {name: url.read_text("utf-8") if url.exists() else "" for name, url in urls.items()}


def _name(info: str) -> str:
    return str(canonicalize_name(info.removesuffix(".dist-info").rpartition("-")[0]))


def _is_in_its_package(name: str) -> bool:
    parent, _, child = name.rpartition(".")
    return parent in sys.modules and vars(sys.modules[parent]).get(child) is sys.modules[name]


def _link(name: str, module: ModuleType, *, shadowed: bool) -> None:
    """Do what an import ends with."""
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent in sys.modules and not shadowed:
        setattr(sys.modules[parent], child, module)


def _unlink(name: str) -> None:
    if _is_in_its_package(name):
        parent, _, child = name.rpartition(".")
        delattr(sys.modules[parent], child)
    del sys.modules[name]


def _move_into(source: Path, target: Path) -> None:
    """Move what a folder holds into another one that may have the same folders."""
    for child in list(source.iterdir()):
        place = target / child.name
        if child.is_dir() and place.is_dir():
            _move_into(child, place)
        else:
            child.replace(place)
    source.rmdir()


def _remove_empty_folders(top: Path) -> None:
    for folder, _, _ in os.walk(top, topdown=False):
        if folder != str(top) and not os.listdir(folder):
            os.rmdir(folder)
