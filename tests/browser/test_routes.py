"""The app's routes beside the code: opened from there, and warned of."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.ide_page import SERVING, IdePage

MAIN = """\
from fastapi import APIRouter, FastAPI, WebSocket
from fastapi.responses import HTMLResponse

app = FastAPI(default_response_class=HTMLResponse)
pages = APIRouter(prefix="/pages")
ICON = "<link rel=icon href='data:,'>"


@app.get("/")
def home():
    return ICON + "<h1>Home</h1>"


@pages.get("/about")
def about():
    return ICON + "<h1>About</h1>"


@pages.get("/{book}/{page}")
def read_page(book: str, page: int):
    return ICON + f"<h1>{book}, page {page}</h1>"


@pages.post("/")
def add_page(): ...


@app.websocket("/ws")
async def listen(socket: WebSocket): ...


app.include_router(pages)
"""

SHADOWED = (
    MAIN
    + """
@app.get("/users/{user_id}")
def user(user_id: int): ...


@app.get("/users/me")
def me(): ...
"""
)

NEVER = "GET /users/me never runs: /users/{user_id}, line 34, comes first"


@pytest.fixture
def ide(running: IdePage) -> Iterator[IdePage]:
    size = running.page.viewport_size
    running.replace({"main.py": MAIN})
    running.show("main.py")
    mark(running, "Open GET / in the preview").wait_for()
    yield running
    running.page.keyboard.press("Escape")
    if size is not None:
        running.page.set_viewport_size(size)


def mark(ide: IdePage, name: str) -> Locator:
    return ide.page.get_by_role("group", name="Routes").get_by_role("button", name=name)


def heading(ide: IdePage) -> Locator:
    return ide.preview.get_by_role("heading")


def choose(ide: IdePage, words: str, option: str) -> None:
    """Types into the palette and takes what is found first."""
    ide.page.keyboard.press("Control+k")
    ide.page.keyboard.type(words)
    chosen = ide.page.get_by_role("option", selected=True)
    expect(chosen).to_contain_text(option)
    ide.page.keyboard.press("Enter")


def test_a_click_opens_the_route(ide: IdePage) -> None:
    mark(ide, "Open GET /pages/about in the preview").click()
    expect(heading(ide)).to_have_text("About")
    expect(ide.address).to_have_value("/pages/about")


def test_the_address_behind_the_line_opens_it_too(ide: IdePage) -> None:
    ide.editor.get_by_text("open /pages/about").click()
    expect(heading(ide)).to_have_text("About")


def test_parameters_are_filled_in_one_after_the_other(ide: IdePage) -> None:
    mark(ide, "Open GET /pages/{book}/{page} in the preview").click()
    expect(ide.address).to_have_value("/pages/{book}/{page}")
    expect(ide.address).to_be_focused()
    for keys in ("Emma", "Tab", "12", "Enter"):
        if keys in ("Tab", "Enter"):
            ide.page.keyboard.press(keys)
        else:
            ide.page.keyboard.type(keys)
    expect(heading(ide)).to_have_text("Emma, page 12")


def test_enter_goes_nowhere_while_a_parameter_is_missing(ide: IdePage) -> None:
    mark(ide, "Open GET /pages/{book}/{page} in the preview").click()
    ide.page.keyboard.type("Emma")
    ide.page.keyboard.press("Enter")
    ide.page.keyboard.type("3")
    expect(ide.address).to_have_value("/pages/Emma/3")
    expect(heading(ide)).to_have_text("Home")
    ide.page.keyboard.press("Escape")
    expect(ide.address).to_have_value("/")


def test_what_is_not_a_get_opens_in_the_docs(ide: IdePage) -> None:
    docs = """
app.docs_url = "/help"
@app.get("/help", include_in_schema=False)
def help():
    return ICON + "<h1>Help</h1>"
