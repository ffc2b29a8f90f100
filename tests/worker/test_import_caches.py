"""What is new in a folder is found; the archive of the standard library is not read again."""

import importlib
import importlib.metadata
import os
import sys
import zipimport
from pathlib import Path
from zipfile import ZipFile

import pytest

from worker import import_caches
from worker.import_caches import forget_folders


def test_a_new_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("just_written")
    folder = os.stat(tmp_path)
    (tmp_path / "just_written.py").write_text("")
    os.utime(tmp_path, ns=(folder.st_atime_ns, folder.st_mtime_ns))  # within the clock's resolution
    forget_folders()
    importlib.import_module("just_written")
    monkeypatch.delitem(sys.modules, "just_written")


def test_the_archive_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "python.zip"
    with ZipFile(archive, "w") as zip:
        zip.writestr("in_an_archive.py", "")
    monkeypatch.setattr(os, "__file__", str(archive / "os.py"))
    finder = zipimport.zipimporter(str(archive))
    monkeypatch.setitem(sys.path_importer_cache, str(archive), finder)
    read = zipimport._zip_directory_cache[str(archive)]  # type: ignore[attr-defined]
    forget_folders()
    assert sys.path_importer_cache[str(archive)] is finder
    assert zipimport._zip_directory_cache[str(archive)] is read  # type: ignore[attr-defined]


def test_distributions_are_not_looked_for_in_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, other = tmp_path / "python.zip", tmp_path / "other.zip"
    for archive, name in ((library, "standard"), (other, "other")):
        with ZipFile(archive, "w") as zip:
            zip.writestr(f"{name}-1.0.dist-info/METADATA", f"Name: {name}\nVersion: 1.0\n")
        monkeypatch.syspath_prepend(str(archive))
    path = importlib.metadata.FastPath  # type: ignore[attr-defined]
    monkeypatch.setattr(path, "zip_children", path.zip_children)
    monkeypatch.setattr(os, "__file__", str(library / "os.py"))

    def names() -> set[str]:
        path.__new__.cache_clear()
        return {each.metadata["Name"] for each in importlib.metadata.distributions()}

    assert {"standard", "other"} <= names()
    import_caches.install()
    assert {"standard", "other"} & names() == {"other"}
