import re

import pytest

from worker.language import markdown


@pytest.mark.parametrize(
    ("docstring", "shown"),
    [
        ("One line.", "One line."),
        ("One.\n\n    Two,\n    more.\n", "One.\n\nTwo,\nmore."),
        ("See :class:`Item` and ``x``.", "See `Item` and `x`."),
        ("See :py:func:`~os.path.join`.", "See `os.path.join`."),
        ("Like this::\n\n    x = 1\n\nDone.", "Like this:\n\n```python\nx = 1\n```\n\nDone."),
        ("A.\n\n>>> f(1)\n2", "A.\n\n```python\n>>> f(1)\n2\n```"),
        ("A.\n\n```python\nx = 1\n```", "A.\n\n```python\nx = 1\n```"),
        (":param int size: how big\n:returns: it", "- `size`: how big\n- Returns: it"),
        ("Do.\n\nArgs:\n    size (int): how big\n", "Do.\n\n**Args**\n\n- `size`: how big"),
        ("Returns\n-------\nint", "**Returns**\n\nint"),
        (".. note:: Careful", "Note Careful"),
        ("[the docs](https://docs.example/a)", "[the docs](https://docs.example/a)"),
        ("`the docs <https://docs.example>`_", "[the docs](https://docs.example)"),
        ("<https://docs.example>", "https://docs.example"),
        ("* one\n* two", "* one\n* two"),
    ],
)
def test_styles(docstring: str, shown: str) -> None:
    assert markdown.docstring(docstring) == shown


def test_it_is_cut_at_a_paragraph() -> None:
    text = "\n\n".join(["word " * 40] * 20)
    shown = markdown.docstring(text)
    assert 800 < len(shown) <= markdown.LONGEST
    assert shown.endswith("word")


def test_a_first_paragraph_that_is_too_long_is_cut_at_a_word() -> None:
    shown = markdown.docstring("word " * 1000)
    assert len(shown) <= markdown.LONGEST + 2
    assert shown.endswith("word …")


def test_a_first_block_of_code_that_is_too_long_is_closed() -> None:
    shown = markdown.docstring("```\n" + "x = 1\n" * 1000 + "```")
    assert shown.startswith("```python\n")
    assert shown.endswith("x = 1\n```")


@pytest.mark.parametrize(
    "attack",
    [
        "<img src=x onerror=alert(1)>",
        "a <script>alert(1)</script>",
        "![x](https://evil.example/pixel)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert)",
        "[x](https://a.example/<b>)",
        "[x][y]\n\n[y]: javascript:alert(1)",
        "[x]: data:text/html,a",
        "`code` ` <b> ` [x](javascript:a) `",
        "`unclosed [x](javascript:alert(1))",
        "\\![x](https://evil.example)",
        "\\\\[x](javascript:a)",
        "[a `b](javascript:x) c`",
        "[<b>](https://a.example)",
        "[![x](https://a.example)](https://b.example)",
        "<!-- x -->",
        "&#60;b&#62; &lt;b>",
        "ftp://files.example me@mail.example",
        "`x <javascript:alert(1)>`_",
        "**[x](data:a)**",
        "Args:\n    <b>: x\n",
    ],
)
def test_nothing_but_what_is_made_here_is_markup(attack: str) -> None:
    shown = markdown.docstring(attack)
    outside = re.sub(r"`[^`]+`", "", re.sub(r"\\`", "", shown))
    assert "<" not in outside
    assert not re.search(r"(?<!\\)!\[", outside)
    for url in re.findall(r"(?<!\\)\]\(([^)]*)\)", outside):
        assert url.startswith("https://")
    assert not re.search(r"(?<!\\)\]\s*[:\[]", outside)
    assert not re.search(r"(?<!\\)&#|ftp:|\w@", outside)


def test_a_fence_cannot_be_left() -> None:
    assert markdown.code("a\n```\n<b>") == "````python\na\n```\n<b>\n````"
    assert markdown.docstring("A::\n\n    ```\n    <b>\n\nB") == (
        "A:\n\n````python\n```\n<b>\n````\n\nB"
    )
