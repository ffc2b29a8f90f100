"""What a version of the app leaves behind is gone when the next one is imported."""

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from worker.errors import AppFailure
from worker.reload import Loader

APP = "async def app(scope, receive, send): ...\n"


class Project:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.loader = Loader(root)

    def load(self, before: str = "", **files: str) -> None:
        self.loader.unload()
        for name, text in {"main": before + "\n" + APP, **files}.items():
            (self.root / f"{name}.py").write_text(text)
        self.loader.load()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.chdir(tmp_path)
    project = Project(tmp_path)
    yield project
    project.loader.close()


def test_the_folder_is_where_python_looks_first(project: Project) -> None:
    os.chdir("/")
    project.load()
    assert sys.path[0] == str(project.root) == os.getcwd()


def test_only_the_projects_modules_are_dropped(project: Project) -> None:
    project.load("import json, other", other="X = 1")
    library = sys.modules["json"]
    first = sys.modules["other"]
    project.load("import json, other", other="X = 1")
    assert sys.modules["json"] is library
    assert sys.modules["other"] is not first


def test_namespace_packages_are_dropped(project: Project) -> None:
    (project.root / "space" / "inner").mkdir(parents=True)
    (project.root / "space" / "inner" / "mod.py").write_text("X = 1")
    project.load("import space.inner.mod")
    project.loader.unload()
    assert not [name for name in sys.modules if name.startswith("space")]


def test_a_namespace_package_that_others_share_stays(
    project: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("site")
    for folder, name in ((elsewhere, "theirs"), (project.root, "ours")):
        (folder / "shared_space").mkdir()
        (folder / "shared_space" / f"{name}.py").write_text("X = 1")
    monkeypatch.syspath_prepend(str(elsewhere))
    project.load("import shared_space.ours, shared_space.theirs")
    package, theirs = sys.modules["shared_space"], sys.modules["shared_space.theirs"]
    project.loader.unload()
    assert sys.modules["shared_space"] is package
    assert package.theirs is theirs
    assert not hasattr(package, "ours")
    for name in ("shared_space", "shared_space.theirs"):
        del sys.modules[name]


def test_a_file_edited_twice_within_the_clocks_resolution(project: Project) -> None:
    project.load("import other", other="X = 1")
    stat = (project.root / "other.py").stat()
    project.loader.unload()
    (project.root / "other.py").write_text("X = 2")
    os.utime(project.root / "other.py", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    project.loader.load()
    assert sys.modules["other"].X == 2
    assert not (project.root / "__pycache__").exists()


def test_a_module_that_was_not_there_before_is_found(project: Project) -> None:
    with pytest.raises(AppFailure):
        project.load("import other")
    project.load("import other", other="")


def test_environment_folder_and_path_are_put_back(project: Project) -> None:
    os.environ["ASGIPAD_TEST_KEPT"] = "before"
    try:
        project.load(
            "import os, sys\n"
            "os.environ['ASGIPAD_TEST_NEW'] = '1'\n"
            "os.environ['ASGIPAD_TEST_KEPT'] = 'changed'\n"
            "os.chdir('/')\nsys.path.insert(0, '/nowhere')\nsys.argv.append('x')"
        )
        argv = sys.argv[:-1]
        project.loader.unload()
        assert "ASGIPAD_TEST_NEW" not in os.environ
        assert os.environ["ASGIPAD_TEST_KEPT"] == "before"
        assert os.getcwd() == str(project.root)
        assert "/nowhere" not in sys.path
        assert sys.argv == argv
    finally:
        del os.environ["ASGIPAD_TEST_KEPT"]


def test_logging_is_put_back(project: Project) -> None:
    kept, name = logging.NullHandler(), "asgipad.test.library"
    logging.getLogger(name).addHandler(kept)
    configure = f"""
import logging
logger = logging.getLogger({name!r})
for target in (logger, logging.getLogger("asgipad.test.app"), logging.root):
    target.addHandler(logging.StreamHandler())
logger.setLevel("DEBUG")
logger.propagate = False
logging.disable("ERROR")
"""
    root_handlers = logging.root.handlers[:]
    for _ in range(2):
        project.load(configure)
        assert len(logging.getLogger("asgipad.test.app").handlers) == 1
    project.loader.unload()
    logger = logging.getLogger(name)
    assert (logger.handlers, logger.level, logger.propagate) == ([kept], logging.NOTSET, True)
    assert logging.root.handlers == root_handlers
    assert logging.root.manager.disable == 0


def test_warning_filters_are_put_back(project: Project) -> None:
    filters = warnings.filters[:]
    project.load("import warnings\nwarnings.simplefilter('ignore')")
    assert warnings.filters != filters
    project.loader.unload()
    assert warnings.filters == filters


def test_connections_of_the_old_version_are_closed(project: Project) -> None:
    """One with an open transaction would lock the new version out."""
    source = """
import sqlite3
connection = sqlite3.connect("app.db", timeout=0)
connection.execute("create table if not exists t (x)")
connection.execute("insert into t values (1)")
def keeps(itself=connection): return keeps  # a cycle, as in every module with functions
"""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        project.load(source)
        project.load(source)
        project.loader.unload()


def test_what_an_import_prints_about_itself(project: Project) -> None:
    project.load("names = [__name__, __file__]")
    assert sys.modules["main"].names == ["main", str(project.root / "main.py")]


def test_built_in_modules_keep_what_belongs_to_them(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`sys.monitoring` is a module that sys.modules does not know, and pdb needs it."""
    child = ModuleType("sys.child")
    monkeypatch.setattr(sys, "child", child, raising=False)
    project.load()
    project.loader.unload()
    assert vars(sys)["child"] is child
