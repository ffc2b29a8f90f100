from typing import Any

import pytest

from tests.worker.language.editor import Editor, edited


def fix(editor: Editor) -> dict[str, Any]:
    editor.rest()
    editor.open("import ne§eded\nneeded\n")
    here = {"start": editor.cursor, "end": editor.cursor}
    (action,) = editor.ask_here("codeAction", range=here, context={"diagnostics": []})
    found: dict[str, Any] = action
    return found


def test_a_file_that_is_not_there_is_created(editor: Editor) -> None:
    action = fix(editor)
    uri = editor.uri_of("requirements.txt")
    create, change = action["edit"]["documentChanges"]
    assert action["title"] == "Add needed to requirements.txt"
    assert create == {"kind": "create", "uri": uri, "options": {"ignoreIfExists": True}}
    assert change["textDocument"] == {"uri": uri, "version": None}
    assert edited("", change["edits"]) == "needed\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("fastapi\n", "fastapi\nneeded\n"),
        ("fastapi", "fastapi\nneeded\n"),
        ("", "needed\n"),
        ("# only a comment\n", "# only a comment\nneeded\n"),
    ],
)
def test_a_line_more(editor: Editor, before: str, after: str) -> None:
    editor.write(requirements__txt=before)
    edits = fix(editor)["edit"]["changes"][editor.uri_of("requirements.txt")]
    assert edited(before, edits) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[]", '["needed"]'),
        ('["a"]', '["a", "needed"]'),
        ("['a',]", "['a', \"needed\"]"),
        ('[\n  "a",\n]', '[\n  "a",\n  "needed",\n]'),
        ('[\n    "a"\n]', '[\n    "a",\n    "needed"\n]'),
        (
            '[\n  "a[b]",  # ] not the end\n  # "c",\n]',
            '[\n  "a[b]",\n  "needed",  # ] not the end\n  # "c",\n]',
        ),
        ("[\n  # none\n]", '["needed"\n  # none\n]'),
    ],
)
def test_an_element_more_of_the_projects_dependencies(
    editor: Editor, before: str, after: str
) -> None:
    text = '[project]\nname = "é🐍"\ndependencies = {}\n\n[tool.x]\ndependencies = ["no"]\n'
    editor.write(pyproject__toml=text.format(before))
    action = fix(editor)
    assert action["title"] == "Add needed to pyproject.toml"
    edits = action["edit"]["changes"][editor.uri_of("pyproject.toml")]
    assert edited(text.format(before), edits) == text.format(after)


@pytest.mark.parametrize(
    "text",
    [
        "[project]\nname = 'x'\n",
        "[tool.x]\ndependencies = ['a']\n",
        "[project\n",
        "project = {dependencies = ['a']}\n",
        "[project]\ndependencies = 'a'\n",
    ],
)
def test_a_pyproject_without_such_a_list(editor: Editor, text: str) -> None:
    editor.write(pyproject__toml=text)
    assert fix(editor)["title"] == "Add needed to requirements.txt"
