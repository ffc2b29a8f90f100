"""A link carries the whole project; no server keeps it."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.apps import HELLO, SITE
from tests.browser.ide_page import IdePage
from tests.browser.share_link import share_link


def link_of(ide: IdePage) -> str:
    """The link that the share button makes."""
    ide.page.get_by_role("button", name="Share").click()
    link = ide.page.get_by_label("Link", exact=True).input_value()
    ide.page.keyboard.press("Escape")
    return link


def test_a_link_opens_in_a_fresh_profile(
    running: IdePage, new_context: Callable[[], BrowserContext]
) -> None:
    ide = running
    ide.replace({**SITE, "notes.md": "# Notes\n"})
    ide.show("notes.md")
    ide.go_to("/about")
    expect(ide.preview.get_by_role("heading")).to_have_text("About")
    link = link_of(ide)
    guest = IdePage(new_context().new_page(), ide.ide)
    guest.page.goto(link)
    guest.wait_serving()
    expect(guest.preview.get_by_role("heading")).to_have_text("About")
    expect(guest.editor).to_contain_text("# Notes")
    assert guest.read("main.py") == SITE["main.py"]
    guest.page.reload()
    guest.wait_serving()


def test_a_link_never_overwrites_a_kept_project(running: IdePage) -> None:
    ide = running
    ide.replace({"main.py": HELLO})
    first, link = ide.page.url, link_of(ide)
    kept = HELLO.replace("Hello", "Kept")
    ide.write("main.py", kept)
    ide.wait_kept("main.py", kept, preview="/")
    ide.page.goto("about:blank")
    ide.page.goto(link)
    ide.wait_serving()
    expect(ide.preview.get_by_role("heading")).to_have_text("Hello")
    ide.write("main.py", HELLO.replace("Hello", "Another"))
    ide.page.goto(first)
    ide.wait_serving()
    expect(ide.preview.get_by_role("heading")).to_have_text("Kept")


def test_a_damaged_link_says_so(ide: IdePage) -> None:
    ide.page.goto(ide.ide + share_link({"main.py": HELLO})[:-20])
    expect(ide.page.get_by_text("it ends too early")).to_be_visible()


def test_binary_files_and_other_alphabets_travel(ide: IdePage) -> None:
    ide.page.goto(
        ide.ide + share_link({"main.py": HELLO, "naïve ✓.txt": "日本語", "x.bin": b"\0\xff"})
    )
    expect(ide.editor).to_contain_text("<h1>Hello</h1>")
    assert ide.read("naïve ✓.txt") == "日本語"
    assert ide.page.evaluate("[...asgipad.files.read('x.bin')]") == [0, 255]
