import os
from pathlib import Path

import pytest

from ide.folders import Folder
from tests.ide.conftest import write


def test_version_follows_an_edit(tmp_path: Path) -> None:
    write(tmp_path / "a.js", "1")
    folder = Folder(tmp_path)
    before = folder.version()
    assert folder.version() == before
    write(tmp_path / "a.js", "one")
    assert folder.version() != before
    write(tmp_path / "a.js", "1")
    assert folder.version() == before


def test_version_follows_new_and_deleted_files(tmp_path: Path) -> None:
    write(tmp_path / "a.js", "1")
    folder = Folder(tmp_path)
    before = folder.version()
    write(tmp_path / "b.js", "1")
    assert folder.version() != before
    (tmp_path / "b.js").unlink()
    assert folder.version() == before


def test_version_is_of_contents_not_of_times(tmp_path: Path) -> None:
    write(tmp_path / "a.js", "1")
    folder = Folder(tmp_path)
    before = folder.version()
    os.utime(tmp_path / "a.js", (0, 0))
    assert folder.version() == before


def test_what_does_not_belong(tmp_path: Path) -> None:
    for name in ("a.js", "vendor/b.js", "__pycache__/c.pyc", ".hidden/d.js", ".npmrc", "e/f.css"):
        write(tmp_path / name, "1")
    folder = Folder(tmp_path, skip=["vendor"])
    assert sorted(folder.names) == ["a.js", "e/f.css"]
    assert folder.find("vendor/b.js") is None


def test_find_sees_what_has_changed(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert folder.find("a.js") is None
    write(tmp_path / "a.js", "1")
    found = folder.find("a.js")
    assert found is not None and found[0] == tmp_path / "a.js"
    known = folder.known_version
    write(tmp_path / "a.js", "one")
    assert folder.find("a.js") != found
    assert folder.known_version != known
    (tmp_path / "a.js").unlink()
    assert folder.find("a.js") is None


@pytest.mark.parametrize(
    "name", ["../secret", "js/../../secret", "/etc/hostname", "js", "", ".", "js/", "\0", "a.js/b"]
)
def test_only_listed_files_are_found(tmp_path: Path, name: str) -> None:
    write(tmp_path / "secret", "1")
    write(tmp_path / "static/a.js", "1")
    write(tmp_path / "static/js/b.js", "1")
    assert Folder(tmp_path / "static").find(name) is None
