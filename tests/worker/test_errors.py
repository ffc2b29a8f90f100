"""What an author is told about an exception."""

import sys
from pathlib import Path

import pytest

from worker.errors import app_error, format_exception, suggestion
from worker.messages import AppError


def run(root: Path, source: str, kind: str = "import", **files: str) -> AppError:
    """The error of a file that is executed, importing others from `root`."""
    for name, text in files.items():
        (root / f"{name}.py").write_text(text)
    file = root / "main.py"
    file.write_text(source)
    try:
        exec(compile(source, str(file), "exec"), {"__name__": "main"})
    except BaseException as exc:
        return app_error(exc, root, kind)  # type: ignore[arg-type]
    raise AssertionError("nothing was raised")


def test_where_what_and_how(tmp_path: Path) -> None:
    source = "def f():\n    return DATABSE\n\nf()\n"
    error = run(tmp_path, source)
    assert error.pop("text").startswith("Traceback (most recent call last):\n")  # type: ignore[misc]
    del error["frames"][0]  # it was not imported but executed by this file
    assert error == {
        "kind": "import",
        "type": "NameError",
        "message": "name 'DATABSE' is not defined",
        "summary": "main.py, line 2: NameError, the app did not start",
        "path": "main.py",
        "line": 2,
        "column": 12,
        "frames": [
            {"path": "main.py", "line": 4, "name": "<module>", "source": "f()", "own": True},
            {"path": "main.py", "line": 2, "name": "f", "own": True, "source": "return DATABSE"},
        ],
    }


def test_columns_count_characters(tmp_path: Path) -> None:
    assert run(tmp_path, "é = 'ü', nothing")["column"] == 10


def test_the_innermost_own_frame_is_the_place(tmp_path: Path) -> None:
    error = run(tmp_path, "import json\njson.loads('{')")
    assert (error["path"], error["line"]) == ("main.py", 2)
    assert error["frames"][-1]["own"] is False


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    error = run(tmp_path, "import not_there_at_all")
    assert error["summary"] == (
        "main.py, line 1: there is no module not_there_at_all, the app did not start"
    )


def test_an_exception_from_elsewhere(tmp_path: Path) -> None:
    error = app_error(ValueError("first line.\nsecond"), tmp_path, "lifespan")
    assert error["summary"] == "ValueError: first line, the app did not start"
    assert (error["path"], error["line"], error["frames"]) == (None, None, [])


def test_frames_of_the_import_system_are_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    source = "import importlib\nimportlib.import_module('fails_here')"
    error = run(tmp_path, source, fails_here="1 / 0")
    assert [frame["path"] for frame in error["frames"][1:]] == ["main.py", "fails_here.py"]
    assert "importlib" not in error["text"].replace("importlib.import_module('fails_here')", "")
    sys.modules.pop("fails_here", None)


def test_a_group_of_one_is_what_it_holds(tmp_path: Path) -> None:
    error = run(tmp_path, "try: 1 / 0\nexcept Exception as e: raise ExceptionGroup('g', [e])")
    assert (error["type"], error["line"]) == ("ZeroDivisionError", 1)
    assert "ExceptionGroup" in error["text"]


def test_causes_stay_in_the_text(tmp_path: Path) -> None:
    error = run(tmp_path, "try: 1 / 0\nexcept Exception as e: raise ValueError('x') from e")
    assert error["type"] == "ValueError"
    assert "ZeroDivisionError" in error["text"]


def test_an_exception_that_causes_itself_can_be_shown() -> None:
    one, two = ValueError("1"), ValueError("2")
    one.__cause__, two.__cause__ = two, one
    assert format_exception(one).endswith("ValueError: 1\n")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x = (1,", "this ( is never closed"),
        ("x = {", "this { is never closed"),
        ("x = 'abc", "this string is never closed"),
        ('x = """abc', 'this string in """ is never closed'),
        ("x = 1)", "this ) closes nothing"),
        ("if x\n    y", "a : is missing here"),
        ("if x:\n        y\n    z", "this line is indented like none above it"),
        ("def f(:", "invalid syntax"),
    ],
)
def test_syntax_errors_in_words(tmp_path: Path, source: str, words: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        compile(source, str(tmp_path / "broken.py"), "exec")
    error = app_error(caught.value, tmp_path, "import")
    serving = app_error(caught.value, tmp_path, "syntax", serving=14)
    assert (error["kind"], error["path"]) == ("syntax", "broken.py")
    line = error["line"]
    assert error["summary"] == f"broken.py, line {line}: {words}, the app did not start"
    assert serving["summary"] == (
        f"broken.py, line {line}: {words}. The preview still shows version 14"
    )
    assert error["frames"][-1] == {
        "path": "broken.py",
        "line": line,
        "name": "<module>",
        "source": source.splitlines()[(line or 1) - 1].strip(),
        "own": True,
    }


def test_pythons_suggestion_is_found() -> None:
    error = app_error(ValueError(), Path("/"), "import")
    assert suggestion(error) is None
    error["text"] = "NameError: name 'DATABSE' is not defined. Did you mean: 'DATABASE'?\n"
    assert suggestion(error) == "DATABASE"
