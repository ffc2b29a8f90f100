from pathlib import Path

import pytest

from ide.build.manifest import Manifest


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    (tmp_path / "pyodide").mkdir()
    (tmp_path / "pyodide" / "pyodide.mjs").write_text("export {}")
    (tmp_path / "pyodide" / "pyodide.mjs.br").write_bytes(b"br")
    (tmp_path / "idb.js").write_text("export const openDB = 1")
    return tmp_path


def test_lists_files_with_their_variants(vendor: Path) -> None:
    files = Manifest.of(vendor, "inputs").files
    assert list(files) == ["idb.js", "pyodide/pyodide.mjs"]
    assert files["pyodide/pyodide.mjs"]["size"] == 9
    assert files["pyodide/pyodide.mjs"]["encodings"] == {".br": 2}
    assert files["idb.js"]["encodings"] == {}


def test_written_and_read_it_is_the_same(vendor: Path) -> None:
    manifest = Manifest.of(vendor, "inputs")
    manifest.write(vendor / "manifest.json")
    assert Manifest.read(vendor / "manifest.json") == manifest
    assert manifest.describes(vendor)


def test_the_version_follows_names_and_contents(vendor: Path) -> None:
    first = Manifest.of(vendor, "inputs").hash
    (vendor / "idb.js").rename(vendor / "idb2.js")
    renamed = Manifest.of(vendor, "inputs").hash
    (vendor / "idb2.js").write_text("export const openDB = 2")
    edited = Manifest.of(vendor, "inputs").hash
    assert len({first, renamed, edited}) == 3


def test_the_version_does_not_follow_the_inputs(vendor: Path) -> None:
    # A comment in the build's own code must not make every browser fetch Pyodide again.
    assert Manifest.of(vendor, "one").hash == Manifest.of(vendor, "two").hash


@pytest.mark.parametrize("name", ["idb.js", "pyodide/pyodide.mjs.br"])
def test_a_deleted_file_is_noticed(vendor: Path, name: str) -> None:
    manifest = Manifest.of(vendor, "inputs")
    (vendor / name).unlink()
    assert not manifest.describes(vendor)


def test_a_damaged_file_of_the_same_size_is_noticed(vendor: Path) -> None:
    manifest = Manifest.of(vendor, "inputs")
    (vendor / "idb.js").write_text("export const openDB = 2")
    assert not manifest.describes(vendor)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 2}'])
def test_a_foreign_manifest_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert Manifest.read(tmp_path / "manifest.json") is None
    assert Manifest.read(tmp_path / "missing.json") is None
