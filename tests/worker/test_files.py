"""The project's folder between the page and the app."""

from pathlib import Path

import pytest

from worker.files import OutsideProject, ProjectFiles


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return ProjectFiles(tmp_path)


def tree(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*")}


def test_write(files: ProjectFiles, tmp_path: Path) -> None:
    assert files.write({"a.txt": "é\r\n", "b/c.bin": b"\xff"}) == {"a.txt", "b/c.bin"}
    assert (tmp_path / "a.txt").read_bytes() == "é\r\n".encode()
    assert (tmp_path / "b/c.bin").read_bytes() == b"\xff"


def test_only_changes_count(files: ProjectFiles) -> None:
    files.write({"a": "1", "b": "2"})
    assert files.write({"a": "1", "b": "3", "c": None}) == {"b"}


def test_deleting_removes_emptied_folders(files: ProjectFiles, tmp_path: Path) -> None:
    files.write({"a/b/c.py": "", "a/d.py": ""})
    (tmp_path / "a/b/__pycache__").mkdir()
    assert files.write({"a/b/c.py": None}) == {"a/b/c.py"}
    assert tree(tmp_path) == {"a", "a/d.py"}
    files.write({"a/d.py": None})
    assert tree(tmp_path) == set()


def test_a_file_can_become_a_folder_and_back(files: ProjectFiles, tmp_path: Path) -> None:
    files.write({"a": ""})
    assert files.write({"a/b": "", "a": None}) == {"a", "a/b"}
    assert files.write({"a": "", "a/b": None}) == {"a", "a/b"}
    assert tree(tmp_path) == {"a"}


def test_replace_leaves_nothing_else(files: ProjectFiles, tmp_path: Path) -> None:
    files.write({"a/b": "", "c": "1"})
    assert files.replace({"c": "1", "d": ""}) == {"a/b", "d"}
    assert tree(tmp_path) == {"c", "d"}


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x", "a/../../x", "a\0b"])
def test_paths_outside(files: ProjectFiles, tmp_path: Path, path: str) -> None:
    with pytest.raises(OutsideProject, match="is not a path inside the project"):
        files.write({"good": "", path: ""})
    assert tree(tmp_path) == set()


def test_a_scan_finds_what_others_did(files: ProjectFiles, tmp_path: Path) -> None:
    files.write({"kept": "", "changed": "1", "gone": "", "text": ""})
    assert files.scan() == {}
    (tmp_path / "changed").write_text("22")
    (tmp_path / "gone").unlink()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/new.db").write_bytes(b"SQLite\0")
    (tmp_path / "latin").write_bytes(b"\xe9")
    assert files.scan() == {
        "changed": "22",
        "gone": None,
        "sub/new.db": b"SQLite\0",
        "latin": b"\xe9",
    }
    assert files.scan() == {}


def test_a_scan_ignores_caches(files: ProjectFiles, tmp_path: Path) -> None:
    for path in ("__pycache__/a.pyc", ".git/config", "a/.pytest_cache/x", "app.db-shm"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    assert files.scan() == {}


def test_an_edit_is_not_found_by_the_scan(files: ProjectFiles, tmp_path: Path) -> None:
    files.write({"a": "1"})
    files.scan()
    (tmp_path / "a").write_text("app")
    assert files.write({"a": "user"}) == {"a"}
    assert files.scan() == {}


def test_links_that_lead_nowhere_are_no_files(tmp_path: Path) -> None:
    files = ProjectFiles(tmp_path)
    (tmp_path / "loop.py").symlink_to("loop.py")
    (tmp_path / "gone.py").symlink_to("nothing.py")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "kept.txt").write_text("kept")
    assert files.scan() == {"kept.txt": "kept"}
