"""Installs packages in Pyodide: from what the host carries, then from an index through micropip.

Imports pyodide and micropip only when it is used, so that it can be looked at elsewhere.
"""

import asyncio
import importlib
import importlib.metadata
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from email.parser import HeaderParser
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from packaging.requirements import Requirement
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from .package_backend import Carried, Refused
from .prepared import Prepared

logger = logging.getLogger("uvicorn.error")

POLL = 0.05
"""Seconds between two looks at which packages Pyodide has loaded: it tells only at the end."""

JSON = "application/vnd.pypi.simple.v1+json"


class MicropipBackend:
    """A `packages.Backend`. `index` is the URL of a simple index (PEP 503, 691); None: micropip's.

    It may hold `{package_name}`; without, the name is appended.
    """

    def __init__(self, index: str | None, prepared: Prepared | None = None) -> None:
        self._prepared = prepared
        self._index = None if index is None else index.rstrip("/")
        self._infos: dict[str, Path] = {}
        """What `installed` has found last, which is what the others tell of."""
        self.urls: dict[str, str] = {}
        """Of the distributions that were asked for by their URLs."""

    def carried(self) -> dict[str, Carried]:
        return _carried()

    def installed(self) -> dict[str, str]:
        """From the names of the .dist-info folders: reading all their metadata takes long."""
        self._infos = {}
        found: dict[str, str] = {}
        for info in _info_folders():
            name, version = _name_and_version(info.name)
            self._infos[name] = info
            found[name] = version
        return found

    def requires(self, name: str) -> list[str]:
        metadata = self._infos[name] / "METADATA"
        return _requires(metadata, metadata.stat().st_mtime_ns)

    def modules(self, name: str) -> set[str]:
        found: set[str] = set()
        for file in importlib.metadata.Distribution.at(self._infos[name]).files or []:
            if file.suffix in (".py", ".so"):
                parts = (*file.parts[:-1], file.name.partition(".")[0])
                found.add(".".join(part for part in parts if part != "__init__"))
        return found

    def is_imported(self, name: str) -> bool:
        return not self.modules(name).isdisjoint(sys.modules)

    def url(self, name: str) -> str | None:
        file = self._infos[name] / "PYODIDE_URL"
        return file.read_text("utf-8") if file.is_file() else None

    def wheels(self) -> dict[str, str]:
        urls = {name: self.url(name) for name in self.installed()}
        lock = _lock()
        return {
            name: url or str(lock[name]["file_name"])
            for name, url in urls.items()
            if url or name in lock
        }

    async def load(self, names: list[str], loaded: Callable[[str], None]) -> None:
        import pyodide_js
        from pyodide.ffi import to_js

        for name in self._bring_back(names):
            loaded(name)
        if not self._missing(names):
            return
        errors: list[str] = []
        options = {"messageCallback": logger.debug, "errorCallback": errors.append}
        before = set(self._loaded())
        loading = asyncio.ensure_future(pyodide_js.loadPackage(to_js(names), **options))
        while not loading.done():
            await asyncio.wait([loading], timeout=POLL)
            for name in set(self._loaded()) - before:
                before.add(name)
                loaded(name)
        loading.result()
        importlib.invalidate_caches()
        if missing := self._missing(names):
            # loadPackage logs what it could not load, and returns as if all were well.
            logger.error("\n".join(errors))
            raise Refused("broken", f"{', '.join(sorted(missing))} could not be loaded")

    def _bring_back(self, names: list[str]) -> set[str]:
        """Take from the snapshot what is there, without a download."""
        import pyodide_js

        if self._prepared is None:
            return set()
        back = self._prepared.bring_back(self._missing(names) & self._prepared.carried())
        for name in back:
            setattr(pyodide_js.loadedPackages, name, "default channel")
        return back

    def _loaded(self) -> list[str]:
        import pyodide_js

        return list(pyodide_js.loadedPackages.to_py())

    def _missing(self, names: list[str]) -> set[str]:
        return self._closure(names) - self.installed().keys()

    def _closure(self, names: list[str]) -> set[str]:
        closure: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in closure and name in self.carried():
                closure.add(name)
                waiting += self.carried()[name].depends
        return closure

    async def install(self, requirement: Requirement, *, pre_releases: bool) -> None:
        name = canonicalize_name(requirement.name)
        if self._prepared is not None and self._prepared.offers(
            requirement, pre_releases=pre_releases
        ):
            if self._prepared.bring_back({name}):
                return
        import micropip

        logging.getLogger("micropip").setLevel(logging.ERROR)  # it prints what is said here better
        options: dict[str, Any] = {} if self._index is None else {"index_urls": [self._index]}
        # As a bare URL it replaces what is installed, whatever version that has.
        wanted = requirement.url or str(requirement)
        try:
            await micropip.install(
                [wanted], deps=False, reinstall=True, pre=pre_releases, **options
            )
        except Exception as exc:  # from ValueError to BadZipFile and JavaScript's own errors
            detail = (str(exc).splitlines() or [type(exc).__name__])[0].rstrip(".")
            if requirement.url is not None:
                raise Refused("broken", detail) from exc
            raise await self._refusal(requirement, pre_releases, detail) from exc
        if requirement.url is not None:
            self.urls[name] = requirement.url

    async def _refusal(self, requirement: Requirement, pre_releases: bool, detail: str) -> Refused:
        """Ask the index why micropip has failed: its errors tell these cases not apart."""
        from pyodide.http import pyfetch

        try:
            response = await pyfetch(self._url(requirement.name), headers={"Accept": JSON})
        except OSError:  # no network, or no CORS headers: a browser does not say which
            return Refused("unreachable")
        if response.status == 404:
            return Refused("no package")
        if not response.ok:
            return Refused("unreachable", f"the package index (status {response.status})")
        filenames = _filenames(await response.string(), requirement.name)
        versions = sorted({v for name in filenames if (v := _version(name))}, reverse=True)
        shown = [str(version) for version in versions]
        matching = set(
            requirement.specifier.filter(versions, prereleases=True if pre_releases else None)
        )
        if not matching:
            return Refused("no version", versions=shown)
        if any(_is_usable(name) for name in filenames if _version(name) in matching):
            return Refused("broken", detail)
        return Refused("no wheel", versions=shown)

    def _url(self, name: str) -> str:
        if self._index is None:
            from micropip.package_index import DEFAULT_INDEX_URLS

            return f"{DEFAULT_INDEX_URLS[0]}/{name}/"
        if "{package_name}" in self._index:
            return self._index.format(package_name=name)
        return f"{self._index}/{name}/"


