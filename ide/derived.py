"""What ide.build makes of asgipad's own files to spare time, and what can be missing: snapshots of
Python in static/snapshots/ and joined modules in static/bundles/. They hold for one state of those
files.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Self

from ide.folders import AssetsError, Built, Folder, Stamp

TAKING = (
    "fetch_now.js",
    "gc_ring.js",
    "interpreters.js",
    "later_files.js",
    "library_files.js",
    "snapshot.js",
    "snapshot_taking.js",
    "split_wasm.js",
    "suspended_frames.js",
    "symbols.js",
    "wrapped_module.js",
)
"""What else than Python a snapshot depends on, in worker/."""

_LAYOUT = b"2"
"""Counted up when ide.build.bundles makes something else of the same modules."""

_SNAPSHOTS_LAYOUT = "6"
"""Counted up when ide.build.snapshots makes something else of the same files."""


class Derived(Built):
    """Made of files that may have changed since."""

    def __init__(self, root: Path, sources: Collection[Folder], inputs: Callable[[], str]) -> None:
        """`inputs` is a hash of what they are made of, as it is now."""
        super().__init__(root)
        self._sources = sources
        self._inputs = inputs
        self._checked: list[str] = []
        self._usable = False

    @classmethod
    def snapshots(cls, root: Path, vendor: Folder, worker: Folder) -> Self:
        """Memories of Python."""
        return cls(root, (vendor, worker), lambda: snapshot_inputs(vendor.version(), worker))

    @classmethod
    def bundles(cls, root: Path, static: Folder, worker: Folder) -> Self:
        """Modules with all that they import, in static/ and worker/ as what they are from."""
        return cls(root, (static, worker), lambda: bundle_inputs(static, worker))

    def usable(self) -> str | None:
        """Their version; None where there are none, or of another state."""
        try:
            state = [*(source.version() for source in self._sources), self.version()]
            if state != self._checked:
                manifest = json.loads((self.root / self.MANIFEST).read_bytes())
                self._usable = manifest["inputs"] == self._inputs()
                self._checked = state
        except (AssetsError, ValueError, LookupError, TypeError):
            return None  # they spare time, nothing else
        return self.known_version if self._usable else None


class Joined(Folder):
    """Own source files; a module that a browser starts with comes with all that it imports, while
    there are bundles of what it is now."""

    def __init__(self, sources: Folder, bundles: Derived, prefix: str) -> None:
        """`prefix` is the bundles' path for the folder, such as `worker/`."""
        super().__init__(sources.root)
        self._sources = sources
        self._bundles = bundles
        self._prefix = prefix
        self._joined = False
        self._seen = ""

    def version(self) -> str:
        """Of the files and the bundles: those of two builds must not be mixed."""
        bundles = self._bundles.usable()  # looks at the sources
        version = self._sources.known_version
        self._joined = bundles is not None
        self._seen = version
        self.known_version = f"{version}-{bundles}" if bundles else version
        return self.known_version

    @property
    def names(self) -> Collection[str]:
        return self._sources.names

    def find(self, name: str) -> tuple[Path, Stamp] | None:
        if not self.known_version:
            self.version()
        found = self._find_joined(name) or self._sources.find(name)
        if self._sources.known_version != self._seen:
            self.version()  # something has changed
        return found

    def _find_joined(self, name: str) -> tuple[Path, Stamp] | None:
        if not self._joined:
            return None
        try:
            return self._bundles.find(self._prefix + name)
        except AssetsError:  # a build puts others in their place
            return None


def snapshot_inputs(vendor: str, worker: Folder) -> str:
    """A hash of what the snapshots of Python depend on; `vendor` is a version."""
    names = (name for name in worker.names if name.endswith(".py") or name in TAKING)
    start = f"{_SNAPSHOTS_LAYOUT} {vendor}".encode()
    return _hash(start, ((worker, name) for name in names))


def bundle_inputs(static: Folder, worker: Folder) -> str:
    """A hash of what the bundles depend on."""
    scripts = ((static, name) for name in static.names if name.startswith("js/"))
    files = (*scripts, *((worker, name) for name in worker.names))
    return _hash(_LAYOUT, ((folder, name) for folder, name in files if name.endswith(".js")))


def _hash(start: bytes, files: Iterable[tuple[Folder, str]]) -> str:
    digest = hashlib.sha256(start)
    for folder, name in files:
        digest.update(f"\0{name}\0".encode())
        digest.update((folder.root / name).read_bytes())
    return digest.hexdigest()
