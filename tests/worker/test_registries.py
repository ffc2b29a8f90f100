"""A module of the project is imported a second time: it must not meet what the first has left."""

import sys
import warnings
from collections.abc import Iterator
from types import ModuleType

import pytest
from datasette.plugins import pm
from sqlmodel import Field, Session, SQLModel, create_engine, select

from worker import registries


def owns(module: ModuleType | None) -> bool:
    return module is not None and module.__name__.startswith("project_")


def execute(name: str, code: str) -> ModuleType:
    """Import as an edit does: unload, then run the file."""
    registries.forget(owns)
    module = sys.modules[name] = ModuleType(name)
    exec(code, vars(module))
    return module


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    registries.forget(owns)
    for name in [name for name in sys.modules if name.startswith("project_")]:
        del sys.modules[name]


MODELS = """
from sqlalchemy import Column, Integer, Table
from sqlmodel import Field, Relationship, SQLModel

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")

plain = Table("plain", SQLModel.metadata, Column("id", Integer))
"""


def test_sqlmodel_tables_can_be_defined_again() -> None:
    first = execute("project_models", MODELS)
    with warnings.catch_warnings(action="error"):
        second = execute("project_models", MODELS.replace("plain", "changed"))
    assert first.Hero is not second.Hero
    assert SQLModel.metadata.tables.keys() == {"team", "hero", "changed"}


def test_the_new_classes_are_related_to_each_other() -> None:
    first = execute("project_models", MODELS)  # kept alive, as caches of libraries would
    second = execute("project_models", MODELS)
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(second.Hero(team=second.Team()))
        session.commit()
        assert session.exec(select(second.Team)).one().heroes[0].id == 1
    engine.dispose()
    assert first.Team is not second.Team


def test_an_import_that_failed_halfway_leaves_nothing() -> None:
    with pytest.raises(NameError):
        execute("project_models", MODELS + "\nthis_name_is_not_there")
    execute("project_models", MODELS)


def test_tables_of_installed_packages_stay() -> None:
    class Kept(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    execute("project_models", MODELS)
    registries.forget(owns)
    assert SQLModel.metadata.tables.keys() == {"kept"}
    SQLModel.metadata.clear()


def test_datasette_takes_the_new_plugin() -> None:
    before = len(pm.get_plugins())
    for _ in range(2):
        registries.forget(owns)
        plugin = ModuleType("project_plugin.py")  # Datasette's name for plugins/project_plugin.py
        pm.register(plugin)
        assert pm.get_plugin("project_plugin.py") is plugin
    registries.forget(owns)
    assert len(pm.get_plugins()) == before
