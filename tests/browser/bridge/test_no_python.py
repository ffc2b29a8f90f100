"""Python's own files cannot be had: whoever asks is told so."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from ide.assets import Vendor, find_assets
from ide.derived import Derived
from tests.browser.direct_runtime import run_in
from tests.hosting import hosting

WEBASSEMBLY = "pyodide/pyodide.asm.wasm"


@pytest.fixture
def ide_without_python(tmp_path: Path) -> Iterator[str]:
    """A host that lacks one of Python's files. (Playwright's routes do not always see what a
    worker fetches past a service worker.)"""
    assets = find_assets()
    manifest = json.loads((assets.vendor.root / Vendor.MANIFEST).read_bytes())
    del manifest["files"][WEBASSEMBLY]
    for name in manifest["files"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).symlink_to(assets.vendor.root / name)
    (tmp_path / Vendor.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    vendor = Vendor(tmp_path)
    none = Derived.snapshots(tmp_path / "none", vendor, assets.worker)
    with hosting(assets=replace(assets, vendor=vendor, snapshots=none)) as port:
        yield f"http://asgipad.localhost:{port}/"


@pytest.mark.console_error("status of 503")
def test_every_question_is_answered(ide_without_python: str, page: Page) -> None:
    page.goto(ide_without_python)
    first, edit, status, text, stuck = run_in(
        page.main_frame,
        """
        const config = JSON.parse(document.getElementById("config").textContent);
        const { Runtime } = await import(`${config.assets}js/runtime.js`);
        const runtime = new Runtime(config, "bridge0000");
        let stuck = false;
        runtime.addEventListener("stuck", () => { stuck = true; });
        const first = await runtime.start({ "main.py": "" });
        const edit = await runtime.write({ "main.py": "1" });
        const response = await runtime.fetch("/");
        return [first, edit, response.status, await response.text(), stuck];
        """,
    )
    assert first == edit
    assert (first["generation"], first["error"]["kind"]) == (0, "boot")
    assert (status, text) == (503, f"{first['error']['summary']}.\n")
    assert text.startswith("Python could not be started from asgipad.localhost:")
    assert stuck is False
