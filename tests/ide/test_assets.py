import json
import os
from pathlib import Path

import pytest

import ide.assets
from ide.assets import Assets, AssetsError, Folder, find_assets
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


def test_vendor_is_what_the_manifest_says(assets: Assets) -> None:
    assert assets.vendor.version() == "0123456789abcdef"
    assert set(assets.vendor.names) == {"manifest.json", "codemirror.js", "pyodide/pyodide.mjs"}
    assert assets.vendor.modules == {"codemirror": "codemirror.js"}


def test_vendor_built_again(root: Path, assets: Assets) -> None:
    assets.vendor.version()
    manifest = {"hash": "another", "files": {"pyodide/pyodide.mjs": {}}}
    write(root / "static/vendor/manifest.json", json.dumps(manifest))
    assert assets.vendor.version() == "another"
    assert assets.vendor.find("codemirror.js") is None


def test_snapshots_hold_for_what_they_were_taken_from(
    root: Path, assets: Assets, snapshots: str
) -> None:
    assert assets.snapshots.usable() == snapshots
    write(root / "worker/service_worker.js", "// in no memory\n")
    assert assets.snapshots.usable() == snapshots
    write(root / "worker/bridge.py", "answer = 43\n")
    assert assets.snapshots.usable() is None
    write(root / "worker/bridge.py", "answer = 42\n")
    assert assets.snapshots.usable() == snapshots
    manifest = {"hash": "another", "files": {"pyodide/pyodide.mjs": {}}}
    write(root / "static/vendor/manifest.json", json.dumps(manifest))
    assert assets.snapshots.usable() is None


@pytest.mark.parametrize("manifest", ["", "{", "[]", "{}", '{"hash": "1", "files": {"gone": {}}}'])
def test_no_snapshots(root: Path, assets: Assets, manifest: str) -> None:
    assert assets.snapshots.usable() is None
    write(root / "static/snapshots/manifest.json", manifest)
    assert assets.snapshots.usable() is None


def test_complete(assets: Assets) -> None:
    assets.check()


@pytest.mark.parametrize(
    "name",
    [
        "static/project.html",
        "worker/boot.html",
        "static/vendor/manifest.json",
        "static/vendor/pyodide/pyodide.mjs",
    ],
)
def test_missing_file(root: Path, assets: Assets, name: str) -> None:
    (root / name).unlink()
    with pytest.raises(AssetsError, match=rf"{name} is missing\.$"):
        assets.check()


def test_found_in_a_checkout(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ide.assets, "__file__", str(root / "ide" / "assets.py"))
    assert find_assets().static.root == root / "static"
    (root / "static/vendor/manifest.json").unlink()
    with pytest.raises(AssetsError, match=r"not built yet: run `python -m ide\.build`"):
        find_assets()


def test_found_in_a_wheel(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = root / "ide" / "_assets"
    installed.mkdir(parents=True)
    (root / "static").rename(installed / "static")
    (root / "worker").rename(installed / "worker")
    monkeypatch.setattr(ide.assets, "__file__", str(root / "ide" / "assets.py"))
    assert find_assets().worker.root == installed / "worker"
    (installed / "worker/host.html").unlink()
    with pytest.raises(AssetsError, match=r"host\.html is missing\. .* install asgipad again\.$"):
        find_assets()
