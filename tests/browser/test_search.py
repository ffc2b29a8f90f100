"""Search and replace in all files of the project."""

import re
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, Page, expect
from pytest import fixture

from tests.browser.apps import HELLO
from tests.browser.ide_page import IdePage
from tests.browser.page_modules import run

FILES = {
    "main.py": HELLO,
    "shop/prices.py": "price = 1\nPRICES = [price, price]\n",
    "shop/notes.md": "# The price\n\nNo pricey things.\n",
    "templates/list.html": "<p>{{ price }}</p>\n",
}


@fixture
def ide(running: IdePage) -> Iterator[IdePage]:
    # A tab of its own would have an empty field; this one may have what another test left there.
    running.replace(FILES)
    running.page.get_by_role("tab", name="Files").click()
    running.page.get_by_role("treeitem", name="main.py").click()
    running.page.keyboard.press("Control+Home")
    running.page.keyboard.press("Control+Shift+f")
    field(running).fill("")
    field(running, "Files, such as").fill("")
    for name in ("Match case", "Whole words", "Regular expression"):
        if option(running, name).get_attribute("aria-pressed") == "true":
            option(running, name).click()
    field(running).focus()
    yield running
    running.page.get_by_role("tab", name="Files").click()


def panel(ide: IdePage) -> Locator:
    return ide.page.get_by_role("tabpanel", name="Search")


def field(ide: IdePage, name: str = "Search") -> Locator:
    return panel(ide).get_by_role("textbox", name=name)


def option(ide: IdePage, name: str) -> Locator:
    return panel(ide).get_by_role("button", name=name)


def said(ide: IdePage) -> Locator:
    return panel(ide).get_by_role("status")


def row(ide: IdePage, name: str | re.Pattern[str]) -> Locator:
    return panel(ide).get_by_role("treeitem", name=name)


def replace_with(ide: IdePage, text: str) -> None:
    twist = panel(ide).get_by_role("button", name="Replace", exact=True).first
    if twist.get_attribute("aria-expanded") == "false":
        twist.click()
    field(ide, "Replace with").fill(text)


def test_finds_in_all_files_and_opens_by_keyboard(ide: IdePage) -> None:
    ide.page.keyboard.type("price")
    expect(said(ide)).to_have_text("7 results in 3 files")
    expect(row(ide, "shop/prices.py, 4")).to_have_attribute("aria-expanded", "true")
    expect(panel(ide).locator("mark").first).to_have_text("price")
    ide.page.keyboard.press("Enter")
    expect(row(ide, "shop/notes.md, 2")).to_be_focused()
    for key in ("ArrowLeft", "ArrowDown"):
        ide.page.keyboard.press(key)
    expect(row(ide, "shop/prices.py, 4")).to_be_focused()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        ide.page.keyboard.press(key)
    expect(ide.page.get_by_role("tab", name="prices.py")).to_have_attribute("aria-selected", "true")
    expect(ide.editor).to_be_focused()
    assert ide.page.evaluate("getSelection().toString()") == "price"
    ide.page.keyboard.type("cost")
    assert ide.read("shop/prices.py") == "price = 1\nPRICES = [price, cost]\n"
    # The results follow what is typed.
    expect(said(ide)).to_have_text("6 results in 3 files")


def test_what_is_selected_is_searched_and_escape_gives_the_focus_back(ide: IdePage) -> None:
    ide.page.keyboard.press("Escape")
    expect(ide.editor).to_be_focused()
    ide.page.keyboard.press("Control+Shift+ArrowRight")
    ide.page.keyboard.press("Control+Shift+f")
    expect(field(ide)).to_have_value("from")
    expect(field(ide)).to_be_focused()
    expect(said(ide)).to_have_text(re.compile(r"^\d results in 1 file$"))


def test_options_and_files(ide: IdePage) -> None:
    field(ide).fill("price")
    field(ide, "Files, such as").fill("*.py, templates")
    expect(said(ide)).to_have_text("5 results in 2 files")
    field(ide, "Files, such as").fill("!*.py")
    expect(said(ide)).to_have_text("3 results in 2 files")
    option(ide, "Whole words").click()
    expect(said(ide)).to_have_text("2 results in 2 files")
    field(ide, "Files, such as").fill("")
    option(ide, "Match case").click()
    option(ide, "Regular expression").click()
    field(ide).fill("P[A-Z]+")
    expect(said(ide)).to_have_text("1 result in 1 file")
    field(ide).fill("P[A-Z")
    expect(said(ide)).to_have_text("This is no regular expression: a [ is never closed")
    expect(field(ide)).to_have_attribute("aria-invalid", "true")
    field(ide).fill("nowhere to be seen")
    expect(said(ide)).to_have_text("Nothing found")


def test_replaces_one_a_file_and_all(ide: IdePage) -> None:
    field(ide).fill("price")
    replace_with(ide, "cost")
    becomes = row(ide, "price }}</p>, becomes cost")
    expect(becomes.locator("del")).to_have_text("price")
    expect(becomes.locator("ins")).to_have_text("cost")
    becomes.focus()
    ide.page.keyboard.press("Shift+Enter")
    expect(said(ide)).to_contain_text("Replaced 1 result in 1 file")
    assert ide.read("templates/list.html") == "<p>{{ cost }}</p>\n"
    row(ide, "shop/notes.md, 2").hover()
    row(ide, "shop/notes.md, 2").get_by_role("button").click()
    expect(said(ide)).to_contain_text("Replaced 2 results in 1 file")
    assert ide.read("shop/notes.md") == "# The cost\n\nNo costy things.\n"
    panel(ide).get_by_role("button", name="Replace all", exact=True).click()
    expect(said(ide)).to_have_text("Replaced 4 results in 1 file")
    assert ide.read("shop/prices.py") == "cost = 1\ncostS = [cost, cost]\n"
    expect(row(ide, re.compile("."))).to_have_count(0)


