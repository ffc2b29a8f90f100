"""Folders of files that are served, listed before anybody asks: what is not listed cannot be named.
Each has a version, a hash of its contents that goes into its URLs, so that they are kept for ever.

In a checkout the version follows every edit: a browser that reloads has the newest files.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple, Self


class AssetsError(Exception):
    """Files that asgipad consists of are missing; the message says how to get them."""


class Stamp(NamedTuple):
    """Two equal stamps of a file mean equal contents, as far as a cache goes."""

    modified: int
    """Nanoseconds since the epoch."""
    size: int

    @classmethod
    def of(cls, status: os.stat_result) -> Self:
        return cls(status.st_mtime_ns, status.st_size)


class Folder:
    """Own source files: listed by walking the folder, versioned by what they contain."""

    def __init__(self, root: Path, *, skip: Collection[str] = ()) -> None:
        """`skip` names folders that do not belong; hidden ones and Python's caches never do."""
        self.root = root
        self._skip = frozenset(skip) | {"__pycache__"}
        self._stamps: dict[str, Stamp] = {}
        self.known_version = ""
        """When somebody last looked."""

    def version(self) -> str:
        """Of the files as they are now: looks at them again."""
        stamps = self._scan()
        if stamps != self._stamps or not self.known_version:
            self.known_version = self._hash(stamps)
            self._stamps = stamps
        return self.known_version

    @property
    def names(self) -> Collection[str]:
        """POSIX paths below the root, as the files are now."""
        self.version()
        return self._stamps.keys()

    def find(self, name: str) -> tuple[Path, Stamp] | None:
        """The file of that name. Nothing outside the listing can be named, `..` is not in it."""
        path = self.root / name
        if name in self._stamps and _stamp(path) == self._stamps[name]:
            return path, self._stamps[name]
        self.version()  # it is new, changed or gone
        return (path, self._stamps[name]) if name in self._stamps else None

    def _scan(self) -> dict[str, Stamp]:
        return dict(sorted(self._stamps_in(os.fspath(self.root), "")))

    def _stamps_in(self, folder: str, prefix: str) -> Iterator[tuple[str, Stamp]]:
        # With each document that is served: scandir spares most of what os.walk and Path take.
        try:
            entries = list(os.scandir(folder))
        except FileNotFoundError:
            return
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if entry.is_dir():
                if name not in self._skip and not entry.is_symlink():
                    yield from self._stamps_in(entry.path, f"{prefix}{name}/")
            elif not name.endswith(".pyc"):
                with contextlib.suppress(FileNotFoundError):
                    yield prefix + name, Stamp.of(entry.stat())

    def _hash(self, stamps: dict[str, Stamp]) -> str:
        total = hashlib.sha256()
        for name in stamps:
            try:
                content = (self.root / name).read_bytes()
            except FileNotFoundError:
                continue  # deleted since the scan; the next one notices
            total.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
        return total.hexdigest()[:16]


class Built(Folder):
    """What ide.build made: listed and hashed by the manifest it wrote, so that tens of
    megabytes need not be read again."""

    MANIFEST = "manifest.json"

    def version(self) -> str:
        """The manifest's.

        Raises:
            AssetsError: the folder was not built, or not all of it is there.
        """
        stamp = self._present(self.MANIFEST)
        if self._stamps.get(self.MANIFEST) != stamp:
            manifest = json.loads((self.root / self.MANIFEST).read_bytes())
            files = {name: self._present(name) for name in manifest["files"]}
            self._stamps = {self.MANIFEST: stamp, **files}
            self.known_version = manifest["hash"]
        return self.known_version

    def _present(self, name: str) -> Stamp:
        stamp = _stamp(self.root / name)
        if stamp is None:
            raise AssetsError(f"{self.root / name} is missing.")
        return stamp


def _stamp(path: Path) -> Stamp | None:
    try:
        return Stamp.of(path.stat())
    except (FileNotFoundError, NotADirectoryError):
        return None
