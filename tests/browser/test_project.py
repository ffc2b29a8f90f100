"""A project is kept: nothing typed is lost, whatever kind of reload comes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.apps import COUNTER, HELLO, SHOP, SITE
from tests.browser.ide_page import PATIENCE, START_OF_PYTHON, IdePage


def test_a_reload_keeps_everything(running: IdePage) -> None:
    ide = running
    ide.replace({**SITE, "notes.md": "# Notes\n"})
    changed = SITE["main.py"].replace("<h1>About</h1>", "<h1>About us</h1>")
    ide.write("main.py", changed)
    ide.go_to("/about")
    expect(ide.preview.get_by_role("heading")).to_have_text("About us")
    ide.wait_kept("main.py", changed, preview="/about")
    project = ide.project
    ide.page.reload()
    ide.wait_serving()
    assert ide.project == project
    expect(ide.preview.get_by_role("heading")).to_have_text("About us")
    expect(ide.address).to_have_value("/about")
    assert ide.read("notes.md") == "# Notes\n"


def test_an_edit_outlives_a_tab_that_is_closed(ide: IdePage) -> None:
    ide.open({"main.py": HELLO})
    url = ide.page.url
    ide.type("  # typed just now", after="def home")
    ide.wait_kept("main.py", ide.read("main.py"))
    ide.page.close()
    again = IdePage(ide.page.context.new_page(), ide.ide)
    again.page.goto(url)
    again.wait_serving()
    assert "# typed just now" in again.read("main.py")


@pytest.mark.console_error("status of 500")
def test_a_file_that_does_not_compile_comes_back_as_it_was(running: IdePage) -> None:
    ide = running
    ide.replace({"main.py": HELLO})
    broken = HELLO + "\ndef half(\n"
    ide.write("main.py", broken)
    ide.wait_kept("main.py", broken)
    ide.page.reload()
    expect(ide.status).to_contain_text("main.py, line 11", timeout=START_OF_PYTHON)
    assert ide.read("main.py") == broken
    expect(ide.preview.locator("body")).to_contain_text("main.py")
    ide.replace({"main.py": HELLO})  # so that no late request of this app fails in the next test


def test_a_package_with_several_modules(running: IdePage) -> None:
    ide = running
    ide.replace(SHOP)
    expect(ide.status).to_have_text(re.compile(r"^Serving shop\.main:app, version \d+$"))
    assert ide.fetch("/").text == '{"euros":3}'
    ide.wait_kept("shop/main.py", SHOP["shop/main.py"], preview="/")
    ide.page.reload()
    ide.wait_serving()
    expect(ide.status).to_have_text("Serving shop.main:app, version 1")
    assert ide.fetch("/").text == '{"euros":3}'


def test_what_the_app_writes_is_kept(running: IdePage) -> None:
    ide = running
    ide.replace({"main.py": COUNTER})
    expect(ide.preview.locator("body")).to_have_text("1")
    assert ide.fetch("/").text == "2"
    expect(ide.page.get_by_role("treeitem", name="visits.txt")).to_be_visible()
    ide.wait_kept("visits.txt", "2", preview="/")
    ide.page.reload()
    ide.wait_serving()
    expect(ide.preview.locator("body")).to_have_text("3")


def test_a_hard_reload_of_the_ide(ide: IdePage) -> None:
    """Shift and reload go past every service worker and cache."""
    ide.open(SITE, preview="/about")
    expect(ide.preview.get_by_role("heading")).to_have_text("About")
    hard_reload(ide.page)
    ide.wait_serving()
    expect(ide.preview.get_by_role("heading")).to_have_text("About")
    assert ide.fetch("/api/names", method="POST").text == '"1 so far"'


def test_a_hard_reload_of_the_app_in_its_own_tab(running: IdePage) -> None:
    ide = running
    ide.replace(SITE)
    with ide.page.context.expect_page() as opened:
        ide.page.get_by_role("button", name="Open in a new tab").click()
    expect(opened.value.get_by_role("heading")).to_have_text("Home")
    hard_reload(opened.value)
    expect(opened.value.get_by_role("heading")).to_have_text("Home")
    opened.value.get_by_role("link", name="About").click()
    expect(opened.value.get_by_role("heading")).to_have_text("About")
    opened.value.close()


@pytest.mark.console_error("status of 503")
def test_the_app_in_its_own_tab_says_when_nothing_runs_it(ide: IdePage) -> None:
    ide.open(SITE)
    with ide.page.context.expect_page() as opened:
        ide.page.get_by_role("button", name="Open in a new tab").click()
    expect(opened.value.get_by_role("heading")).to_have_text("Home")
    project = ide.page.url
    ide.page.close()
    opened.value.evaluate(UNTIL_NOTHING_RUNS, PATIENCE)  # a closed tab's worker ends a moment later
    opened.value.reload()
    expect(opened.value.get_by_role("heading")).to_have_text("The app is not running")
    opened.value.get_by_role("link", name="Open it in asgipad").click()
    expect(opened.value).to_have_url(project)
    IdePage(opened.value, ide.ide).wait_serving()


UNTIL_NOTHING_RUNS = """async (patience) => {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    if ((await fetch(location.href)).status === 503) return;
  }
  throw new Error("something still runs the app");
}"""


def hard_reload(page: Page) -> None:
    """Returns with the new document: the old one stays for a moment after the command."""
    with page.expect_event("load"):
        page.context.new_cdp_session(page).send("Page.reload", {"ignoreCache": True})
