"""The dialog that makes a link: what the link holds follows the boxes, and its size is said."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.page_modules import run

OPEN = """const { openShareDialog } = await load("share_dialog");
const files = Object.fromEntries(Object.entries(arg.files).map(([path, content]) =>
  [path, { content, writtenBy: path.endsWith(".db") ? "app" : "user" }]));
openShareDialog({ ...arg, files }, ide);"""

BOOKSHELF = {"main.py": "a = 1", "books.db": "created by the app"}


class ShareDialog:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.element: Locator = page.get_by_role("dialog")
        self.link: Locator = self.element.get_by_role("textbox", name="Link")
        self.qr: Locator = self.element.get_by_role("button", name="QR code")

    def open(self, files: dict[str, str], **more: Any) -> None:
        project: dict[str, Any] = {"name": "bookshelf", "files": files, "folders": [], "open": None}
        run(self.page, OPEN, {**project, "preview": None, **more})
        expect(self.element).to_be_visible()

    def shared(self) -> dict[str, Any]:
        """What the link in the field holds."""
        body = 'return (await load("share")).decodeShare(new URL(arg).hash);'
        project: dict[str, Any] = run(self.page, body, self.link.input_value())
        return project


@pytest.fixture
def context(emptied_context: BrowserContext) -> BrowserContext:
    return emptied_context


@pytest.fixture
def dialog(page: Page, base_url: str) -> ShareDialog:
    page.goto(base_url)
    expect(page.locator(".card").last).to_be_visible()
    return ShareDialog(page)


def test_the_link_is_what_the_boxes_say(dialog: ShareDialog) -> None:
    dialog.open(BOOKSHELF, open={"path": "main.py", "line": 24}, preview="/books")
    expect(dialog.element.get_by_role("heading")).to_have_text("Share bookshelf")
    everything = {
        "name": "bookshelf",
        "files": {"main.py": "a = 1"},
        "folders": [],
        "path": "main.py",
        "line": 24,
        "preview": "/books",
    }
    assert dialog.shared() == everything
    dialog.element.get_by_label("main.py in the editor, line 24").uncheck()
    dialog.element.get_by_label("/books in the preview").uncheck()
    dialog.element.get_by_label("books.db, what the app wrote").check()
    expect(dialog.element.get_by_text("what the app wrote adds")).to_be_visible()
    link = run(
        dialog.page,
        'return (await load("share")).encodeShare(arg, ide);',
        {"name": "bookshelf", "files": BOOKSHELF},
    )
    expect(dialog.link).to_have_value(link)


def test_nothing_is_asked_where_there_is_nothing_to_ask(dialog: ShareDialog) -> None:
    dialog.open({"main.py": ""})
    expect(dialog.element.get_by_role("checkbox")).to_have_count(0)


def test_copy(dialog: ShareDialog) -> None:
    dialog.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    dialog.open({"main.py": ""})
    copy = dialog.element.get_by_role("button", name="Copy")
    expect(copy).to_be_focused()
    dialog.page.keyboard.press("Enter")
    expect(dialog.element.get_by_role("status")).to_have_text("The link is copied")
    copied = dialog.page.evaluate("navigator.clipboard.readText()")
    assert copied == dialog.link.input_value()


def test_copy_where_the_page_may_not(dialog: ShareDialog) -> None:
    dialog.page.evaluate(
        """() => { navigator.clipboard.writeText = async () => {
          throw new DOMException("Write permission denied.", "NotAllowedError");
        } }"""
    )
    dialog.open({"main.py": ""})
    dialog.element.get_by_role("button", name="Copy").click()
    expect(dialog.element.get_by_role("button", name="Press Ctrl C")).to_be_visible()
    assert dialog.page.evaluate("getSelection().toString()") == dialog.link.input_value()


def test_a_short_link_has_a_qr_code_that_grows(dialog: ShareDialog) -> None:
    dialog.open({"main.py": "a = 1"})
    expect(dialog.element).to_contain_text("Up to 8 kB a link survives any chat or mail.")
    small = dialog.qr.locator("svg").bounding_box()
    dialog.qr.click()
    expect(dialog.qr).to_have_attribute("aria-pressed", "true")
    large = dialog.qr.locator("svg").bounding_box()
    assert small is not None
    assert large is not None
    assert large["width"] > 3 * small["width"]


NOISE = "Array.from({ length: 40000 }, (_, at) => (at * at * 2654435761 % 4294967296).toString(36))"


def test_a_long_link_says_so_and_offers_a_zip(dialog: ShareDialog) -> None:
    noise = dialog.page.evaluate(f"{NOISE}.join(' ').slice(0, 60000)")
    dialog.open({"main.py": noise, "books.db": "1"})
    expect(dialog.qr).to_be_hidden()
    expect(dialog.element).to_contain_text("Some chats and mails cut links over 8 kB.")
    with dialog.page.expect_download() as download:
        dialog.element.get_by_role("button", name="Download as zip").click()
    assert download.value.suggested_filename == "bookshelf.zip"


def test_it_says_that_nothing_is_uploaded(dialog: ShareDialog) -> None:
    requests: list[str] = []
    run(dialog.page, 'await load("share_dialog");')
    dialog.page.on("request", lambda request: requests.append(request.url))
    dialog.open({"main.py": ""})
    expect(dialog.element).to_contain_text(
        "The project is in the link itself. Nothing is uploaded."
    )
    assert requests == []


def test_escape_closes_it_and_the_focus_is_back(dialog: ShareDialog) -> None:
    before = dialog.page.get_by_role("button", name="Empty project")
    before.focus()
    dialog.open({"main.py": ""})
    for _ in range(12):
        dialog.page.keyboard.press("Tab")
        assert dialog.page.evaluate("!document.activeElement.closest('main, header')")
    dialog.page.keyboard.press("Escape")
    expect(dialog.element).to_have_count(0)
    expect(before).to_be_focused()
