from pathlib import Path
from typing import Any

import jedi
import pytest
from parso.cache import parser_cache

from tests.worker.language.editor import Editor


def parsed() -> set[str]:
    return {str(path) for files in parser_cache.values() for path in files}


def test_libraries_are_read_before_somebody_asks(editor: Editor, libraries: Path) -> None:
    applications = str(libraries / "fastapi" / "applications.py")
    parser_cache.clear()
    editor.open("app = 1\n")
    editor.rest()
    assert applications not in parsed()
    editor.server.libraries_changed()
    editor.rest()
    assert applications in parsed()


def test_every_question_can_be_asked(
    editor: Editor, libraries: Path, caplog: pytest.LogCaptureFixture
) -> None:
    editor.open("app = 1\n")
    editor.server.libraries_changed()
    editor.rest()
    assert caplog.text == ""  # what the server's work raises is logged there


def test_who_connects_does_not_get_the_first_answer_of_all(
    editor: Editor, libraries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A snapshot knows the answers; a browser has run nothing of that yet."""
    editor.server.libraries_changed()
    editor.rest()
    complete = jedi.Script.complete
    asked: list[str] = []

    def noted(script: jedi.Script, *at: int) -> Any:
        asked.append(script._code)
        return complete(script, *at)

    monkeypatch.setattr(jedi.Script, "complete", noted)
    editor.ask("shutdown")
    editor.ask("initialize")
    editor.rest()
    (text,) = asked
    assert text.endswith("app.")
