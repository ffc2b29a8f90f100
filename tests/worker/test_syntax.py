"""Which files may make a generation."""

import warnings
from pathlib import Path

import pytest

from worker.syntax import check


def error(root: Path, name: str, content: str | bytes) -> SyntaxError | None:
    octets = content.encode() if isinstance(content, str) else content
    (root / name).write_bytes(octets)
    return check(name, root)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.py", ""),
        ("a.py", "async def f():\n    await g()"),
        ("a.py", b"# coding: latin-1\nx = '\xe9'"),
        ("a.txt", "def"),
        ("pyproject.toml", "[tool]"),
        ("other.toml", "[tool"),
    ],
)
def test_good(tmp_path: Path, name: str, content: str | bytes) -> None:
    assert error(tmp_path, name, content) is None


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.py", "x = 1\ndef", 2),
        ("a.py", b"x = '\xff'", 1),
        ("a.py", b"x = '\0'", 1),
        ("a.py", "x = 1\ny = " + "(" * 600, 2),
        ("a.py", "x = 1\n\ny = " + "1 + " * 3000 + "1", 3),
        ("pyproject.toml", "[tool]\na = ]", 2),
        ("pyproject.toml", "[tool]\na =", 2),
        ("pyproject.toml", b"a = '\xff'", 1),
    ],
)
def test_bad(tmp_path: Path, name: str, content: str | bytes, line: int) -> None:
    found = error(tmp_path, name, content)
    assert found is not None
    assert found.filename == str(tmp_path / name)
    assert found.msg


def test_warnings_wait_for_the_import(tmp_path: Path) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert error(tmp_path, "a.py", r"x = '\d'") is None
    assert caught == []
