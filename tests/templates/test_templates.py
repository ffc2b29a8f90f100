"""The templates that a project can start from: their own tests, and what is said about them."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "static" / "templates"
NAMES = sorted(folder.parent.name for folder in TEMPLATES.glob("*/template.toml"))


def about(name: str) -> dict[str, object]:
    return tomllib.loads((TEMPLATES / name / "template.toml").read_text(encoding="utf-8"))


def test_every_folder_is_a_template() -> None:
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    assert folders == set(NAMES) == {"bookshelf", "datasette", "hello", "json-api", "starlette"}


@pytest.mark.parametrize("name", NAMES)
def test_about(name: str) -> None:
    fields = {"title": str, "description": str, "frameworks": list, "order": int}
    fields |= {"open": str, "path": str}
    assert {field: type(value) for field, value in about(name).items()} == fields
    assert (TEMPLATES / name / str(about(name)["open"])).is_file()
    assert str(about(name)["path"]).startswith("/")


def test_the_order_is_one() -> None:
    assert sorted(str(about(name)["order"]) for name in NAMES) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("name", NAMES)
def test_its_own_tests_pass(name: str, tmp_path: Path) -> None:
    """As its reader would run them, in a folder of its own."""
    project = tmp_path / name
    shutil.copytree(
        TEMPLATES / name, project, ignore=shutil.ignore_patterns("template.toml", "__pycache__")
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"],
        cwd=project,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # ours are not its reader's
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("name", NAMES)
def test_it_is_small(name: str) -> None:
    """It travels to every visitor of the start page."""
    assert sum(path.stat().st_size for path in (TEMPLATES / name).rglob("*") if path.is_file()) < (
        200_000
    )
