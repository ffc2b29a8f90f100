import pytest

from tests.worker.language.editor import Editor


@pytest.mark.parametrize(
    ("text", "code", "covered", "message", "unnecessary"),
    [
        ("import os\n", "UnusedImport", "os", "'os' imported but unused", True),
        (
            "from typing import (\n    Any,\n    cast as c,\n)\nx: Any\n",
            "UnusedImport",
            "cast as c",
            "'typing.cast as c' imported but unused",
            True,
        ),
        ("from . import a as a, b\na\n", "UnusedImport", "b", "'.b' imported but unused", True),
        (
            "é = '🐍', undefined\n",
            "UndefinedName",
            "undefined",
            "Undefined name 'undefined'",
            False,
        ),
        (
            "def f():\n    x = 1\n",
            "UnusedVariable",
            "x",
            "Local variable 'x' is assigned to but never used",
            True,
        ),
        ("f'{1}' f''\n", "", "", "", False),
        (
            "print(f'')\n",
            "FStringMissingPlaceholders",
            "f",
            "F-string is missing placeholders",
            False,
        ),
    ],
)
def test_what_pyflakes_finds(
    editor: Editor, text: str, code: str, covered: str, message: str, unnecessary: bool
) -> None:
    editor.open(text)
    found = editor.diagnostics()
    if not code:
        assert found == []
        return
    (diagnostic,) = found
    assert (diagnostic["severity"], diagnostic["code"]) == (2, code)
    assert diagnostic["message"] == message
    assert editor.covered(diagnostic["range"]) == covered
    assert diagnostic.get("tags", []) == ([1] if unnecessary else [])
