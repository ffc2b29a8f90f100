from typing import Any

import pytest

from tests.worker.language.editor import Editor

HEAD = '"""Doc."""\n\nimport os\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n'


def offers(editor: Editor, text: str, name: str) -> list[dict[str, Any]]:
    """The items of a name that would be imported, in the order in which they are shown."""
    editor.rest()
    editor.open(HEAD + text)
    items = sorted(editor.ask_here("completion")["items"], key=lambda item: str(item["sortText"]))
    return [each for each in items if each["label"] == name and "additionalTextEdits" in each]


def test_a_name_of_a_library(editor: Editor) -> None:
    (item, *_) = offers(editor, "def f(s=Depe§", "Depends")
    assert item["detail"] == "from fastapi"
    text = editor.edited(item["additionalTextEdits"])
    assert "\nfrom fastapi import Depends, FastAPI\n" in text


def test_a_name_of_the_standard_library(editor: Editor) -> None:
    (item, *_) = offers(editor, "x: Annot§", "Annotated")
    assert item["detail"] == "from typing"
    text = editor.edited(item["additionalTextEdits"])
    assert text.startswith('"""Doc."""\n\nimport os\nfrom typing import Annotated\n\nfrom fastapi')


def test_a_name_of_the_project_comes_first(editor: Editor) -> None:
    editor.write(models__py="class BaseModel: ...", pkg___deep__py="class Deeper: ...")
    found = offers(editor, "class A(BaseM§", "BaseModel")
    assert [item["detail"] for item in found] == ["from models", "from pydantic"]
    (deeper,) = offers(editor, "Deep§", "Deeper")
    assert deeper["detail"] == "from pkg.deep"
    assert "\nfrom pkg.deep import Deeper\n" in editor.edited(deeper["additionalTextEdits"])


def test_a_module_in_use_comes_first(editor: Editor) -> None:
    text = "from starlette.responses import Response\n\nJSONRes§"
    found = offers(editor, text, "JSONResponse")
    assert [item["detail"] for item in found] == [
        "from starlette.responses",
        "from fastapi.responses",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "app.Depe§",
        "x = 'Depe§'",
        "x = f'Depe§'",
        "# Depe§",
        "x = 1  # Depe§",
        "def Depe§",
        "class Depe§",
        "import Depe§",
        "from os import Depe§",
        "import os as Depe§",
        "Depends = 1\nDepe§",
        "§",
    ],
)
def test_where_nothing_is_offered(editor: Editor, text: str) -> None:
    assert offers(editor, text, "Depends") == []


def test_an_own_name_is_not_imported_from_itself(editor: Editor) -> None:
    editor.open("class Plant: ...\n")
    editor.rest()
    editor.type("Plan§")
    items = editor.ask_here("completion")["items"]
    assert [item for item in items if item["label"] == "Plant"] == []


def test_a_short_beginning_is_asked_again(editor: Editor) -> None:
    editor.rest()
    editor.open("D§")
    answer = editor.ask_here("completion")
    assert answer["isIncomplete"]
    assert len(answer["items"]) < 300
    editor.type("OAuth2PasswordBea§")
    assert not editor.ask_here("completion")["isIncomplete"]


def test_until_the_index_is_there_it_is_asked_again(editor: Editor) -> None:
    editor.open("OAuth2PasswordBea§")
    assert editor.ask_here("completion")["isIncomplete"]


def test_libraries_that_come_later(editor: Editor, tmp_path: Any) -> None:
    (tmp_path / "libraries").mkdir()
    editor = Editor(editor.root, tmp_path / "libraries")
    editor.initialize()
    assert offers(editor, "some_th§", "some_thing") == []
    (tmp_path / "libraries/later.py").write_text("def some_thing(): ...")
    editor.server.libraries_changed()
    assert [each["detail"] for each in offers(editor, "some_th§", "some_thing")] == ["from later"]
