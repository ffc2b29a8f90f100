import json
from pathlib import Path

import pytest

import ide.assets
from ide.assets import Assets, find_assets
from ide.folders import AssetsError
from tests.ide.conftest import write


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
