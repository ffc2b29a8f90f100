"""Reads source files, also inside of archives: Pyodide's standard library is one."""

import zipfile
from pathlib import Path

_ARCHIVES = (".zip", ".whl", ".egg")


def read_source(path: Path | str) -> str | None:
    """The text of a file; None if there is none, or it is not UTF-8."""
    try:
        return _read(Path(path)).decode("utf-8-sig")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None


def _read(path: Path) -> bytes:
    for parent in path.parents:
        if parent.suffix in _ARCHIVES and parent.is_file():
            with zipfile.ZipFile(parent) as archive:
                return archive.read(path.relative_to(parent).as_posix())
    return path.read_bytes()
