import json
from hashlib import sha256
from pathlib import Path

import pytest

from ide.build import lockfile
from ide.build.process import BuildError
from tests.ide.build_wheel import write_wheel

INFO: lockfile.Info = {
    "abi_version": "2026_0",
    "arch": "wasm32",
    "platform": "emscripten_5_0_3",
    "python": "3.14.2",
}


def test_names_imports_and_dependencies(tmp_path: Path) -> None:
    shelf = write_wheel(tmp_path, "Book-Shelf", requires=("paper>=1",), books="", shelf__wood="")
    paper = write_wheel(tmp_path, "paper", paper="")

    packages = lockfile.make(INFO, [shelf, paper])["packages"]

    assert packages["book-shelf"]["imports"] == ["books", "shelf"]
    assert packages["book-shelf"]["depends"] == ["paper"]
    assert packages["book-shelf"]["version"] == "1.0"
    assert packages["book-shelf"]["sha256"] == sha256(shelf.read_bytes()).hexdigest()
    assert packages["paper"]["depends"] == []


def test_file_names_lead_from_the_lock_file(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, "paper", paper="")
    packages = lockfile.make(INFO, [wheel], prefix="../wheels/")["packages"]
    assert packages["paper"]["file_name"] == "../wheels/paper-1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    ("marker", "depends"),
    [
        ("sys_platform == 'emscripten'", ["paper"]),
        ("sys_platform == 'linux'", []),
        ("python_version >= '3.14'", ["paper"]),
        ("python_version < '3.14'", []),
        ("extra == 'gold'", []),
    ],
)
def test_markers_are_the_browsers(tmp_path: Path, marker: str, depends: list[str]) -> None:
    shelf = write_wheel(tmp_path, "shelf", requires=(f"paper; {marker}",), shelf="")
    paper = write_wheel(tmp_path, "paper", paper="")
    packages = lockfile.make(INFO, [shelf, paper])["packages"]
    assert packages["shelf"]["depends"] == depends


def test_a_missing_dependency_is_an_error(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, "shelf", requires=("paper", "ink"), shelf="")
    with pytest.raises(BuildError, match="shelf depends on ink, paper"):
        lockfile.make(INFO, [wheel])


def test_what_is_left_out_on_purpose_is_not_missing(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, "shelf", requires=("pip", "setuptools"), shelf="")
    assert lockfile.make(INFO, [wheel])["packages"]["shelf"]["depends"] == []


def test_reads_the_info_of_another_lock_file(tmp_path: Path) -> None:
    file = tmp_path / "pyodide-lock.json"
    file.write_text(lockfile.dumps({"info": INFO, "packages": {}}))
    assert lockfile.read_info(file) == INFO
    assert json.loads(file.read_text())["packages"] == {}
