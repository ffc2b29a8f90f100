from pathlib import Path

import pytest

from worker.imports import Imports

CARRIED = {
    "fastapi": ["fastapi"],
    "pyyaml": ["yaml", "_yaml"],
    "opentelemetry-api": ["opentelemetry"],
    "other": ["shared", "other"],
    "shared": ["shared"],
}


def demands(
    root: Path, entry: str | None = "main.py", provided: tuple[str, ...] = ()
) -> dict[str, str]:
    """Distribution -> "file, line", an optional one in brackets."""
    found = Imports().demands(root, entry, CARRIED, lambda module: module in provided)
    return {d.name: f"({d.origin})" if d.optional else str(d.origin) for d in found}


def write(root: Path, source: str, path: str = "main.py") -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source)


def test_what_nothing_provides_is_demanded(tmp_path: Path) -> None:
    write(tmp_path, "import os, json\nimport fastapi\nfrom starlette import routing\nimport js\n")
    assert demands(tmp_path, provided=("starlette",)) == {"fastapi": "main.py, line 2"}


@pytest.mark.parametrize(
    ("statement", "distribution"),
    [
        ("import yaml", "pyyaml"),
        ("from PIL import Image", "pillow"),
        ("import bs4", "beautifulsoup4"),
        ("from dotenv import load_dotenv", "python-dotenv"),
        ("from jose import jwt", "python-jose"),
        ("import jwt", "pyjwt"),
        ("import multipart", "python-multipart"),
        ("import shared", "shared"),
        ("import some_thing.part", "some-thing"),
        ("from opentelemetry.sdk.trace import TracerProvider", "opentelemetry-sdk"),
        ("from opentelemetry import trace", "opentelemetry-api"),
        ("from google.protobuf import message", "protobuf"),
    ],
)
def test_names_of_imports_and_of_distributions_differ(
    tmp_path: Path, statement: str, distribution: str
) -> None:
    write(tmp_path, statement)
    assert list(demands(tmp_path)) == [distribution]


def test_imports_are_followed_inside_the_project_only(tmp_path: Path) -> None:
    write(tmp_path, "from app.routers import items\nimport helpers\n")
    write(tmp_path, "import one", "app/__init__.py")
    write(tmp_path, "import two", "app/routers/__init__.py")
    write(tmp_path, "from ..models import Item\nfrom . import users", "app/routers/items.py")
    write(tmp_path, "import three", "app/models.py")
    write(tmp_path, "import four", "app/routers/users.py")
    write(tmp_path, "import five", "helpers.py")
    write(tmp_path, "import six", "unrelated.py")
    assert sorted(demands(tmp_path)) == ["five", "four", "one", "three", "two"]


def test_a_folder_without_init_is_a_package_too(tmp_path: Path) -> None:
    write(tmp_path, "from routers import items\nimport routers.users")
    write(tmp_path, "import one", "routers/items.py")
    write(tmp_path, "import two", "routers/users.py")
    assert list(demands(tmp_path)) == ["one", "two"]


def test_a_src_folder_and_the_entrys_own_are_searched(tmp_path: Path) -> None:
    write(tmp_path, "import beside\nimport packaged", "app/main.py")
    write(tmp_path, "import one", "app/beside.py")
    write(tmp_path, "import two", "src/packaged.py")
    assert list(demands(tmp_path, "app/main.py")) == ["one", "two"]


def test_without_an_entry_all_files_are_read(tmp_path: Path) -> None:
    write(tmp_path, "import one", "a.py")
    write(tmp_path, "import two", "b/c.py")
    assert list(demands(tmp_path, None)) == ["one", "two"]


def test_optional_imports(tmp_path: Path) -> None:
    write(
        tmp_path,
        """\
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import only_typed
try:
    import fast
except ImportError:
    import slow
def later():
    import lazy
if __name__ == "__main__":
    import server
try:
    import needed
finally:
    pass
""",
    )
    assert demands(tmp_path) == {
        "fast": "(main.py, line 5)",
        "slow": "(main.py, line 7)",
        "lazy": "(main.py, line 9)",
        "needed": "main.py, line 13",
    }


def test_needed_once_is_needed(tmp_path: Path) -> None:
    write(tmp_path, "def later():\n    import thing\nimport thing\n")
    assert demands(tmp_path) == {"thing": "main.py, line 3"}


@pytest.mark.parametrize(
    ("statement", "implied"),
    [
        ("from fastapi import Form", "python-multipart"),
        ("from fastapi import FastAPI, UploadFile", "python-multipart"),
        ("from pwdlib import PasswordHash", "argon2-cffi"),
        ("from fastapi.security import OAuth2PasswordRequestForm", "python-multipart"),
        ("from fastapi.templating import Jinja2Templates", "jinja2"),
        ("from starlette.middleware.sessions import SessionMiddleware", "itsdangerous"),
        ("from pydantic import EmailStr", "email-validator"),
    ],
)
def test_what_a_use_implies(tmp_path: Path, statement: str, implied: str) -> None:
    write(tmp_path, statement)
    found = demands(tmp_path, provided=("fastapi", "starlette", "pydantic", "pwdlib"))
    assert found == {implied: "(main.py, line 1)"}


def test_a_file_that_does_not_parse_demands_nothing(tmp_path: Path) -> None:
    write(tmp_path, "import (\n")
    assert demands(tmp_path) == {}


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    imports = Imports()
    write(tmp_path, "import one")
    assert [d.name for d in imports.demands(tmp_path, "main.py", {})] == ["one"]
    write(tmp_path, "import two")
    assert [d.name for d in imports.demands(tmp_path, "main.py", {})] == ["two"]
