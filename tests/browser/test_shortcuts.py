"""The list of shortcuts says what the keys do, and the palette has the same commands."""

from playwright.sync_api import Page, expect
from pytest import fixture

from tests.browser.apps import HELLO
from tests.browser.ide_page import IdePage
from tests.browser.page_modules import run

ELSEWHERE = {
    "Between the parts",
    "In a search field",
    "In the results of a search",
    "With the mouse",
}
"""Groups of keys that have tests of their own."""

STOP = "Stop the app"

_NOTE_KEYS = """() => {
  window.taken = [];
  window.addEventListener("keydown", (event) => {
    // When every listener has heard of it.
    setTimeout(() => window.taken.push([event.key, event.defaultPrevented]));
  }, true);
}"""

_TAKEN = """key => {
  const at = window.taken.findLastIndex(([each]) => !["Control", "Shift", "Alt"].includes(each));
  return at >= 0 && window.taken.splice(0)[at][1];
}"""

CODES = {"[": "BracketLeft", "]": "BracketRight", "\\": "Backslash", "/": "Slash", ".": "Period"}
ARROWS = {name: f"Arrow{name}" for name in ("Up", "Down", "Left", "Right")}
MODIFIERS = {"Ctrl": "Control"}


@fixture
def ide(running: IdePage) -> IdePage:
    running.replace({"main.py": HELLO, "other.py": "1\n"})
    running.page.get_by_role("treeitem", name="main.py").click()
    return running


def pressed(shortcut: str) -> str:
    """As Playwright writes "Ctrl Shift K"."""
    *held, key = shortcut.split(" ")
    if len(key) == 1:
        key = CODES.get(key, f"Key{key}")
    return "+".join([*(MODIFIERS.get(each, each) for each in held), ARROWS.get(key, key)])


def listed(ide: IdePage) -> dict[str, dict[str, str]]:
    """Group -> what -> keys, as the dialog has them."""
    ide.page.keyboard.press("F1")
    dialog = ide.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    groups: dict[str, dict[str, str]] = dialog.evaluate(
        """dialog => Object.fromEntries([...dialog.querySelectorAll("section")].map((section) => [
          section.querySelector("h3").textContent,
          Object.fromEntries([...section.querySelectorAll("dt")].map((what) => [
            what.textContent, what.nextElementSibling.textContent,
          ])),
        ]))"""
    )
    ide.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(ide.editor).to_be_focused()
    return groups


def test_every_listed_key_is_taken(page: Page, base_url: str) -> None:
    """In a tab of its own, because some of them stop the app and hide panes."""
    ide = IdePage(page, base_url)
    ide.open({"main.py": HELLO}, name="keys")
    expect(ide.preview.get_by_role("heading")).to_have_text("Hello")
    ide.editor.click()
    groups = listed(ide)
    assert set(groups) > ELSEWHERE
    rows = [row for name, of in groups.items() if name not in ELSEWHERE for row in of.items()]
    # Later, the others would have pages on their way that nobody answers any more.
    rows.sort(key=lambda row: row[0] != STOP)
    assert rows[0][0] == STOP
    ide.page.evaluate(_NOTE_KEYS)
    for what, keys in rows:
        # What the last one has opened.
        ide.page.evaluate("document.querySelector('dialog[open]')?.close()")
        ide.editor.focus()
        ide.page.keyboard.press(pressed(keys))
        taken = ide.page.wait_for_function(_TAKEN).json_value()
        assert taken, (what, keys)


def test_no_key_means_two_things(ide: IdePage) -> None:
    keys = [key for rows in listed(ide).values() for key in rows.values()]
    assert len(keys) == len(set(keys))


def test_editing_from_the_palette(ide: IdePage) -> None:
    ide.page.keyboard.press("Control+Home")
    for typed in ("copy the line d", "delete the line"):
        before = str(ide.read("main.py"))
        ide.page.keyboard.press("Control+k")
        ide.page.keyboard.type(typed)
        ide.page.keyboard.press("Enter")
        expect(ide.editor).to_be_focused()
        assert ide.read("main.py") != before
    assert ide.read("main.py") == HELLO
    ide.page.keyboard.press("Control+k")
    ide.page.keyboard.type("find in the file")
    expect(ide.page.get_by_role("option", name="Find in the file")).to_contain_text("Ctrl F")
    ide.page.keyboard.press("Enter")
    expect(ide.page.get_by_role("textbox", name="Find")).to_be_focused()
    ide.page.keyboard.press("Escape")


def test_the_menu_leads_to_the_list(ide: IdePage) -> None:
    ide.page.get_by_role("button", name="More").click()
    item = ide.page.get_by_role("menuitem", name="Keyboard shortcuts")
    expect(item).to_contain_text("F1")
    item.click()
    expect(ide.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    ide.page.keyboard.press("Escape")


def test_how_keys_are_written(running: IdePage) -> None:
    keys = [
        {"key": "k", "control": True, "shift": True},
        {"key": "ArrowUp", "control": True, "alt": True},
        {"key": "F3", "mac": {"key": "g", "command": True}},
        {"key": " ", "control": True, "mac": {"key": " ", "control": True}},
    ]
    written = run(
        running.page,
        """
        const { written } = await load("keys");
        return arg.map((keys) => [written(keys, false), written(keys, true)]);
        """,
        keys,
    )
    assert written == [
        ["Ctrl Shift K", "⇧⌘K"],
        ["Ctrl Alt Up", "⌥⌘Up"],
        ["F3", "⌘G"],
        ["Ctrl Space", "⌃Space"],
    ]


def test_buttons_tell_their_keys(ide: IdePage) -> None:
    for name, keys in {"Side bar": "Ctrl B", "Drawer": "Ctrl J", "Reload": "Ctrl Enter"}.items():
        button = ide.page.get_by_role("button", name=name, exact=True)
        expect(button).to_have_attribute("title", f"{name} ({keys})")
    expect(ide.page.get_by_role("button", name="Go to file or command")).to_contain_text("Ctrl K")
