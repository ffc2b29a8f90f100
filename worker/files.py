"""The project's folder: takes the page's edits in, finds what the app wrote."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from .messages import Changes, Content

_IGNORED_FOLDERS = {
    "__pycache__",
    ".git",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "node_modules",
}
_IGNORED_SUFFIXES = (".pyc", ".pyo", "-shm")
"""`-shm` is SQLite's shared memory, rebuilt on opening. Its `-wal` and `-journal` are kept: with
them the files of any one moment make a sound database again."""

_Signature = tuple[int, int]  # mtime in ns, size

_TICK = 1_000_000
"""A millisecond in ns: browsers tell time no finer."""


class OutsideProject(ValueError):
    """A path that does not name a file inside the project's folder."""


class ProjectFiles:
    """The files below `root`, by project-relative POSIX path."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, _Signature] = {}
        self.layout = 0
        """Another number whenever the page has created or deleted a file."""

    def replace(self, files: dict[str, Content]) -> set[str]:
        """Make the folder hold exactly `files`; return the paths that changed.

        :raises OutsideProject: before anything is written
        :raises OSError: from the file system
        """
        gone = {path: None for path, _ in self._walk() if path not in files}
        return self.write({**gone, **files})

    def write(self, changes: Changes) -> set[str]:
        """Write and delete; return the paths whose content is another one now.

        :raises OutsideProject: before anything is written
        :raises OSError: from the file system
        """
        targets = {path: self._target(path) for path in changes}
        deletions = {path for path, content in changes.items() if content is None}
        changed = {path for path in deletions if self._delete(path, targets[path])}
        for path, content in changes.items():
            if content is not None and self._write(path, targets[path], content):
                changed.add(path)
        return changed

    def scan(self) -> Changes:
        """What was written or deleted by others (the app) since the last call."""
        found = dict(self._walk())
        changes: Changes = {}
        for path, signature in found.items():
            if self._known.get(path) != signature:
                changes[path] = _content((self._root / path).read_bytes())
        changes.update({path: None for path in self._known if path not in found})
        self._known = found
        return changes

    def _target(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\0" in path:
            raise OutsideProject(f"{path!r} is not a path inside the project")
        return self._root.joinpath(*parts)

    def _write(self, path: str, target: Path, content: Content) -> bool:
        octets = content.encode() if isinstance(content, str) else content
        before = 0
        try:
            if target.read_bytes() == octets:
                self._known[path] = _signature(target.stat())
                return False
            before = target.stat().st_mtime_ns
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            self.layout += 1
        target.write_bytes(octets)
        if target.stat().st_mtime_ns <= before:
            # Whoever compares times (Jinja2, ETags) must see an edit within the clock's resolution.
            os.utime(target, ns=(before + _TICK, before + _TICK))
        self._known[path] = _signature(target.stat())
        return True

    def _delete(self, path: str, target: Path) -> bool:
        self._known.pop(path, None)
        try:
            target.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        self.layout += 1
        # An emptied folder would go on as a namespace package.
        for folder in target.parents:
            if folder == self._root or not _is_void(folder):
                break
            shutil.rmtree(folder)
        return True

    def _walk(self) -> Iterator[tuple[str, _Signature]]:
        yield from _walk(str(self._root), "")


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, _Signature]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _IGNORED_FOLDERS:
                    yield from _walk(entry.path, f"{prefix}{entry.name}/")
            elif _is_file(entry) and not entry.name.endswith(_IGNORED_SUFFIXES):
                yield prefix + entry.name, _signature(entry.stat())


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def _is_void(folder: Path) -> bool:
    return all(child.name == "__pycache__" for child in folder.iterdir())


def _signature(stat: os.stat_result) -> _Signature:
    return stat.st_mtime_ns, stat.st_size


def _content(octets: bytes) -> Content:
    if b"\0" in octets:
        return octets
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets
