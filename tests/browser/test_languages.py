"""Templates, and what is suggested in HTML, CSS and JavaScript."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.apps import HELLO
from tests.browser.ide_page import IdePage

TEMPLATE = """\
{% extends "base.html" %}
{# a remark #}
<ul>{% for book in books %}<li class="row">{{ book.title|upper }}</li>{% endfor %}</ul>
"""


@pytest.fixture
def ide(running: IdePage) -> IdePage:
    running.replace({"main.py": HELLO, "templates/books.html": TEMPLATE, "page.html": "<p></p>"})
    return running


def show(ide: IdePage, name: str) -> None:
    ide.page.get_by_role("treeitem", name=name).click()
    expect(ide.editor).to_be_focused()
    ide.page.keyboard.press("Control+End")


def language(ide: IdePage) -> Locator:
    return ide.page.locator("#facts")


def token(ide: IdePage, text: str) -> Locator:
    return ide.editor.locator(f"[class^=tok-]:text-is('{text}')")


def test_a_template_is_read_as_one(ide: IdePage) -> None:
    show(ide, "books.html")
    expect(language(ide)).to_contain_text("Jinja")
    for text, kind in {
        "for": "keyword",
        "endfor": "keyword",
        "book": "variableName",
        "li": "typeName",
        "class": "propertyName",
        "{#": "comment",
    }.items():
        expect(token(ide, text).first).to_have_class(re.compile(f"^tok-{kind}"))


def test_html_becomes_a_template_while_typing(ide: IdePage) -> None:
    show(ide, "page.html")
    expect(language(ide)).to_contain_text("HTML")
    ide.page.keyboard.type("{% if")
    expect(token(ide, "if")).to_have_class("tok-keyword")
    ide.page.keyboard.type(" a")
    assert str(ide.read("page.html")).endswith("{% if a%}")
    expect(language(ide)).to_contain_text("Jinja")


@pytest.mark.parametrize(
    ("path", "typed", "label", "text"),
    [
        ("a.html", "<butt", "button", "<button"),
        ("a.html", "<a hre", "href", "<a href"),
        ("a.html", "<p>{% ext", "extends", "<p>{% extends</p>"),
        ("a.html", "<p>{{ x|low", "lower", "<p>{{ x|lower</p>"),
        ("a.html", "<style>p { backgr", "background", "<style>p { background: }"),
        ("a.css", "p { displ", "display", "p { display: }"),
        ("a.css", "p { display: fle", "flex", "p { display: flex}"),
        ("a.js", "const shelf = 1\nshe", "shelf", "const shelf = 1\nshelf"),
        ("a.js", "document.querySelectorA", "querySelectorAll", "document.querySelectorAll"),
    ],
)
def test_suggests(ide: IdePage, path: str, typed: str, label: str, text: str) -> None:
    ide.page.evaluate("path => { asgipad.files.write(path, '') }", path)
    show(ide, path)
    ide.page.keyboard.type(typed)
    option = ide.page.get_by_role("option", name=label, exact=True)
    expect(option.first).to_be_visible()
    option.first.click()
    assert ide.read(path) == text


def test_enter_after_a_word_of_javascript_is_a_new_line(ide: IdePage) -> None:
    """Suggested are names, no snippets that begin with the same letters."""
    ide.page.evaluate("() => { asgipad.files.write('a.js', '') }")
    show(ide, "a.js")
    ide.page.keyboard.type("docu")
    expect(ide.page.get_by_role("option", name="document", exact=True)).to_be_visible()
    ide.page.keyboard.press("Escape")
    ide.page.keyboard.press("Control+a")
    ide.page.keyboard.type("try")
    ide.page.keyboard.press("Control+Space")
    expect(ide.page.get_by_role("option", name="try")).to_have_count(0)
