import json
from pathlib import Path

import pytest

from ide.assets import Assets
from ide.folders import Folder
from ide.modules import reachable
from tests.ide.conftest import BUNDLES, FILES, write


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


def test_a_module_comes_with_what_it_imports(root: Path, assets: Assets, bundles: str) -> None:
    assert text(assets.static, "js/main.js") == BUNDLES["static/js/main.js"]
    assert text(assets.static, "js/chunk-1.js") == BUNDLES["static/js/chunk-1.js"]
    assert text(assets.worker, "service_worker.js") == BUNDLES["worker/service_worker.js"]
    for name in ("js/editor.js", "style.css"):
        assert text(assets.static, name) == FILES[f"static/{name}"]
    assert assets.static.find("bundles/js/main.js") is None
    assert assets.static.find("worker/service_worker.js") is None
    assert reachable(assets.static, "js/main.js", ["codemirror"]) == [
        "js/main.js",
        "js/chunk-1.js",
        "codemirror",
    ]


def test_an_edit_puts_the_modules_back(root: Path, assets: Assets, bundles: str) -> None:
    joined = assets.static.version()
    assert text(assets.static, "js/main.js") == BUNDLES["static/js/main.js"]
    write(root / "static/js/editor.js", "edited\n")
    assert text(assets.static, "js/editor.js") == "edited\n"
    assert assets.static.known_version != joined
    assert text(assets.static, "js/main.js") == FILES["static/js/main.js"]
    assert assets.static.find("js/chunk-1.js") is None
    write(root / "static/js/editor.js", FILES["static/js/editor.js"])
    assert assets.static.version() == joined
    assert text(assets.static, "js/main.js") == BUNDLES["static/js/main.js"]


def test_what_is_not_in_the_bundles_changes_the_version(
    root: Path, assets: Assets, bundles: str
) -> None:
    before = assets.static.version()
    write(root / "static/style.css", "body { margin: 1px }")
    assert assets.static.version() != before
    assert text(assets.static, "js/main.js") == BUNDLES["static/js/main.js"]


def test_joined_or_not_is_another_version(root: Path, assets: Assets, bundles: str) -> None:
    joined = assets.static.version()
    (root / "static/bundles/manifest.json").unlink()
    assert assets.static.version() != joined


def test_bundles_that_go_while_they_are_served(root: Path, assets: Assets, bundles: str) -> None:
    assets.static.version()
    for file in (root / "static/bundles").rglob("*.js*"):
        file.unlink()
    assert text(assets.static, "js/main.js") == FILES["static/js/main.js"]


def text(folder: Folder, name: str) -> str:
    found = folder.find(name)
    assert found is not None
    return found[0].read_text("utf-8")
