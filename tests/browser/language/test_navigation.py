"""From a name to where it is defined and used, and renaming it everywhere."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.language.editor import LanguageEditor

WORK = """\
from fastapi import FastAPI
from prices import total

app = FastAPI()
print(total([1, 2]))
"""

PRICES = """\
def total(prices: list[int]) -> int:
    return sum(prices)


nothing = total([])
"""


def test_to_the_definition_in_another_file(editor: LanguageEditor) -> None:
    editor.open(WORK, prices=PRICES)
    editor.put_cursor("print(total", after="tot")
    editor.press("F12")
    expect(editor.page.get_by_role("tab", name="prices.py")).to_have_attribute(
        "aria-selected", "true"
    )
    expect(editor.page.locator(".cm-activeLine")).to_have_text(
        "def total(prices: list[int]) -> int:"
    )


def test_into_a_library_which_is_to_be_read_only(editor: LanguageEditor) -> None:
    editor.open(WORK, prices=PRICES)
    editor.put_cursor("app = FastAPI", after="FastA")
    editor.press("F12")
    expect(editor.page.get_by_role("tab", name="applications.py")).to_have_attribute(
        "aria-selected", "true"
    )
    expect(editor.page.locator(".cm-activeLine")).to_contain_text("class FastAPI(")
    expect(editor.ide.editor).to_have_attribute("aria-readonly", "true")
    editor.page.get_by_role("tab", name="applications.py").press("Delete")
    expect(editor.page.get_by_role("tab", name="applications.py")).to_have_count(0)


@pytest.mark.parametrize(
    ("keys", "said"),
    [("F12", "No definition: "), ("Shift+F12", "No references: ")],
)
def test_where_nothing_is_to_be_found(editor: LanguageEditor, keys: str, said: str) -> None:
    """That is said until the cursor moves on, or Escape."""
    sentence = f"{said}nothing that is known stands at the cursor"
    editor.open(WORK, prices=PRICES)
    editor.put_cursor("from prices", after="fr")
    for then in ["Escape", "ArrowLeft"]:
        editor.press(keys)
        expect(editor.said).to_contain_text(sentence)
        editor.press(then)
        expect(editor.said).to_have_count(0)
    assert editor.text == WORK


def test_references_in_all_files(editor: LanguageEditor) -> None:
    editor.open(WORK, prices=PRICES)
    editor.put_cursor("print(total", after="tot")
    editor.press("Shift+F12")
    found = editor.page.get_by_role("listbox", name="Reference list")
    expect(found.get_by_role("option")).to_have_count(4)
    found.get_by_role("option").filter(has_text="nothing = total").click()
    expect(editor.page.locator(".cm-activeLine")).to_have_text("nothing = total([])")


def test_a_rename_is_shown_before_it_is_made_and_can_be_undone(editor: LanguageEditor) -> None:
    editor.open(WORK, prices=PRICES)
    editor.put_cursor("print(total", after="tot")
    editor.press("F2")
    dialog = editor.page.get_by_role("dialog", name="Rename total")
    dialog.get_by_label("New name").fill("summed")
    expect(dialog).to_contain_text("4 places in 2 files")
    expect(dialog.locator("ins").first).to_contain_text("summed")
    assert "summed" not in editor.text
    dialog.get_by_role("button", name="Rename").click()
    expect(editor.ide.editor).to_contain_text("print(summed")
    assert editor.ide.read("prices.py") == PRICES.replace("total", "summed")
    editor.press("Control+z")
    expect(editor.ide.editor).to_contain_text("print(total")


def test_after_a_rename_the_cursor_is_where_it_was(editor: LanguageEditor) -> None:
    editor.open("rate = 1\nkept = 2\nprint(rate)\n")
    editor.put_cursor("print(rate", after="print(")
    for _ in range(4):
        editor.press("Shift+ArrowRight")
    editor.press("F2")
    editor.page.get_by_role("dialog", name="Rename rate").get_by_label("New name").fill("share")
    editor.press("Enter")
    editor.wait_text("share = 1\nkept = 2\nprint(share)\n")
    editor.type("s")
    editor.wait_text("share = 1\nkept = 2\nprint(s)\n")


def test_a_name_that_is_none(editor: LanguageEditor) -> None:
    editor.open(WORK, prices=PRICES)
    editor.put_cursor("print(total", after="tot")
    editor.press("F2")
    dialog = editor.page.get_by_role("dialog", name="Rename total")
    dialog.get_by_label("New name").fill("class")
    expect(dialog.get_by_role("alert")).to_contain_text("class")
    dialog.get_by_role("button", name="Cancel").click()
    assert editor.text == WORK


def test_what_is_of_a_library_keeps_its_name(editor: LanguageEditor) -> None:
    editor.open(WORK, prices=PRICES)
    editor.put_cursor("app = FastAPI", after="FastA")
    editor.press("F2")
    expect(editor.said).to_have_text(re.compile("^Not renamed: "))


def test_to_a_symbol_of_the_file(editor: LanguageEditor) -> None:
    editor.open("x = 1\n\n\nclass Shop:\n    def open(self): ...\n")
    editor.put_cursor("x = 1")
    editor.press("Control+Shift+o")
    editor.page.get_by_role("combobox", name="Go to symbol").fill("open")
    editor.press("Enter")
    expect(editor.page.locator(".cm-activeLine")).to_have_text("    def open(self): ...")


def test_the_outline_follows_the_file(editor: LanguageEditor) -> None:
    editor.open(
        "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
        "@app.get('/items/{item_id}')\ndef read(item_id: int): ...\n\n\n"
        "class Shop:\n    def open(self): ...\n"
    )
    editor.page.get_by_role("tab", name="Outline").click()
    rows = editor.page.get_by_role("tree", name="Outline").get_by_role("treeitem")
    expect(rows).to_have_text(["nameapp", "defreadGET /items/{item_id}", "classShop", "defopen"])
    rows.nth(2).press("ArrowDown")
    editor.press("Enter")
    expect(editor.page.locator(".cm-activeLine")).to_have_text("    def open(self): ...")
    editor.press("End")
    editor.press("Enter")
    editor.type("def close(self): ...")
    expect(rows).to_have_count(5)
    editor.page.get_by_role("tab", name="Files", exact=True).click()