@lru_cache(maxsize=1)
def _lock() -> dict[str, dict[str, Any]]:
    """The packages of the host's lockfile: of every start the same, so a snapshot has it."""
    import pyodide_js

    return cast(dict[str, dict[str, Any]], pyodide_js._api.lockfile_packages.to_py())


@lru_cache(maxsize=1)
def _carried() -> dict[str, Carried]:
    return {
        name: Carried(str(package["version"]), tuple(package["depends"]), tuple(package["imports"]))
        for name, package in _lock().items()
    }


def _info_folders() -> Iterator[Path]:
    """The .dist-info folders; of two with one name, the last is found first by an import.

    `importlib.metadata` would look for each in the archive of the standard library, too.
    """
    for folder in reversed(sys.path):
        if folder.endswith("site-packages") and os.path.isdir(folder):
            for entry in os.listdir(folder):
                if entry.endswith(".dist-info"):
                    yield Path(folder, entry)


@lru_cache(maxsize=1024)
def _name_and_version(info: str) -> tuple[str, str]:
    """Of a .dist-info folder, from its own name."""
    name, _, version = info.removesuffix(".dist-info").rpartition("-")
    return canonicalize_name(name), version


@lru_cache(maxsize=256)
def _requires(metadata: Path, modified: int) -> list[str]:
    """Requires-Dist of a METADATA file, as long as that is not `modified` again."""
    head = metadata.read_text("utf-8").partition("\n\n")[0]
    return HeaderParser().parsestr(head).get_all("Requires-Dist") or []


def _filenames(page: str, name: str) -> list[str]:
    """The files that an index lists for a package, from JSON (PEP 691) or HTML (PEP 503)."""
    try:
        project = json.loads(page)
    except ValueError:
        from micropip._vendored.mousebender.simple import from_project_details_html

        project = from_project_details_html(page, name)
    return [str(file["filename"]) for file in project["files"]]


def _version(filename: str) -> Version | None:
    """The version of a wheel or sdist; None for files of other kinds."""
    try:
        if filename.endswith(".whl"):
            return parse_wheel_filename(filename)[1]
        return parse_sdist_filename(filename)[1]
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None


def _is_usable(filename: str) -> bool:
    from micropip._utils import is_package_compatible

    return bool(is_package_compatible(filename)[0])
