"""The list of kept projects: every action, by pointer, by keyboard and on a phone."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.kept_projects import StartPage
from tests.browser.page_modules import run
from tests.browser.test_store import refuse_storage

ROOT = Path(__file__).parents[2]


@pytest.fixture
def context(emptied_context: BrowserContext) -> BrowserContext:
    return emptied_context


@pytest.fixture
def start(page: Page, base_url: str) -> StartPage:
    start = StartPage(page, base_url)
    start.open()
    return start


def test_a_first_visit_offers_templates_and_nothing_else(start: StartPage) -> None:
    expect(start.page.get_by_role("heading", level=1)).to_have_text(
        "Write a Python web app in this tab."
    )
    expect(start.page.get_by_text("What you write is kept in this browser")).to_be_visible()
    expect(start.page.get_by_text("Find a project")).to_be_hidden()


def test_a_first_visit_says_what_a_start_waits_for(
    start: StartPage, pytestconfig: pytest.Config
) -> None:
    with_snapshots = pytestconfig.getoption("--snapshots") == "on"
    folder, names = (
        ("snapshots", ("python.wasm", "runtime.snapshot"))
        if with_snapshots
        else ("vendor", ("pyodide/pyodide.asm.wasm", "pyodide/python_stdlib.zip"))
    )
    files = json.loads((ROOT / "static" / folder / "manifest.json").read_bytes())["files"]
    size = sum(min([files[name]["size"], *files[name]["encodings"].values()]) for name in names)
    said = f"Python, {size / 1e6:.2g} MB, comes with your first project and stays"
    expect(start.page.get_by_text(said)).to_be_visible()


def test_a_card_is_a_project_at_once(start: StartPage) -> None:
    start.page.get_by_role("button", name="FastAPI, the smallest").click()
    project = start.opened()
    assert project["name"] == "hello"
    assert "main.py" in project["files"]
    assert project["view"] == {"path": "main.py", "line": 1, "preview": "/"}


def test_a_double_click_makes_one_project(start: StartPage) -> None:
    start.page.get_by_role("button", name="FastAPI, the smallest").dblclick()
    start.opened()
    expect(start.rows).to_have_count(1)


def test_a_card_with_a_binary_file_keeps_its_bytes(start: StartPage) -> None:
    start.page.get_by_role("button", name="Datasette").click()
    files = start.opened()["files"]
    [database] = [bytes(content) for path, content in files.items() if path.endswith(".db")]
    assert database.startswith(b"SQLite format 3\0")


def test_the_same_card_again_gets_a_number(start: StartPage) -> None:
    for expected in ["starlette", "starlette 2", "starlette 3"]:
        start.page.locator(".card", has_text="Starlette").click()
        assert start.opened()["name"] == expected


def test_a_row_names_what_a_project_is(start: StartPage) -> None:
    id = start.keep("shop", {"main.py": "import fastapi\nimport sqlmodel\n", "a.db": [0] * 1100})
    expect(start.row("shop")).to_have_text(
        re.compile(r"^shop\s*FastAPI, SQLModel\s*just now\s*2 files\s*1.1 kB")
    )
    expect(start.page.locator("#kept-fact")).to_have_text("1 project, 1.1 kB, kept in this browser")
    start.page.get_by_role("link", name="shop").click()
    start.page.wait_for_url(f"**/p/?{id}")


def test_rename(start: StartPage) -> None:
    start.keep("first", {})
    start.keep("second", {})
    start.act("Rename", "first")
    name = start.dialog.get_by_role("textbox", name="Name")
    expect(name).to_be_focused()
    expect(name).to_have_value("first")
    for wrong, sentence in [
        ("  ", "A project needs a name."),
        ("SECOND", "There is a project called second already."),
        ("x" * 81, "The name is too long: up to 80 characters fit."),
    ]:
        name.fill(wrong)
        name.press("Enter")
        expect(start.dialog.get_by_role("alert")).to_have_text(sentence)
    name.fill(" lesson 3:  forms ")
    expect(start.dialog.get_by_role("alert")).to_have_text("")
    name.press("Enter")
    expect(start.dialog).to_have_count(0)
    expect(start.row("lesson 3: forms")).to_be_visible()
    expect(start.row("first")).to_have_count(0)


def test_a_rename_that_is_left_changes_nothing(start: StartPage) -> None:
    start.keep("first", {})
    start.act("Rename", "first")
    expect(start.dialog.get_by_role("textbox", name="Name")).to_be_focused()
    start.page.keyboard.type("other")
    start.page.keyboard.press("Escape")
    expect(start.dialog).to_have_count(0)
    expect(start.row("first")).to_be_visible()
    expect(start.row("first").get_by_role("button", name="Rename")).to_be_focused()


def test_duplicate(start: StartPage) -> None:
    start.keep("first", {"main.py": "a"})
    start.act("Duplicate", "first")
    expect(start.row("first copy")).to_contain_text("1 file")
    expect(start.row("first")).to_be_visible()


def test_delete_names_what_is_lost_and_can_be_left(start: StartPage) -> None:
    start.keep("first", {"main.py": "abc", "b.py": ""})
    start.act("Delete", "first")
    expect(start.dialog.get_by_role("heading")).to_have_text("Delete first?")
    expect(start.dialog).to_contain_text("2 files, 3 B, last changed just now.")
    expect(start.dialog.get_by_role("button", name="Cancel")).to_be_focused()
    start.page.keyboard.press("Enter")
    expect(start.dialog).to_have_count(0)
    expect(start.row("first")).to_be_visible()
    start.act("Delete", "first")
    start.dialog.get_by_role("button", name="Delete").click()
    expect(start.page.get_by_role("heading", level=1)).to_have_text(
        "Write a Python web app in this tab."
    )


def test_delete_takes_the_snapshots_of_the_projects_packages_along(start: StartPage) -> None:
    first, second = start.keep("first", {}), start.keep("second", {})
    names = [f"{at}-project-{id}-0-1.snapshot" for id in (first, second) for at in ("old", "new")]
    folder = """
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle("snapshots", { create: true });
      for (const name of arg) await folder.getFileHandle(name, { create: true });
    """
    run(start.page, folder, names)
    start.act("Delete", "first")
    start.dialog.get_by_role("button", name="Delete").click()
    expect(start.row("first")).to_have_count(0)
    left = run(start.page, f"{folder} return await Array.fromAsync(folder.keys());", [])
    assert sorted(left) == sorted(name for name in names if second in name)


def test_delete_knows_that_the_project_is_open_elsewhere(start: StartPage) -> None:
    id = start.keep("first", {})
    other = start.page.context.new_page()
    other.goto(start.url)
    run(other, 'await (await load("ownership")).claim(arg);', id)
    start.act("Delete", "first")
    expect(start.dialog).to_contain_text("It is open in another tab.")


def test_the_focus_goes_to_the_row_that_takes_the_place(start: StartPage) -> None:
    for name in ["third", "second", "first"]:
        start.keep(name, {})
    start.act("Delete", "second")
    start.dialog.get_by_role("button", name="Delete").click()
    expect(start.page.get_by_role("link", name="third")).to_be_focused()


def test_a_download_is_a_zip_that_any_program_reads(start: StartPage) -> None:
    start.keep("Bücher: 2", {"main.py": "ä\r\n", "a/b.bin": [0, 255]}, folders=["uploads"])
    download = start.download("Bücher: 2")
    assert download.suggested_filename == "Bücher-2.zip"
    with zipfile.ZipFile(io.BytesIO(download.path().read_bytes())) as archive:
        assert archive.testzip() is None
        contents = {name: archive.read(name) for name in archive.namelist()}
    assert contents == {
        "Bücher-2/uploads/": b"",
        "Bücher-2/main.py": "ä\r\n".encode(),
        "Bücher-2/a/b.bin": b"\0\xff",
    }


def test_find(start: StartPage) -> None:
    start.keep("bookshelf", {"main.py": "import fastapi"})
    start.keep("plants", {"main.py": "import starlette"})
    find = start.page.get_by_role("searchbox", name="Find a project")
    for text, names in [("BOOK", ["bookshelf"]), ("starl", ["plants"]), ("nothing", [])]:
        find.fill(text)
        expect(start.page.locator(".pr-name")).to_have_text(names)
    expect(start.page.get_by_role("status")).to_have_text("No project is called nothing.")
    find.press("Escape")
    expect(start.rows).to_have_count(2)


def test_new_project_from_a_template_with_a_name(start: StartPage) -> None:
    start.keep("starlette", {})
    start.page.get_by_role("button", name="New project").click()
    name = start.dialog.get_by_role("textbox", name="Name")
    expect(name).to_have_value("hello")
    start.dialog.get_by_role("radio", name="Starlette").check()
    expect(name).to_have_value("starlette 2")
    name.fill("streams")
    start.dialog.get_by_role("radio", name="Datasette").check()
    expect(name).to_have_value("streams")
    name.press("Enter")
    project = start.opened()
    assert project["name"] == "streams"
    assert "datasette" in project["files"]["pyproject.toml"]


def test_an_empty_project(start: StartPage) -> None:
    start.page.get_by_role("button", name="Empty project").click()
    assert start.opened() == {"name": "project", "files": {}, "folders": [], "view": {}}


def test_by_keyboard_alone(start: StartPage) -> None:
    start.keep("second", {})
    start.keep("first", {})
    keyboard = start.page.keyboard
    start.page.get_by_role("button", name="New project").focus()
    keyboard.press("Tab")
    expect(start.page.get_by_role("link", name="first")).to_be_focused()
    keyboard.press("Tab")
    expect(start.row("first").get_by_role("button", name="Rename")).to_be_focused()
    keyboard.press("Enter")
    expect(start.dialog.get_by_role("textbox", name="Name")).to_be_focused()
    keyboard.type("zeroth")
    keyboard.press("Enter")
    expect(start.row("zeroth").get_by_role("button", name="Rename")).to_be_focused()
    for _ in range(3):
        keyboard.press("Tab")
    expect(start.row("zeroth").get_by_role("button", name="Delete")).to_be_focused()
    keyboard.press("Enter")
    expect(start.dialog.get_by_role("button", name="Cancel")).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(start.rows).to_have_count(1)
    expect(start.page.get_by_role("link", name="second")).to_be_focused()


def test_on_a_phone_the_actions_are_a_menu(browser: Browser, base_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    start = StartPage(context.new_page(), base_url)
    start.open()
    start.keep("first", {})
    expect(start.row("first").get_by_role("button", name="Delete")).to_be_hidden()
    start.row("first").get_by_role("button", name="Actions for first").tap()
    start.page.get_by_role("menuitem", name="Duplicate").tap()
    expect(start.row("first copy")).to_be_visible()
    assert start.page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


def test_a_list_that_another_tab_changed_is_shown_when_looked_at(start: StartPage) -> None:
    start.keep("first", {})
    run(
        start.page,
        """const store = await (await load("store")).openStore();
        await store.create({ name: "second", files: {} });
        document.dispatchEvent(new Event("visibilitychange"));""",
    )
    expect(start.rows).to_have_count(2)


def test_where_nothing_is_kept_the_project_travels_in_the_address(
    new_context: Callable[[], BrowserContext], base_url: str
) -> None:
    context = new_context()
    refuse_storage(context)
    page = context.new_page()
    start = StartPage(page, base_url)
    start.open()
    expect(start.notice).to_contain_text("This browser keeps nothing here: access is denied.")
    expect(page.get_by_text("What you write lasts as long as this tab")).to_be_visible()
    page.get_by_role("button", name="FastAPI, the smallest").click()
    page.wait_for_url("**/p/#1.*")
    link = page.url.partition("#")[2]
    page.goto(base_url)
    shared = run(page, 'return (await load("share")).decodeShare(arg);', link)
    assert (shared["name"], shared["path"], shared["preview"]) == ("hello", "main.py", "/")


def test_the_theme_is_chosen_for_good(start: StartPage) -> None:
    start.page.get_by_role("button", name="More").click()
    start.page.get_by_role("menuitemradio", name="Dark").click()
    start.page.reload()
    expect(start.page.locator("html")).to_have_attribute("data-theme", "dark")
