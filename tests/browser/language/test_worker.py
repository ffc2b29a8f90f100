"""The language worker's life."""

from playwright.sync_api import Page, expect
from pytest import Config, skip

from tests.browser.apps import HELLO
from tests.browser.ide_page import IdePage
from tests.browser.language.editor import LanguageEditor


def test_a_worker_that_has_ended_comes_back(editor: LanguageEditor) -> None:
    editor.open("import json\njson\n")
    (worker,) = [each for each in editor.page.workers if "language.js" in each.url]
    worker.evaluate("() => { setTimeout(() => { throw new Error('broken on purpose'); }); }")
    expect(editor.page.locator("[data-code-help=starting]")).to_be_attached()
    editor.wait_ready()
    editor.press("Control+End")
    editor.type("json.")
    expect(editor.option("dumps")).to_be_visible()


def test_it_can_be_turned_off_and_on(editor: LanguageEditor) -> None:
    page = editor.page
    (worker,) = [each for each in page.workers if "language.js" in each.url]
    with worker.expect_event("close"):
        page.keyboard.press("Control+k")
        page.get_by_role("combobox").fill("Code help: off")
        page.keyboard.press("Enter")
    expect(page.locator("[data-code-help=off]")).to_be_attached()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("Code help: on")
    page.keyboard.press("Enter")
    editor.wait_ready()


def test_a_snapshot_knows_fastapi_already(page: Page, ide: IdePage, pytestconfig: Config) -> None:
    if pytestconfig.getoption("--snapshots") == "off":
        skip("Python starts without snapshots")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script("localStorage.setItem('asgipad-language', 'on')")
    ide.open({"main.py": HELLO, "requirements.txt": "fastapi\n"})
    editor = LanguageEditor(ide)
    editor.wait_ready()
    ide.type("\n\napp.", after="return")
    expect(editor.option("include_router")).to_be_visible()
    assert any("language.snapshot" in url for url in asked)
    assert [url for url in asked if "/wheels/" in url] == []


def test_hostile_files_do_not_stop_it(editor: LanguageEditor) -> None:
    long = "x = 1\n" * 20_000
    editor.open(
        "import json\n\n",
        long=long,
        null="x = '\0'\n",
        deep="(" * 500,
        sum="x = " + "1 + " * 3000 + "1",
    )
    editor.press("Control+End")
    editor.type("json.du")
    expect(editor.option("dumps")).to_be_visible()
