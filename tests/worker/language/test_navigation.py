import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.worker.language.app import APP
from tests.worker.language.editor import Editor

MODELS = """\
class Plant:
    height = 1


def grown(plant: Plant) -> int:
    return plant.height
"""


def places(editor: Editor, found: list[dict[str, Any]]) -> list[str]:
    """As "file:line:text", the line 1-based."""
    shown = []
    for location in found:
        name = location["uri"].rpartition("/")[2]
        line = location["range"]["start"]["line"] + 1
        shown.append(f"{name}:{line}:{editor.covered(location['range'], name)}")
    return shown


@pytest.fixture
def project(editor: Editor) -> Editor:
    editor.open(MODELS, "models.py")
    return editor


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import models\nmodels.Pla§nt", ["models.py:1:Plant"]),
        ("from models import Plant\nPla§nt", ["models.py:1:Plant"]),
        ("from models import Plant as P\nprint(P().hei§ght)", ["models.py:2:height"]),
        ("import mod§els", ["models.py:1:"]),
        ("é = '🐍', Sto§re", ["main.py:13:Store"]),
        ("Item(pri§ce=1)", ["main.py:26:price"]),
        ("def f(s: StoreDep): s.pu§t", ["main.py:19:put"]),
        ("unknown§", []),
        ("# comm§ent", []),
    ],
)
def test_definitions_in_the_project(project: Editor, text: str, found: list[str]) -> None:
    project.open(APP + text)
    assert places(project, project.ask_here("definition")) == found


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("app.ge§t", "fastapi/applications.py"),
        ("Base§Model", "pydantic/main.py"),
        ("import json\njson.loa§ds", "json/__init__.py"),
        ("pri§nt", "typeshed/stdlib/builtins.pyi"),
    ],
)
def test_definitions_in_libraries(project: Editor, text: str, file: str) -> None:
    project.open(APP + text)
    (location,) = project.ask_here("definition")
    assert location["uri"].endswith(file)
    assert len(project.ask("asgipad/readFile", {"uri": location["uri"]})["text"]) > 1000


def test_references_are_those_of_the_project(project: Editor) -> None:
    project.open("from models import Plant\n\nPlant().height\nPla§nt.height\n")
    found = places(project, project.ask_here("references", context={"includeDeclaration": True}))
    assert found == [
        "main.py:1:Plant",
        "main.py:3:Plant",
        "main.py:4:Plant",
        "models.py:1:Plant",
        "models.py:5:Plant",
    ]


def test_references_without_the_declaration(project: Editor) -> None:
    project.open("from models import Plant\nprint(Plant().hei§ght)\n")
    found = project.ask_here("references", context={"includeDeclaration": False})
    assert places(project, found) == ["main.py:2:height", "models.py:6:height"]


def test_a_library_in_an_archive(tmp_path: Path) -> None:
    archive = tmp_path / "libraries.zip"
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("zipped/__init__.py", "\n\nclass Inside:\n    '''Here.'''\n")
    (tmp_path / "project").mkdir()
    editor = Editor(tmp_path / "project", archive)
    editor.initialize()
    editor.open("from zipped import Inside\nIns§ide")
    (location,) = editor.ask_here("definition")
    assert location["uri"] == f"{archive.as_uri()}/zipped/__init__.py"
    assert location["range"]["start"] == {"line": 2, "character": 6}


def test_a_folder_that_links_to_itself(project: Editor) -> None:
    os.symlink(project.root, project.root / "loop")
    project.open("from models import Plant\nPla§nt\n")
    assert len(project.ask_here("references")) == 4
