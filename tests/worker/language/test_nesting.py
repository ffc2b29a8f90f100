from pathlib import Path

import pytest

from worker.language.nesting import nested_too_deeply


@pytest.mark.parametrize(
    "text",
    [
        "x" + ".a" * 3000,
        "-" * 3000 + "1",
        "(" * 3000,
        "x = (" + "a\n    + " * 3000 + "a)",
        "x = [\n" + "    [\n" * 3000,
    ],
    ids=["attributes", "signs", "brackets", "lines", "lists"],
)
def test_expressions_that_go_too_deep(text: str) -> None:
    assert nested_too_deeply(f"import os\n\n{text}\n")


@pytest.mark.parametrize(
    "text",
    [
        "x.y = 1 + 2\n" * 5000,
        "x = [" + "    -1.5,\n" * 5000 + "]",
        "def f():\n" + "    a.b = c.d\n" * 3000,
        "x = '('\n\n" + "x.y = 1 + 2\n" * 500,
        Path(__file__).read_text(),
    ],
    ids=["lines", "table", "body", "string", "this"],
)
def test_long_texts_of_the_usual_kind(text: str) -> None:
    assert not nested_too_deeply(text)