def test_a_replacement_is_undone_at_once_or_by_file(ide: IdePage) -> None:
    field(ide).fill(r"(\w)rice")
    option(ide, "Regular expression").click()
    replace_with(ide, "$1ound")
    replace_all = panel(ide).get_by_role("button", name="Replace all", exact=True)
    replace_all.click()
    expect(said(ide)).to_have_text("Replaced 7 results in 3 files")
    assert ide.read("shop/prices.py") == "pound = 1\nPoundS = [pound, pound]\n"
    # The button is gone that had the focus.
    expect(panel(ide).get_by_role("button", name="Undo")).to_be_focused()
    ide.page.keyboard.press("Enter")
    expect(field(ide)).to_be_focused()
    expect(said(ide)).to_have_text("Took back 7 results in 3 files. 7 results in 3 files")
    assert {path: ide.read(path) for path in FILES} == FILES

    replace_all.click()
    expect(said(ide)).to_have_text("Replaced 7 results in 3 files")
    ide.page.get_by_role("tab", name="Files").click()
    ide.page.get_by_role("treeitem", name="prices.py").click()
    expect(ide.editor).to_be_focused()
    ide.page.keyboard.press("Control+z")
    assert ide.read("shop/prices.py") == FILES["shop/prices.py"]
    ide.page.keyboard.press("Control+Home")
    ide.page.keyboard.type("# ")
    ide.page.keyboard.press("Control+Shift+f")
    panel(ide).get_by_role("button", name="Undo").click()
    expect(said(ide)).to_contain_text("shop/prices.py changed meanwhile")
    assert ide.read("shop/notes.md") == FILES["shop/notes.md"]


def test_an_expression_without_end_harms_nothing(ide: IdePage) -> None:
    ide.write("shop/notes.md", "a" * 60)
    option(ide, "Regular expression").click()
    field(ide).fill("(a+)+b")
    # The page answers while the search goes on, until it is given up.
    field(ide, "Files, such as").focus()
    expect(said(ide)).to_have_text("This takes too long. Search for something simpler")
    field(ide).fill("a{60}")
    expect(said(ide)).to_have_text("1 result in 1 file")


def test_says_where_there_are_more_than_it_shows(ide: IdePage) -> None:
    ide.write("shop/notes.md", "x1\n" * 1500)
    field(ide).fill("x1")
    expect(said(ide)).to_have_text("The first 1000 results, in 1 file")
    replace_with(ide, "y")
    panel(ide).get_by_role("button", name="Replace these 1000").click()
    expect(said(ide)).to_have_text("Replaced 1000 results in 1 file. 500 results in 1 file")


def test_the_tabs_of_the_side_bar(ide: IdePage) -> None:
    tab = ide.page.get_by_role("tab", name="Search")
    tab.focus()
    ide.page.keyboard.press("ArrowLeft")
    files = ide.page.get_by_role("tab", name="Files")
    expect(files).to_be_focused()
    expect(files).to_have_attribute("aria-selected", "true")
    expect(panel(ide)).to_have_count(0)
    ide.page.keyboard.press("ArrowRight")
    expect(tab).to_be_focused()
    expect(panel(ide)).to_be_visible()


def search(page: Page, content: str, **sought: Any) -> Any:
    options = {"matchCase": False, "wholeWord": False, "regexp": False, **sought}
    return run(
        page,
        """
        const { searchTexts } = await load("project_search");
        return searchTexts([["a.txt", arg[0]]], { sought: arg[1], replacement: "-", include: "" });
        """,
        [content, options],
    )


def test_lines_and_what_is_around(running: IdePage) -> None:
    long = "x" * 30
    found = search(running.page, f"one\r\n  {long} two {long}\nthree\ntwo", text="two")
    assert found["count"] == 2
    first, second = found["files"][0]["hits"]
    assert first == {
        "from": 38,
        "to": 41,
        "line": 2,
        "before": "…" + "x" * 9 + " ",
        "text": "two",
        "after": f" {long}",
        "replacement": "-",
    }
    assert (second["line"], second["before"], second["after"]) == (4, "", "")


def test_matches_of_nothing_and_over_lines(running: IdePage) -> None:
    assert search(running.page, "abc", text="x*", regexp=True)["count"] == 0
    (file,) = search(running.page, "a\nb\n", text=r"a\nb", regexp=True)["files"]
    assert (file["hits"][0]["text"], file["hits"][0]["line"]) == ("a\nb", 1)


def test_globs(running: IdePage) -> None:
    paths = ["a.py", "b/a.py", "b/c/d.html", "b/c.md", "tests/b/x.py"]
    filtered = run(
        running.page,
        """
        const { fileFilter } = await load("glob");
        return arg[0].map((glob) => arg[1].filter(fileFilter(glob)));
        """,
        [
            ["", "*.py", "b", "b/", "/b", "b/*", "b/*.md", "**/d.*", "!tests", "*.py, !b", "?.py"],
            paths,
        ],
    )
    assert filtered == [
        paths,
        ["a.py", "b/a.py", "tests/b/x.py"],
        ["b/a.py", "b/c/d.html", "b/c.md", "tests/b/x.py"],
        ["b/a.py", "b/c/d.html", "b/c.md", "tests/b/x.py"],
        ["b/a.py", "b/c/d.html", "b/c.md"],
        ["b/a.py", "b/c/d.html", "b/c.md"],
        ["b/c.md"],
        ["b/c/d.html"],
        paths[:4],
        ["a.py"],
        ["a.py", "b/a.py", "tests/b/x.py"],
    ]
