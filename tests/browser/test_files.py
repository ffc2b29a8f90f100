"""The tree of files, by keyboard where there is a key for it."""

from playwright.sync_api import Locator, expect
from pytest import fixture

from tests.browser.apps import HELLO, SHOP
from tests.browser.ide_page import IdePage


@fixture
def ide(running: IdePage) -> IdePage:
    running.replace({"main.py": HELLO, "docs/notes.md": "# Notes\n"})
    return running


def row(ide: IdePage, name: str) -> Locator:
    return ide.page.get_by_role("treeitem", name=name, exact=True)


def paths(ide: IdePage) -> list[str]:
    """All but what `IdePage.replace` adds."""
    listed: list[str] = ide.page.evaluate("asgipad.files.list()")
    return [path for path in listed if path not in (".version", "requirements.txt")]


def name(ide: IdePage, label: str, typed: str) -> None:
    field = ide.page.get_by_label(label)
    expect(field).to_be_focused()
    field.fill(typed)
    field.press("Enter")


def test_a_new_file_is_open_at_once(ide: IdePage) -> None:
    row(ide, "notes.md").focus()
    ide.page.get_by_role("button", name="New file").click()
    name(ide, "Name of the new file", "extra.py")
    expect(ide.editor).to_be_focused()
    ide.page.keyboard.type("NUMBER = 7")
    ide.wait_kept("docs/extra.py", "NUMBER = 7")


def test_folders_may_stand_before_a_name(ide: IdePage) -> None:
    row(ide, "notes.md").focus()
    ide.page.get_by_role("button", name="New file").click()
    name(ide, "Name of the new file", "/shop/models/price.py")
    expect(row(ide, "price.py")).to_be_visible()
    assert "shop/models/price.py" in paths(ide)


def test_a_name_that_will_not_do_is_told_and_can_be_mended(ide: IdePage) -> None:
    row(ide, "main.py").focus()
    ide.page.get_by_role("button", name="New file").click()
    problem = ide.page.get_by_role("alert")
    for typed, sentence in {
        "main.py": "main.py exists already",
        "main.py/x.py": "main.py is a file",
        "docs//x.py": "A name is needed before and after each /",
        "../x.py": ".. already means a folder",
        "asgipad.py": "asgipad is the name of the runtime's own package. Choose another",
        " x.py": "A name cannot begin or end with a space",
    }.items():
        name(ide, "Name of the new file", typed)
        expect(problem).to_have_text(sentence)
    name(ide, "Name of the new file", "other.py")
    assert "other.py" in paths(ide)


def test_rename_moves_too(ide: IdePage) -> None:
    row(ide, "notes.md").press("F2")
    name(ide, "New name of docs/notes.md", "/read me.md")
    expect(row(ide, "read me.md")).to_be_focused()
    assert paths(ide) == ["main.py", "read me.md"]
    assert ide.read("read me.md") == "# Notes\n"


def test_a_renamed_module_is_the_apps_at_once(running: IdePage) -> None:
    running.replace(SHOP)
    row(running, "models.py").press("F2")
    name(running, "New name of shop/models.py", "goods.py")
    text = SHOP["shop/routers/prices.py"].replace("..models", "..goods")
    assert running.write("shop/routers/prices.py", text)["error"] is None
    assert running.fetch("/").text == '{"euros":3}'


def test_a_folder_cannot_go_into_itself(ide: IdePage) -> None:
    row(ide, "docs").press("F2")
    name(ide, "New name of docs", "docs/old")
    expect(ide.page.get_by_role("alert")).to_have_text("A folder cannot go into itself")
    ide.page.keyboard.press("Escape")
    assert "docs/notes.md" in paths(ide)


def test_delete_says_what_goes(ide: IdePage) -> None:
    row(ide, "docs").press("Delete")
    dialog = ide.page.get_by_role("dialog")
    expect(dialog).to_contain_text("The folder docs goes with its one file")
    ide.page.keyboard.press("Escape")
    assert "docs/notes.md" in paths(ide)
    row(ide, "docs").press("Delete")
    dialog.get_by_role("button", name="Delete").click()
    expect(row(ide, "docs")).to_have_count(0)
    assert paths(ide) == ["main.py"]


def test_upload(ide: IdePage) -> None:
    row(ide, "main.py").focus()
    with ide.page.expect_file_chooser() as chooser:
        ide.page.get_by_role("button", name="Upload").click()
    picture = b"\x89PNG\r\n\x1a\n\0\xff"
    chooser.value.set_files({"name": "logo.png", "mimeType": "image/png", "buffer": picture})
    expect(row(ide, "logo.png")).to_be_visible()
    assert ide.page.evaluate("[...asgipad.files.read('logo.png')]") == list(picture)