"""
    ide.replace({"main.py": MAIN + docs})
    mark(ide, "Show POST /pages/ in the app's docs").click()
    expect(heading(ide)).to_have_text("Help")
    expect(ide.address).to_have_value("/help#/default/add_page_pages__post")


def test_what_cannot_be_opened_is_named(ide: IdePage) -> None:
    expect(ide.page.get_by_role("img", name="WebSocket /ws")).to_be_visible()


def test_a_shadowed_route_is_warned_of_until_it_is_moved(ide: IdePage) -> None:
    ide.replace({"main.py": SHADOWED})
    ide.page.keyboard.press("Control+k")
    ide.page.keyboard.type("/users/me")
    ide.page.keyboard.press("Enter")
    warning = mark(ide, NEVER)
    warning.hover()
    words = ide.page.locator(".route-words")
    expect(words).to_contain_text(NEVER)
    expect(words.get_by_role("button", name="Open GET /users/me")).to_be_visible()
    expect(ide.editor.locator(".cm-lintRange-warning")).to_have_text('"/users/me"')
    ide.write("main.py", SHADOWED.replace("/{user_id}", "/{user_id:int}"))
    expect(warning).to_be_hidden()
    expect(words).to_be_hidden()
    expect(ide.editor.locator(".cm-lintRange-warning")).to_have_count(0)
    expect(mark(ide, "Open GET /users/me in the preview")).to_be_visible()


def test_a_warning_stays_beside_an_error_of_the_app(ide: IdePage) -> None:
    ide.replace(
        {
            "main.py": "import time\n"
            + MAIN.replace("def home():\n", "async def home():\n    time.sleep(0)\n")
        }
    )
    underlined = ide.editor.locator(".cm-lintRange-warning, .cm-lintPoint-warning")
    expect(underlined).to_have_text("time.sleep")
    ide.type(" +", after="<h1>Home</h1>")
    expect(ide.status).to_have_text(re.compile("still shows version"))
    expect(underlined).to_have_count(2)
    ide.page.keyboard.type(' ""')
    expect(ide.status).to_have_text(SERVING)
    expect(underlined).to_have_text("time.sleep")


def test_marks_follow_the_code_and_go_with_their_line(ide: IdePage) -> None:
    ide.type("\nx =", after="ICON =")  # from now on no version comes that would tell of its routes
    expect(ide.status).to_have_text(re.compile("still shows version"))
    mark(ide, "Open GET /pages/about in the preview").click()
    expect(heading(ide)).to_have_text("About")
    ide.editor.get_by_text('"/about"').click()
    ide.page.keyboard.press("End")
    ide.page.keyboard.type("  #")
    expect(mark(ide, "Open GET /pages/about in the preview")).to_be_hidden()
    expect(mark(ide, "Open GET / in the preview")).to_be_visible()


@pytest.mark.console_error("status of 500")
def test_an_app_that_fails_has_no_routes(ide: IdePage) -> None:
    ide.write("main.py", MAIN + "1 / 0\n")
    expect(ide.page.locator(".route-mark")).to_have_count(0)
    expect(ide.preview.locator("body")).to_contain_text("ZeroDivisionError")
    ide.write("main.py", MAIN)
    expect(mark(ide, "Open GET / in the preview")).to_be_visible()
    expect(heading(ide)).to_have_text("Home")


def test_the_palette_goes_to_the_line_of_a_route(ide: IdePage) -> None:
    choose(ide, "/pages/{book}", "GET /pages/{book}/{page}")
    expect(ide.page.get_by_text("Line 19, column 1")).to_be_visible()


def test_a_command_opens_the_route_at_the_cursor(ide: IdePage) -> None:
    ide.editor.get_by_text("<h1>About</h1>").click()
    choose(ide, "Open GET", "Open GET /pages/about in the preview")
    expect(heading(ide)).to_have_text("About")


def test_a_phone_shows_the_app(ide: IdePage) -> None:
    ide.page.set_viewport_size({"width": 390, "height": 844})
    ide.page.get_by_role("button", name="Code").click()
    mark(ide, "Open GET /pages/about in the preview").click()
    expect(heading(ide)).to_be_visible()
    expect(ide.address).to_have_value("/pages/about")
    expect(ide.editor).to_be_hidden()


def test_routes_in_several_files_and_on_one_line(ide: IdePage) -> None:
    main = """\
from fastapi import FastAPI
import users

app = FastAPI()
app.include_router(users.router, prefix="/v1")
app.include_router(users.router, prefix="/v2")
"""
    users = """\
from fastapi import APIRouter

router = APIRouter()


@router.get("/users")
def all_users():
    return ["Ada"]


@router.get("/")
def home():
    return "home"
"""
    ide.replace({"main.py": main + "\n@app.get('/')\ndef root(): return 1\n", "users.py": users})
    choose(ide, "/v1/users", "GET /v1/users")
    ide.page.get_by_role("tab", name="users.py", selected=True).wait_for()
    mark(ide, "Open GET /v1/users in the preview Open GET /v2/users in the preview").click()
    ide.page.get_by_role("menuitem", name="GET /v2/users").click()
    expect(ide.preview.get_by_text("Ada")).to_be_visible()
    expect(ide.address).to_have_value("/v2/users")
