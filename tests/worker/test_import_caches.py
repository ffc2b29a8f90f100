"""The archive of the standard library is not read again, and any other is."""

import importlib
import importlib.metadata
import os
import sys
import zipimport
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from worker import import_caches


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An archive that the standard library could be in, and another one beside it."""
    library = tmp_path / "python.zip"
    for archive, name in ((library, "standard"), (tmp_path / "other.zip", "other")):
        with ZipFile(archive, "w") as zip:
            zip.writestr(f"{name}_module/__init__.py", "")
            zip.writestr(f"{name}-1.0.dist-info/METADATA", f"Name: {name}\nVersion: 1.0\n")
        monkeypatch.syspath_prepend(str(archive))
        importlib.import_module(f"{name}_module")
        monkeypatch.delitem(sys.modules, f"{name}_module")
    fast_path = importlib.metadata.FastPath  # type: ignore[attr-defined]
    monkeypatch.setattr(fast_path, "zip_children", fast_path.zip_children)
    invalidate = zipimport.zipimporter.invalidate_caches
    monkeypatch.setattr(zipimport.zipimporter, "invalidate_caches", invalidate)
    monkeypatch.setattr(os, "__file__", str(library / "os.py"))
    monkeypatch.setattr(import_caches, "_installed", "")
    yield library
    importlib.invalidate_caches()


def test_the_archive_is_not_read_again(library: Path) -> None:
    known = zipimport._zip_directory_cache  # type: ignore[attr-defined]
    other = str(library.with_name("other.zip"))
    read, read_too = known[str(library)], known[other]
    import_caches.install()
    importlib.invalidate_caches()
    assert known[str(library)] is read
    assert known.get(other) is not read_too


def test_distributions_are_not_looked_for_in_it(library: Path) -> None:
    def names() -> set[str]:
        importlib.metadata.FastPath.__new__.cache_clear()  # type: ignore[attr-defined]
        return {each.metadata["Name"] for each in importlib.metadata.distributions()}

    assert {"standard", "other"} <= names()
    import_caches.install()
    import_caches.install()
    assert {"standard", "other"} & names() == {"other"}
