"""That what is remembered from one question to the next is right for the next."""

import random
import re
from pathlib import Path
from typing import Any

import pytest

from tests.worker.language.editor import Editor
from worker.language.analysis import STANDARD_LIBRARY, Analysis
from worker.language.documents import Document

TEMPLATE = Path(__file__).parents[3] / "static/templates/json-api"


def completions(analysis: Analysis, document: Document, line: int, column: int) -> list[str]:
    with analysis.request():
        found = analysis.script(document).complete(line, column)
        return [f"{each.name} {each.type}" for each in found]


@pytest.mark.slow
def test_answers_do_not_depend_on_what_was_asked_before(libraries: Path) -> None:
    path = TEMPLATE / "main.py"
    text = path.read_text()
    places = [
        (number, found.end())
        for number, line in enumerate(text.split("\n"), 1)
        for found in re.finditer(r"\.(?=\w)|\((?=\w)", line)
    ]
    places = random.Random(1).sample(places, 12)
    shared = Analysis(TEMPLATE, libraries)
    for place in places * 2:
        shared.edited()
        fresh = Analysis(TEMPLATE, libraries)
        document = Document("", path, 1, text)
        assert completions(shared, document, *place) == completions(fresh, document, *place)


def test_it_starts_over_after_an_exception(editor: Editor, libraries: Path) -> None:
    analysis = Analysis(editor.root, libraries)
    document = Document("", editor.root / "main.py", 1, "x = 1")
    before = analysis.script(document)
    with pytest.raises(RecursionError), analysis.request():
        raise RecursionError
    assert analysis.script(document) is not before


HELLO = "from fastapi import FastAPI\n\napp = FastAPI()\napp."


def state(analysis: Analysis, document: Document) -> object:
    """What is inferred of libraries is kept in."""
    completions(analysis, document, 4, 4)
    return analysis.script(document)._inference_state


def test_a_new_file_takes_nothing_of_libraries_away(editor: Editor, libraries: Path) -> None:
    analysis = Analysis(editor.root, libraries)
    before = state(analysis, Document("", editor.root / "main.py", 1, HELLO))
    (editor.root / "shop").mkdir()
    (editor.root / "shop" / "prices.py").write_text("vat = 19\n")
    analysis.restructured([editor.root / "shop" / "prices.py"])
    asking = HELLO.replace("\n\n", "\nfrom shop.prices import vat\n")
    after = Document("", editor.root / "main.py", 2, asking)
    assert state(analysis, after) is before
    with analysis.request():
        [name] = analysis.script(after).goto(2, 26, follow_imports=True)
    assert name.module_path == editor.root / "shop" / "prices.py"


@pytest.mark.parametrize("name", ["starlette.py", "typing_extensions/__init__.py"])
def test_a_new_file_that_a_library_would_import(editor: Editor, libraries: Path, name: str) -> None:
    analysis = Analysis(editor.root, libraries)
    document = Document("", editor.root / "main.py", 1, HELLO)
    before = state(analysis, document)
    analysis.restructured([editor.root / name])
    assert state(analysis, document) is not before


def test_a_module_that_was_missing(editor: Editor, libraries: Path) -> None:
    analysis = Analysis(editor.root, libraries)
    document = Document("", editor.root / "main.py", 1, "import prices\n\n\nprices.")
    assert completions(analysis, document, 4, 7) == []
    (editor.root / "prices.py").write_text("vat = 19\n")
    analysis.restructured([editor.root / "prices.py"])
    assert "vat statement" in completions(analysis, document, 4, 7)


def test_a_script_is_kept_for_its_version(libraries: Path) -> None:
    analysis = Analysis(TEMPLATE, libraries)
    document = Document("", TEMPLATE / "main.py", 1, "x = 1")
    assert analysis.script(document) is analysis.script(document)
    newer: Any = Document("", TEMPLATE / "main.py", 2, "x = 1")
    assert analysis.script(newer) is not analysis.script(document)


def test_where_imports_are_looked_for(editor: Editor, libraries: Path) -> None:
    editor.open("app = 1", "src/mine/__init__.py")
    editor.open("from fastapi import FastAPI\napp = FastAPI()", "app/main.py")
    editor.rest()
    path = Analysis(editor.root, libraries).search_path
    assert path[:4] == [
        str(editor.root),
        f"{editor.root}/src",
        f"{editor.root}/app",
        str(libraries),
    ]
    assert path[4:] == STANDARD_LIBRARY
    assert not any("site-packages" in folder for folder in STANDARD_LIBRARY)
