"""Finds static/, static/vendor/ and worker/, in a checkout or in an installed wheel, and knows the
version of each: a hash of its contents that goes into its URLs, so that they are kept for ever.

In a checkout the version follows every edit: a browser that reloads has the newest files.
"""

import hashlib
import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

INSTALLED = "_assets"
"""Folder of this package that holds static/ and worker/ in a wheel (see ide/hatch_build.py)."""

PAGES = ("index.html", "project.html", "lead.html", "missing.html")
"""Documents in static/."""

WORKER_PAGES = ("host.html", "boot.html")
"""Documents in worker/."""

_TAKING = ("interpreters.js", "snapshot.js", "snapshot_taking.js")
"""What else than Python a snapshot depends on, in worker/."""


class AssetsError(Exception):
    """Files that asgipad consists of are missing; the message says how to get them."""


class Stamp(NamedTuple):
    """Two equal stamps of a file mean equal contents, as far as a cache goes."""

    modified: int
    """Nanoseconds since the epoch."""
    size: int


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
        found: dict[str, Stamp] = {}
        for folder, subfolders, files in os.walk(self.root):
            subfolders[:] = [
                name for name in subfolders if name not in self._skip and not name.startswith(".")
            ]
            for name in files:
                if name.startswith(".") or name.endswith(".pyc"):
                    continue
                path = Path(folder, name)
                if stamp := _stamp(path):
                    found[path.relative_to(self.root).as_posix()] = stamp
        return dict(sorted(found.items()))

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


class Vendor(Built):
    """What others wrote."""

    @property
    def modules(self) -> dict[str, str]:
        """Bare import name -> file: each script at the top can be imported by name."""
        return {
            name.removesuffix(".js"): name
            for name in self.names
            if "/" not in name and name.endswith(".js")
        }


class Snapshots(Built):
    """Memories of Python, which hold for one state of static/vendor/ and of worker/."""

    def __init__(self, root: Path, vendor: Vendor, worker: Folder) -> None:
        super().__init__(root)
        self._vendor = vendor
        self._worker = worker
        self._checked: tuple[str, str, str] | None = None
        self._usable = False

    def usable(self) -> str | None:
        """Their version; None where there are none, or of another state."""
        try:
            state = self.version(), self._vendor.version(), self._worker.version()
            if state != self._checked:
                manifest = json.loads((self.root / self.MANIFEST).read_bytes())
                self._usable = manifest["inputs"] == snapshot_inputs(state[1], self._worker)
                self._checked = state
        except (AssetsError, ValueError, LookupError, TypeError):
            return None  # they spare time, nothing else
        return state[0] if self._usable else None


def snapshot_inputs(vendor: str, worker: Folder) -> str:
    """A hash of what the snapshots of Python depend on; `vendor` is a version."""
    digest = hashlib.sha256(vendor.encode())
    for name in worker.names:
        if name.endswith(".py") or name in _TAKING:
            digest.update(f"\0{name}\0".encode())
            digest.update((worker.root / name).read_bytes())
    return digest.hexdigest()


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Stamp(status.st_mtime_ns, status.st_size)


@dataclass(frozen=True)
class Assets:
    """The folders that the browser gets its files from."""

    static: Folder
    vendor: Vendor
    worker: Folder
    snapshots: Snapshots

    @classmethod
    def below(cls, root: Path) -> "Assets":
        """`root` holds static/ and worker/."""
        static = root / "static"
        vendor, worker = Vendor(static / "vendor"), Folder(root / "worker")
        return cls(
            static=Folder(static, skip=("vendor", "snapshots", "node_modules")),
            vendor=vendor,
            worker=worker,
            snapshots=Snapshots(static / "snapshots", vendor, worker),
        )

    def check(self) -> None:
        """Looks for what must be there before anything can be served.

        Raises:
            AssetsError: a file is missing.
        """
        for folder, pages in ((self.static, PAGES), (self.worker, WORKER_PAGES)):
            for page in pages:
                if not (folder.root / page).is_file():
                    raise AssetsError(f"{folder.root / page} is missing.")
        self.vendor.version()  # reads the manifest, which names every other file


def find_assets() -> Assets:
    """The files that belong to this copy of asgipad.

    Raises:
        AssetsError: some are missing; says what to do in a checkout, and what in a wheel.
    """
    package = Path(__file__).parent
    installed = (package / INSTALLED).is_dir()
    assets = Assets.below(package / INSTALLED if installed else package.parent)
    try:
        assets.check()
    except AssetsError as error:
        remedy = (
            "The installation is incomplete: install asgipad again."
            if installed
            else "This checkout is not built yet: run `python -m ide.build` in it."
        )
        raise AssetsError(f"{error} {remedy}") from None
    return assets
