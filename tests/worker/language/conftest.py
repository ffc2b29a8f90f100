"""An editor whose project has the libraries of this environment."""

import sysconfig
from collections.abc import Iterator
from pathlib import Path

import jedi
import pytest

from tests.worker.language.editor import Editor

SITE = Path(sysconfig.get_paths()["purelib"])


@pytest.fixture(scope="session", autouse=True)
def parso_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Parsed libraries are kept on disk, elsewhere than those of other tools."""
    before = jedi.settings.cache_directory
    jedi.settings.cache_directory = str(tmp_path_factory.mktemp("jedi"))
    yield
    jedi.settings.cache_directory = before


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    root = tmp_path / "project"
    root.mkdir()
    editor = Editor(root, SITE)
    editor.initialize()
    return editor
