from pathlib import Path

import pytest

from worker.nesting import too_deep


@pytest.mark.parametrize(
    "text",
    [
        "x" + ".a" * 3000,
        "-" * 3000 + "1",
        "(" * 200,
        "x = (" + "a\n    + " * 3000 + "a)",
        "x = [\n" + "    [\n" * 3000,
    ],
    ids=["attributes", "signs", "brackets", "lines", "lists"],
)
def test_expressions_that_go_too_deep(text: str) -> None:
    line = too_deep(f"import os\n\n{text}\n")
    assert line is not None and line >= 3


@pytest.mark.parametrize(
    "text",
    [
        "x.y = 1 + 2\n" * 5000,
        "x = [" + "    -1.5,\n" * 5000 + "]",
        "def f():\n" + "    a.b = c.d\n" * 3000,
        "x = '('\n\n" + "x.y = 1 + 2\n" * 500,
        "PATH = 'M" + "1.5-2.5" * 900 + "'\n",
        'PAGE = """\n' + "<p class='a-b'>{x.y + 1}</p>(\n" * 300 + '"""\n',
        "x = 1  # " + "-" * 900,
        "x = [" + "(1), " * 900 + "]",
        "x = '" + "(" * 900 + "'",
        Path(__file__).read_text(),
    ],
    ids=[
        "lines",
        "table",
        "body",
        "string",
        "drawing",
        "page",
        "comment",
        "row",
        "brackets",
        "this",
    ],
)
def test_long_texts_of_the_usual_kind(text: str) -> None:
    assert too_deep(text) is None
