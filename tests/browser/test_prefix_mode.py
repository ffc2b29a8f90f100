"""A browser that does not find asgipad.localhost: everything on one origin, previews in folders."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.apps import HELLO, SITE
from tests.browser.chromium import Chromium, ensure_chromium
from tests.browser.ide_page import START_OF_PYTHON, IdePage
from tests.browser.share_link import share_link

# How the page that asks for asgipad.localhost learns that it is not there.
pytestmark = pytest.mark.console_error("ERR_NAME_NOT_RESOLVED .*/__pad__/ping")


@pytest.fixture(scope="session")
def browser(launch_browser: Callable[..., Browser]) -> Iterator[Browser]:
    chromium: Chromium = ensure_chromium()
    rules = "MAP asgipad.localhost ~NOTFOUND, MAP *.asgipad.localhost ~NOTFOUND"
    browser = launch_browser(args=[*chromium.args, f"--host-resolver-rules={rules}"])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def base_url(host_port: int) -> str:
    return f"http://localhost:{host_port}/"


def open_trusted(ide: IdePage, files: dict[str, str]) -> None:
    """A shared project, which asks before it runs."""
    ide.page.goto(ide.ide + share_link(files))
    ide.page.get_by_role("button", name="Run it").click()
    ide.wait_serving()


def test_from_the_start_page_to_a_form(ide: IdePage) -> None:
    ide.start_from("A web page with a form")
    expect(ide.preview.get_by_text("4 books, newest first.")).to_be_visible()
    ide.preview.get_by_label("Title").fill("Emma")
    ide.preview.get_by_label("Author").fill("Jane Austen")
    ide.preview.get_by_label("Year").fill("1815")
    ide.preview.get_by_role("button", name="Add").click()
    expect(ide.preview.get_by_role("link", name="Emma")).to_be_visible()
    assert "/preview/" in ide.page.evaluate("asgipad.preview.url")


def test_root_absolute_links_and_fetches_stay_inside(ide: IdePage) -> None:
    open_trusted(ide, SITE)
    ide.preview.get_by_role("button", name="Ask").click()
    expect(ide.preview.get_by_role("status")).to_have_text("1 so far")
    ide.preview.get_by_role("link", name="About").click()
    expect(ide.preview.get_by_role("heading")).to_have_text("About")
    expect(ide.address).to_have_value("/about")
    ide.wait_kept("main.py", SITE["main.py"], preview="/about")
    ide.page.reload()
    expect(ide.preview.get_by_role("heading")).to_have_text("About", timeout=START_OF_PYTHON)


SOCKETS = """\
from fastapi import FastAPI, WebSocket
from fastapi.responses import HTMLResponse

app = FastAPI()

PAGE = '''<link rel="icon" href="data:,"><h1>Sockets</h1><ol></ol><script>
  for (const path of ["/tell", "tell"]) {
    new WebSocket(path).onmessage = ({ data }) => {
      document.querySelector("ol").insertAdjacentHTML("beforeend", `<li>${data}</li>`);
    };
  }
</script>'''


@app.get("/", response_class=HTMLResponse)
def home():
    return PAGE


@app.websocket("/tell")
async def tell(websocket: WebSocket):
    await websocket.accept()
    await websocket.send_text(websocket.scope["root_path"] + " " + websocket.scope["path"])
    await websocket.receive()
"""


def test_root_absolute_sockets_stay_inside(ide: IdePage) -> None:
    open_trusted(ide, {"main.py": SOCKETS})
    root = f"/preview/{ide.project}"
    expect(ide.preview.get_by_role("listitem")).to_have_text([f"{root} {root}/tell"] * 2)


STYLED = {
    "main.py": """\
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

app = FastAPI()
app.mount("/static", StaticFiles(directory="static"))


@app.get("/", response_class=HTMLResponse)
def home():
    return "<link rel=icon href='data:,'><link rel=stylesheet href='static/a.css'><h1>A</h1>"
""",
    "static/a.css": "h1 { color: rgb(1, 1, 1) }",
}


def test_a_stylesheet_is_swapped_in_place(ide: IdePage) -> None:
    open_trusted(ide, STYLED)
    heading = ide.preview.get_by_role("heading")
    expect(heading).to_have_css("color", "rgb(1, 1, 1)")
    ide.wait_loaded()
    heading.evaluate("() => { globalThis.mark = 1; }")
    assert ide.write("static/a.css", "h1 { color: rgb(2, 1, 1) }")["generation"] == 1
    expect(heading).to_have_css("color", "rgb(2, 1, 1)")
    assert heading.evaluate("() => globalThis.mark") == 1


def test_somebody_elses_code_asks_first(ide: IdePage) -> None:
    ide.page.goto(ide.ide + share_link({"main.py": HELLO}))
    expect(ide.page.get_by_role("heading", name="Run somebody else's code?")).to_be_visible()
    expect(ide.editor).to_contain_text("<h1>Hello</h1>")
    assert ide.generation == 0
