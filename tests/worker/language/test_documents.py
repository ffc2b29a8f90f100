import os
from typing import Any

import pytest

from tests.worker.language.editor import Editor
from worker.language import documents


def change(start: tuple[int, int], end: tuple[int, int], text: str) -> dict[str, Any]:
    places = [{"line": line, "character": character} for line, character in (start, end)]
    return {"range": {"start": places[0], "end": places[1]}, "text": text}


def on_disk(editor: Editor, path: str = "main.py") -> str:
    editor.rest()
    return (editor.root / path).read_text()


def test_what_is_open_is_on_disk(editor: Editor) -> None:
    editor.open("a = 1\n", "pkg/mod.py")
    assert on_disk(editor, "pkg/mod.py") == "a = 1\n"
    editor.tell("textDocument/didClose", {"textDocument": {"uri": editor.uri}})
    assert on_disk(editor, "pkg/mod.py") == "a = 1\n"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ([change((0, 0), (0, 1), "b")], "b = '🐍'\nc\n"),
        ([change((0, 7), (0, 7), "!")], "a = '🐍!'\nc\n"),
        ([change((0, 8), (1, 1), ""), change((0, 8), (0, 8), "\nd")], "a = '🐍'\nd\n"),
        ([change((2, 0), (9, 9), "end")], "a = '🐍'\nc\nend"),
        ([change((1, 0), (1, 0), "🐍"), change((1, 2), (1, 3), "x")], "a = '🐍'\n🐍x\n"),
        ([{"text": "all new"}], "all new"),
    ],
)
def test_changes(editor: Editor, changes: list[dict[str, Any]], text: str) -> None:
    editor.open("a = '🐍'\nc\n")
    editor.change(changes)
    assert on_disk(editor) == text


def test_files_that_are_not_open(editor: Editor) -> None:
    editor.write(models__py="a = 1", pkg___deep__py="b = 2")
    assert on_disk(editor, "pkg/deep.py") == "b = 2"
    editor.write(models__py=None)
    editor.rest()
    assert not (editor.root / "models.py").exists()


def test_what_is_open_is_known_from_the_editor_only(editor: Editor) -> None:
    editor.open("typed = 1")
    editor.write(main__py="older = 1")
    assert on_disk(editor) == "typed = 1"


def test_a_file_that_cannot_be_written_is_shown(editor: Editor) -> None:
    os.symlink("loop.py", editor.root / "loop.py")
    editor.open("a = 1", "loop.py")
    assert len(editor.shown()) == 1
    assert editor.shown()[0].startswith("Not written: ")


def test_a_change_of_what_is_not_open(editor: Editor) -> None:
    editor.change([{"text": ""}], "gone.py")
    assert editor.shown() == [f"{editor.uri_of('gone.py')} is not open"]


def test_versions_that_follow_at_once_have_times_of_their_own(editor: Editor) -> None:
    times = []
    for number in range(5):
        editor.write(models__py=f"a = {number}")
        editor.rest()
        times.append((editor.root / "models.py").stat().st_mtime_ns)
    assert len(set(times)) == 5


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x = 1\n" * 20_000, "main.py has 20,001 lines. Beyond 6,000 there are no completion"),
        ("#" * 500_000, "main.py has 500,000 characters. Beyond 400,000 there are"),
    ],
)
def test_a_file_that_is_too_large(editor: Editor, text: str, sentence: str) -> None:
    editor.open(text)
    assert editor.shown()[0].startswith(sentence)
    (diagnostic,) = editor.diagnostics()
    assert diagnostic["code"] == "too-large"
    assert diagnostic["message"].startswith(sentence)


def test_an_expression_that_would_end_the_interpreter(editor: Editor) -> None:
    text = "x" + ".a" * 3000
    editor.open(text)
    (diagnostic,) = editor.diagnostics()
    assert diagnostic["message"].startswith("main.py has an expression of more than 500 parts.")
    assert on_disk(editor) == ""
    editor.write(other__py=text)
    assert on_disk(editor, "other.py") == ""


def test_the_limits_are_those_of_the_sentences() -> None:
    assert (documents.MOST_LINES, documents.MOST_CHARACTERS) == (6_000, 400_000)
