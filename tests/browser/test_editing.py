"""What the editor can do beyond typing, by the keys of VS Code."""

import pytest
from playwright.sync_api import expect

from tests.browser.apps import HELLO
from tests.browser.ide_page import IdePage

LINES = "one\ntwo\nthree\n"
CALLS = "price = 1\ntotal = price + price\n"
NESTED = "def first():\n    if True:\n        return 1\n\n\ndef second():\n    return 2\n"


@pytest.fixture
def ide(running: IdePage) -> IdePage:
    running.replace({"main.py": HELLO})
    return running


def edit(ide: IdePage, text: str, *, path: str = "words.py") -> None:
    """A file with this text in the editor, the cursor at its beginning."""
    ide.page.evaluate("([path, text]) => { asgipad.files.write(path, text) }", [path, text])
    ide.page.get_by_role("treeitem", name=path).click()
    expect(ide.editor).to_be_focused()
    ide.page.keyboard.press("Control+Home")


def press(ide: IdePage, *keys: str) -> None:
    for key in keys:
        ide.page.keyboard.press(key)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["Alt+ArrowDown"], "two\none\nthree\n"),
        (["ArrowDown", "Alt+ArrowUp"], "two\none\nthree\n"),
        (["Shift+Alt+ArrowDown"], "one\none\ntwo\nthree\n"),
        (["Shift+Alt+ArrowUp", "Alt+ArrowDown"], "one\none\ntwo\nthree\n"),
        (["Control+Shift+K"], "two\nthree\n"),
        (["Control+/"], "# one\ntwo\nthree\n"),
        (["Control+/", "Control+/"], LINES),
        (["Control+]"], "    one\ntwo\nthree\n"),
        (["Control+]", "Control+["], LINES),
        (["Alt+L", "Delete"], "two\nthree\n"),
        (["Control+Shift+K", "Control+Z"], LINES),
        (["Control+Shift+K", "Control+Z", "Control+Y"], "two\nthree\n"),
        (["Control+Alt+ArrowDown", "Control+Alt+ArrowDown", "-"], "-one\n-two\n-three\n"),
        (["ArrowDown", "Control+Alt+ArrowUp", "-"], "-one\n-two\nthree\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_lines(ide: IdePage, keys: list[str], text: str) -> None:
    edit(ide, LINES)
    press(ide, *keys)
    assert ide.read("words.py") == text


def test_the_next_occurrence_and_all(ide: IdePage) -> None:
    edit(ide, CALLS)
    press(ide, "Control+d", "Control+d")
    ide.page.keyboard.type("cost")
    assert ide.read("words.py") == "cost = 1\ntotal = cost + price\n"
    edit(ide, CALLS)
    press(ide, "Control+Shift+L")
    ide.page.keyboard.type("cost")
    assert ide.read("words.py") == "cost = 1\ntotal = cost + cost\n"
    # Every cursor is taken back at once.
    press(ide, "Control+z")
    assert ide.read("words.py") == CALLS


def test_alt_and_a_click_set_another_cursor(ide: IdePage) -> None:
    edit(ide, LINES, path="words.txt")
    line = ide.editor.locator(".cm-line").filter(has_text="three")
    box = line.bounding_box()
    assert box is not None
    line.click(modifiers=["Alt"], position={"x": box["width"] - 24, "y": box["height"] / 2})
    ide.page.keyboard.type("-")
    assert ide.read("words.txt") == "-one\ntwo\nthree-\n"
    press(ide, "Escape")
    ide.page.keyboard.type("+")
    assert ide.read("words.txt") == "-one\ntwo\nthree-+\n"


def test_folds_by_key_and_by_mouse(ide: IdePage) -> None:
    edit(ide, NESTED)
    line = ide.editor.locator(".cm-line")
    expect(line).to_have_count(8)
    press(ide, "Control+Shift+BracketLeft")
    expect(line).to_have_count(6)
    expect(ide.editor.get_by_label("Folded code")).to_have_count(1)
    press(ide, "Control+Shift+BracketRight")
    expect(line).to_have_count(8)
    press(ide, "Alt+[")
    expect(line).to_have_count(4)
    press(ide, "Alt+]")
    expect(line).to_have_count(8)
    gutter = ide.page.locator(".cm-foldGutter")
    gutter.get_by_title("Fold", exact=True).first.click()
    expect(line).to_have_count(6)
    gutter.locator('[title="Unfold"]:visible').click()
    expect(line).to_have_count(8)


def test_brackets_close_themselves_and_are_matched(ide: IdePage) -> None:
    edit(ide, "")
    ide.page.keyboard.type("print(['a")
    assert ide.read("words.py") == "print(['a'])"
    ide.page.keyboard.type("'])")
    assert ide.read("words.py") == "print(['a'])"
    expect(ide.page.locator(".cm-matchingBracket")).to_have_count(2)
    press(ide, "Control+Shift+\\")
    ide.page.keyboard.type("!")
    assert ide.read("words.py") == "print!(['a'])"


def test_goes_to_a_line(ide: IdePage) -> None:
    edit(ide, LINES)
    press(ide, "Control+g")
    field = ide.page.get_by_label("Line, 1 to 4")
    expect(field).to_be_focused()
    field.fill("9")
    field.press("Enter")
    expect(ide.page.get_by_text("The file has the lines 1 to 4")).to_be_visible()
    field.fill("3")
    field.press("Enter")
    expect(ide.page.locator("#facts")).to_contain_text("Line 3")
    expect(ide.editor).to_be_focused()
    ide.page.keyboard.type(">")
    assert ide.read("words.py") == "one\ntwo\n>three\n"


def test_undo_survives_another_file_and_a_closed_tab(ide: IdePage) -> None:
    edit(ide, LINES)
    ide.page.keyboard.type("zero ")
    edit(ide, "", path="other.py")
    ide.page.keyboard.type("1")
    tab = ide.page.get_by_role("tab", name="words.py")
    tab.click()
    expect(ide.editor).to_contain_text("zero one")
    ide.editor.press("Control+z")
    assert ide.read("words.py") == LINES
    ide.editor.press("Control+y")
    tab.focus()
    tab.press("Delete")
    expect(tab).to_have_count(0)
    ide.page.get_by_role("treeitem", name="words.py").click()
    expect(ide.editor).to_be_focused()
    press(ide, "Control+z")
    assert ide.read("words.py") == LINES
