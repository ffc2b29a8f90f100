import os
from pathlib import Path

import pytest

from worker.language.import_index import ImportIndex


def built(root: Path, libraries: Path) -> ImportIndex:
    def module_of(file: Path) -> str:
        return ".".join(file.relative_to(root).with_suffix("").parts)

    index = ImportIndex(root, libraries, module_of)
    index.begin()
    while index.advance():
        pass
    return index


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, libraries: Path) -> ImportIndex:
    return built(tmp_path_factory.mktemp("project"), libraries)


@pytest.mark.parametrize(
    ("name", "modules"),
    [
        ("Depends", ["fastapi"]),
        ("FastAPI", ["fastapi"]),
        ("BaseModel", ["pydantic"]),
        ("Field", ["pydantic", "sqlmodel", "dataclasses"]),
        ("JSONResponse", ["fastapi.responses", "starlette.responses"]),
        ("CORSMiddleware", ["fastapi.middleware.cors", "starlette.middleware.cors"]),
        ("OAuth2PasswordBearer", ["fastapi.security"]),
        ("AsyncSession", ["sqlalchemy.ext.asyncio"]),
        ("dataclass", ["dataclasses", "pydantic.dataclasses"]),
        ("datetime", ["datetime"]),
        ("AsyncIterator", ["collections.abc", "typing"]),
        ("gather", ["asyncio"]),
        ("StrEnum", ["enum"]),
        ("pi", ["math"]),
        ("no_such_name", []),
    ],
)
def test_the_shortest_way_of_each_package(
    index: ImportIndex, name: str, modules: list[str]
) -> None:
    found = [each.module for each in index.named(name)]
    assert found[: len(modules)] == [
        "dataclasses" if module == "dataclasses" and name == "Field" else module
        for module in modules
    ]
    assert bool(found) == bool(modules)


def test_names_that_begin_alike(index: ImportIndex) -> None:
    assert "APIRouter" in index.beginning("apiro")
    assert list(index.beginning("OAuth2PasswordB")) == ["OAuth2PasswordBearer"]
    assert list(index.beginning("zzz")) == []


def test_nothing_is_read_twice_and_not_for_long(tmp_path: Path, libraries: Path) -> None:
    index = ImportIndex(tmp_path, libraries, lambda _: None)
    assert not index.complete
    index.begin()
    slices = 1
    while index.advance():
        slices += 1
    assert index.complete
    assert slices > 10
    assert not index.advance()


def test_the_projects_own(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("class Plant: ...")
    os.symlink(tmp_path, tmp_path / "loop")
    index = built(tmp_path, tmp_path / "none")
    assert [each.module for each in index.named("Plant")] == ["models"]
    (tmp_path / "models.py").write_text("class Tree: ...")
    index.edited(tmp_path / "models.py")
    assert not index.complete
    index.advance()
    assert index.complete
    assert index.named("Plant") == []
    assert [each.module for each in index.named("Tree")] == ["models"]
    (tmp_path / "models.py").unlink()
    index.edited(tmp_path / "models.py")
    index.advance()
    assert index.named("Tree") == []


def test_libraries_of_one_file_and_what_is_not_offered(tmp_path: Path) -> None:
    (tmp_path / "single.py").write_text("thing = 1")
    (tmp_path / "package/tests").mkdir(parents=True)
    (tmp_path / "package/__init__.py").write_text("from .inner import *\n")
    (tmp_path / "package/inner.py").write_text("from . import *\ninside = 1")
    (tmp_path / "package/_private.py").write_text("hidden = 1")
    (tmp_path / "package/tests/__init__.py").write_text("hidden = 1")
    index = built(tmp_path / "none", tmp_path)
    assert [each.module for each in index.named("thing")] == ["single"]
    assert [each.module for each in index.named("inside")] == ["package"]
    assert index.named("hidden") == []
