import io
import os
import zipfile
from pathlib import Path

from ide.archive import pack
from ide.folders import Folder
from tests.ide.conftest import write


def test_modules_below_the_package(tmp_path: Path) -> None:
    write(tmp_path / "bridge.py", "answer = 42\n")
    write(tmp_path / "threads/__init__.py", "")
    write(tmp_path / "host.js", "")
    with zipfile.ZipFile(io.BytesIO(pack(Folder(tmp_path), "asgipad"))) as archive:
        assert sorted(archive.namelist()) == ["asgipad/bridge.py", "asgipad/threads/__init__.py"]
        assert archive.read("asgipad/bridge.py") == b"answer = 42\n"


def test_same_sources_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "bridge.py", "answer = 42\n")
    folder = Folder(tmp_path)
    before = pack(folder, "asgipad")
    os.utime(tmp_path / "bridge.py", (0, 0))
    assert pack(folder, "asgipad") == before
