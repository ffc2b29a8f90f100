import base64
from pathlib import Path

import pytest

from ide.folders import Folder
from ide.templates import TemplateError, load_templates
from tests.ide.conftest import write

DESCRIPTION = """\
title = "Hello"
description = "Small."
frameworks = ["FastAPI"]
order = 2
open = "main.py"
path = "/items"
"""


@pytest.fixture
def static(tmp_path: Path) -> Folder:
    write(tmp_path / "templates/hello/template.toml", DESCRIPTION)
    write(tmp_path / "templates/hello/main.py", "app = 'ä'\n")
    return Folder(tmp_path)


def add(static: Folder, name: str, content: str | bytes) -> None:
    path = static.root / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_template(static: Folder) -> None:
    assert load_templates(static) == [
        {
            "name": "hello",
            "title": "Hello",
            "description": "Small.",
            "frameworks": ["FastAPI"],
            "open": "main.py",
            "path": "/items",
            "tests": 0,
            "files": {"main.py": "app = 'ä'\n"},
        }
    ]


def test_order(static: Folder) -> None:
    add(static, "zero/template.toml", DESCRIPTION.replace("order = 2", "order = 1"))
    add(static, "zero/main.py", "")
    add(static, "apple/template.toml", DESCRIPTION)
    add(static, "apple/main.py", "")
    assert [template["name"] for template in load_templates(static)] == ["zero", "apple", "hello"]


@pytest.mark.parametrize("content", [b"SQLite format 3\0", b"\x89PNG\r\n"])
def test_binary_file(static: Folder, content: bytes) -> None:
    add(static, "hello/store.db", content)
    [template] = load_templates(static)
    assert template["files"]["store.db"] == {"base64": base64.b64encode(content).decode()}


def test_tests_are_counted(static: Folder) -> None:
    add(
        static,
        "hello/tests/test_main.py",
        "def test_a(): ...\nasync def test_b(): ...\ndef helper(): ...\n"
        "class TestC:\n    def test_d(self): ...\n",
    )
    add(static, "hello/tests/conftest.py", "def test_not_collected(): ...\n")
    add(static, "hello/test_elsewhere.py", "def test_not_counted(): ...\n")
    [template] = load_templates(static)
    assert template["tests"] == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("order = 2", 'order = "2"'), "order"),
        (('path = "/items"', ""), "path"),
        (('path = "/items"', 'path = "/"\ncolour = "red"'), "colour"),
        (('open = "main.py"', 'open = "app.py"'), r"open: there is no app\.py"),
        (('title = "Hello"', "title = "), "Invalid value"),
    ],
)
def test_wrong_description(static: Folder, change: tuple[str, str], message: str) -> None:
    add(static, "hello/template.toml", DESCRIPTION.replace(*change))
    with pytest.raises(TemplateError, match=rf"^templates/hello/template\.toml: .*{message}"):
        load_templates(static)


def test_a_file_that_is_no_template(static: Folder) -> None:
    add(static, "README.md", "What this folder is.")
    assert len(load_templates(static)) == 1
