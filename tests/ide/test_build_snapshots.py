"""When snapshots are taken, and what is said where they cannot be."""

import json
from pathlib import Path

import pytest

from ide import derived
from ide.build import build, snapshots
from ide.build.manifest import Manifest
from ide.build.process import BuildError

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def vendor() -> Manifest:
    build(ROOT)
    manifest = Manifest.read(ROOT / "static/vendor/manifest.json")
    assert manifest is not None
    return manifest


def test_they_are_taken_once(vendor: Manifest) -> None:
    said: list[str] = []
    taken = snapshots.build(ROOT, vendor, said.append)
    assert said == ["static/snapshots is up to date"]
    modules = {"python.wasm", "python.rest.wasm"}
    libraries = {name for name in taken.files if name.endswith(".so.rest.wasm")}
    assert [name.partition(".")[0] for name in libraries] == ["_pydantic_core"]
    assert set(taken.files) - modules - libraries == {
        f"{name}.{kind}" for name in snapshots.NAMES for kind in ("snapshot", "files")
    }
    assert modules < set(taken.files)
    assert all(
        entry["encodings"].keys() == {".br", ".gz", ".zst"} for entry in taken.files.values()
    )


def test_an_app_has_little_memory(vendor: Manifest) -> None:
    """What the build has used for a moment, every app would have for ever."""
    snapshots.build(ROOT, vendor, lambda line: None)
    content = (ROOT / "static/snapshots/runtime.snapshot").read_bytes()
    header = json.loads(content[4 : 4 + int.from_bytes(content[:4], "little")])
    assert header["memory"] < 56_000_000


def test_a_python_that_cannot_be_started(vendor: Manifest, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static/vendor").symlink_to(ROOT / "static/vendor")
    (tmp_path / "worker").mkdir()
    for name in (*derived.TAKING, "snapshot.py"):
        (tmp_path / "worker" / name).symlink_to(ROOT / "worker" / name)
    with pytest.raises(BuildError, match=r"Node said:\n.*Traceback") as raised:
        snapshots.build(tmp_path, vendor, lambda line: None)
    assert len(str(raised.value)) < 4000
    assert not (tmp_path / "static/snapshots").exists()


def test_webassembly_that_cannot_be_split(vendor: Manifest, tmp_path: Path) -> None:
    (tmp_path / "worker").symlink_to(ROOT / "worker")
    pyodide = tmp_path / "static/vendor/pyodide"
    pyodide.mkdir(parents=True)
    (pyodide.parent / "wheels").symlink_to(ROOT / "static/vendor/wheels")
    for file in (ROOT / "static/vendor/pyodide").iterdir():
        (pyodide / file.name).symlink_to(file)
    (pyodide / "pyodide.asm.wasm").unlink()
    (pyodide / "pyodide.asm.wasm").write_bytes(b"<!doctype html>")
    with pytest.raises(BuildError, match="could not be split: that is no WebAssembly module"):
        snapshots.build(tmp_path, vendor, lambda line: None)
    assert not (tmp_path / "static/snapshots").exists()
