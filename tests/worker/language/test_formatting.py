import subprocess
import sys
from pathlib import Path

import pytest

from tests.worker.language.editor import Editor, Refused, edited
from worker.language.formatting import line_edits


def formatted(editor: Editor) -> str:
    options = {"tabSize": 4, "insertSpaces": True}
    return editor.edited(editor.ask_here("formatting", options=options))


def test_a_file(editor: Editor) -> None:
    editor.open("x = {  'a':1 }\n\n\ndef f(): return x\n")
    assert formatted(editor) == 'x = {"a": 1}\n\n\ndef f():\n    return x\n'


def test_a_file_that_is_fine(editor: Editor) -> None:
    editor.open("x = 1\n")
    assert editor.ask_here("formatting") == []


def test_only_lines_that_change_are_touched(editor: Editor) -> None:
    lines = [f"x{number} = {number}\n" for number in range(50)]
    lines[10], lines[40] = "x = '🐍'\n", "y=1\n"
    editor.open("".join(lines))
    touched = [edit["range"]["start"]["line"] for edit in editor.ask_here("formatting")]
    assert touched == [10, 40]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("a", "a\n"),
        ("a\nb", "b"),
        ("a\n\n\n", "a\n"),
        ("a\nb\nc\n", "a\nx\ny\nc\n"),
        ("a\r\nb\r\n", "a\r\nc\r\n"),
        ("", "a\n"),
        ("a\n", ""),
        ("🐍 = 1", "🐍 = 2\n"),
    ],
)
def test_edits_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    edits = [dict(edit) for edit in line_edits(before, after)]
    if "\r" not in before:
        assert edited(before, edits) == after
    assert bool(edits) == (before != after)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\ny = (\n", "main.py, line 2: cannot format, '(' was never closed"),
        ("x =\n", "main.py, line 1: cannot format, this is not valid Python"),
        ("a = '\0'\n", "main.py, line 1: cannot format, the file contains a null byte"),
    ],
)
def test_a_file_that_does_not_parse(editor: Editor, text: str, message: str) -> None:
    editor.open(text)
    with pytest.raises(Refused) as refused:
        editor.ask_here("formatting")
    assert str(refused.value) == message


def test_what_only_the_compiler_refuses_is_formatted(editor: Editor) -> None:
    editor.open("return  1\n")
    assert formatted(editor) == "return 1\n"


@pytest.mark.parametrize(
    ("options", "text", "after"),
    [
        ("line-length = 20", "f(aaaaaaaa, bbbbbbbb)\n", "f(\n    aaaaaaaa,\n    bbbbbbbb,\n)\n"),
        ("skip-string-normalization = true", "x  = 'a'\n", "x = 'a'\n"),
        ("skip-magic-trailing-comma = true", "x = [1,]\n", "x = [1]\n"),
        ("target-version = ['py314']\npreview = true", "x  = 1\n", "x = 1\n"),
        ("extend-exclude = 'tests'", "x  = 1\n", "x = 1\n"),
        ("unstable = true\nenable-unstable-feature = ['hug_comparator']", "x=1\n", "x = 1\n"),
    ],
)
def test_options_of_the_project(editor: Editor, options: str, text: str, after: str) -> None:
    editor.write(pyproject__toml=f"[tool.black]\n{options}\n")
    editor.open(text)
    assert formatted(editor) == after


@pytest.mark.parametrize(
    ("pyproject", "message"),
    [
        ("[tool.black]\nline-lenght = 80", "line-lenght in [tool.black] is no option of black"),
        (
            "[tool.black]\nline-length = '80'",
            "line-length in [tool.black] is a number of characters, not '80'",
        ),
        ("[tool.black]\npreview = 1", "preview in [tool.black] is true or false, not 1"),
        (
            "[tool.black]\ntarget-version = 'py314'",
            "target-version in [tool.black] is a list, not 'py314'",
        ),
        (
            "[tool.black]\ntarget-version = ['py399']",
            "target-version in [tool.black] has no 'py399'. There are py33, py34, py35,",
        ),
        (
            "[tool.black]\nenable-unstable-feature = ['x']",
            "enable-unstable-feature in [tool.black] has no 'x'. There are string_processing,",
        ),
        ("[tool]\nblack = 1", "[tool.black] is no table"),
    ],
)
def test_wrong_options(editor: Editor, pyproject: str, message: str) -> None:
    editor.write(pyproject__toml=pyproject)
    editor.open("x  = 1\n")
    with pytest.raises(Refused) as refused:
        editor.ask_here("formatting")
    assert str(refused.value).startswith(f"pyproject.toml: {message}")


def test_a_pyproject_that_is_no_toml(editor: Editor) -> None:
    editor.write(pyproject__toml="[tool.black]\nline-length = \n")
    editor.open("x  = 1\n")
    with pytest.raises(Refused, match=r"pyproject\.toml, line 2: Invalid value"):
        editor.ask_here("formatting")


def test_black_is_imported_when_it_is_needed() -> None:
    code = "import sys, worker.language; print('black' in sys.modules)"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


def test_options_that_change(editor: Editor) -> None:
    editor.open("x = 'single'\n")
    editor.write(pyproject__toml="[tool.black]\nskip-string-normalization = true\n")
    assert editor.ask_here("formatting") == []
    editor.write(pyproject__toml="[tool.black]\n")
    assert formatted(editor) == 'x = "single"\n'
