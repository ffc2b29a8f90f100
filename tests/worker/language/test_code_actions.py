from typing import Any

import pytest

from tests.worker.language.editor import Editor, Refused


def actions(editor: Editor, text: str, **context: Any) -> list[dict[str, Any]]:
    """The quick fixes at the cursor."""
    editor.rest()
    editor.open(text)
    here = {"start": editor.cursor, "end": editor.cursor}
    params = {"range": here, "context": {"diagnostics": [], **context}}
    found: list[dict[str, Any]] = editor.ask_here("codeAction", **params)
    return found


def after(editor: Editor, action: dict[str, Any]) -> str:
    return editor.edited(action["edit"]["changes"][editor.uri])


def test_an_undefined_name_is_imported(editor: Editor) -> None:
    editor.write(models__py="def Field(): ...")
    found = actions(editor, "from fastapi import FastAPI\n\nFastAPI, Fie§ld\n")
    assert [action["title"] for action in found] == [
        "Import Field from models",
        "Import Field from pydantic",
        "Import Field from sqlmodel",
    ]
    assert [action.get("isPreferred", False) for action in found] == [True, False, False]
    assert found[0]["diagnostics"][0]["code"] == "UndefinedName"
    assert after(editor, found[0]).startswith(
        "from fastapi import FastAPI\n\nfrom models import Field\n\n"
    )


def test_it_joins_an_import_that_is_there(editor: Editor) -> None:
    (action, *_) = actions(editor, "from fastapi import FastAPI\n\nFastAPI, Dep§ends\n")
    assert action["title"] == "Import Depends from fastapi"
    assert after(editor, action).startswith("from fastapi import Depends, FastAPI\n")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("import o§s\nimport re\nre\n", "import re\nre\n"),
        ("import o§s, re\nre\n", "import re\nre\n"),
        ("import re, o§s\nre\n", "import re\nre\n"),
        ("from typing import Any, c§ast\nAny\n", "from typing import Any\nAny\n"),
        (
            "from typing import (\n    A§ny,\n    cast,\n)\ncast\n",
            "from typing import (\n    cast,\n)\ncast\n",
        ),
        ("from typing import (\n    A§ny,\n)\nx = 1\n", "x = 1\n"),
        ("def f():\n    import o§s\n", "def f():\n    pass\n"),
        ("def f():\n    import o§s\n    return 1\n", "def f():\n    return 1\n"),
        ("x = 1; import o§s\n", "x = 1; pass\n"),
        ("import o§s; x = 1\n", "x = 1\n"),
        ("import o§s", ""),
    ],
)
def test_an_unused_import_is_removed(editor: Editor, before: str, expected: str) -> None:
    (action,) = actions(editor, before)
    assert action["title"] == "Remove the unused import"
    assert after(editor, action) == expected


def test_a_missing_package_is_added(editor: Editor) -> None:
    editor.write(requirements__txt="fastapi\n")
    (action,) = actions(editor, "import P§IL\nPIL\n")
    assert action["title"] == "Add pillow to requirements.txt"
    assert action["isPreferred"]
    (uri,) = action["edit"]["changes"]
    assert uri == editor.uri_of("requirements.txt")


def test_elsewhere_there_is_nothing_to_do(editor: Editor) -> None:
    assert actions(editor, "import os\nx = 1§\n") == []


@pytest.mark.parametrize("only", [["refactor"], ["source.organizeImports"]])
def test_other_kinds_are_not_done(editor: Editor, only: list[str]) -> None:
    assert actions(editor, "import o§s\n", only=only) == []
    assert len(actions(editor, "import o§s\n", only=["quickfix"])) == 1


def test_a_request_without_range(editor: Editor) -> None:
    editor.open("x = 1")
    with pytest.raises(Refused, match="the request has no range"):
        editor.ask_here("codeAction")
