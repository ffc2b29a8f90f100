"""An editor whose project has the libraries of this environment."""

import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import jedi
import pytest

from tests.worker.language.editor import Editor

SITE = Path(sysconfig.get_paths()["purelib"])

_INSTALLED = (
    *("annotated_doc", "annotated_types", "anyio", "fastapi", "jinja2", "pydantic"),
    *("pydantic_core", "sqlalchemy", "sqlmodel", "starlette", "typing_inspection"),
)


@pytest.fixture(scope="session", autouse=True)
def parso_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Parsed libraries are kept on disk, elsewhere than those of other tools."""
    before = jedi.settings.cache_directory
    jedi.settings.cache_directory = str(tmp_path_factory.mktemp("jedi"))
    yield
    jedi.settings.cache_directory = before


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a browser has unpacked for a project: sources without their compiled parts."""
    folder = tmp_path_factory.mktemp("libraries")
    ignored = shutil.ignore_patterns("__pycache__", "*.so", "dialects", "testing", "v1")
    for name in _INSTALLED:
        shutil.copytree(SITE / name, folder / name, ignore=ignored)
    shutil.copy(SITE / "typing_extensions.py", folder)
    return folder


@pytest.fixture
def editor(tmp_path: Path, libraries: Path) -> Editor:
    root = tmp_path / "project"
    root.mkdir()
    editor = Editor(root, libraries)
    editor.initialize()
    return editor
