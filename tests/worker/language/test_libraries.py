"""The sources of what a project can import."""

import asyncio
import io
import zipfile
from pathlib import Path

import pytest

from worker.language.libraries import Libraries, unpack


def wheel(files: dict[str, str], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


_PACKED = wheel({"b.py": "", "a.py": str(list(range(1000)))}, zipfile.ZIP_DEFLATED)

WHEELS = {
    "a-1": wheel({"a/__init__.py": "one = 1", "a/b.pyi": "two: int", "a-1.dist-info/METADATA": ""}),
    "a-2": wheel({"a/__init__.py": "one = 2"}),
    "c-1": wheel({"c.py": "", "c.so": "binary", "c/py.typed": "", "c.txt": ""}),
    "broken": b"no zip",
    "damaged": _PACKED[:300] + bytes(100) + _PACKED[400:],
}


async def fetch(url: str) -> bytes:
    try:
        return WHEELS[url]
    except KeyError:
        raise OSError("there is nothing") from None


@pytest.fixture
def libraries(tmp_path: Path) -> Libraries:
    return Libraries(tmp_path / "libraries", fetch)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_only_what_an_editor_reads(tmp_path: Path) -> None:
    unpack(WHEELS["c-1"], tmp_path)
    assert names(tmp_path) == {"c.py", "c/py.typed"}


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "libraries"
    unpack(wheel({"../evil.py": "", "/evil.py": "", "a/../../evil.py": "", "good.py": ""}), folder)
    assert names(tmp_path) == {"libraries/good.py"}


def test_another_version_takes_the_place_of_the_first(tmp_path: Path, libraries: Libraries) -> None:
    assert asyncio.run(libraries.install({"a": "a-1", "c": "c-1"}))
    assert not asyncio.run(libraries.install({"a": "a-1", "c": "c-1"}))
    assert asyncio.run(libraries.install({"a": "a-2"}))
    assert names(tmp_path / "libraries") == {"a/__init__.py"}
    assert not (tmp_path / "libraries" / "c").exists()


@pytest.mark.parametrize("url", ["broken", "damaged", "nowhere"])
def test_what_cannot_be_had_is_tried_again(
    tmp_path: Path, libraries: Libraries, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    asyncio.run(libraries.install({"a": url}))
    assert f"The sources of a cannot be had from {url}" in caplog.text
    assert names(tmp_path / "libraries") == set()
    asyncio.run(libraries.install({"a": "a-1"}))
    assert "a/__init__.py" in names(tmp_path / "libraries")
