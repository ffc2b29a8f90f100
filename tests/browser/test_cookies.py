"""Cookies of an app and its pages, as under a server."""

from typing import Any

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.apps import REQUIREMENTS
from tests.browser.ide_page import IdePage
from tests.browser.test_service_worker import stop_all_service_workers

APP = {
    "main.py": """\
from typing import Annotated

from fastapi import Cookie, FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key="secret")

PAGE = "<head><link rel=icon href='data:,'></head><h1>{}</h1>"


@app.get("/", response_class=HTMLResponse)
def home(request: Request):
    return PAGE.format(request.session.get("visits", "nobody"))


@app.post("/login")
def login(request: Request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return RedirectResponse("/", status_code=303)


@app.get("/set")
def set_cookies(request: Request):
    response = PlainTextResponse("set")
    for header in request.query_params.getlist("c"):
        response.headers.append("set-cookie", header)
    return response


@app.get("/redirect")
def redirect():
    response = RedirectResponse("/sent", status_code=303)
    response.set_cookie("redirected", "yes", httponly=True)
    return response


@app.get("/sent")
@app.get("/admin")
@app.get("/admin/page")
def sent(request: Request):
    return PlainTextResponse(request.headers.get("cookie", ""))


@app.get("/page", response_class=HTMLResponse)
def page(request: Request):
    return PAGE.format(request.headers.get("cookie", ""))


@app.get("/parameter")
def parameter(theme: Annotated[str | None, Cookie()] = None):
    return theme
""",
    **REQUIREMENTS,
}

SET_AND_SEE = """async (headers) => {
  const query = new URLSearchParams(headers.map((header) => ["c", header]));
  await fetch(`/set?${query}`);
  return document.cookie;
}"""

UNTIL_KEPT = """async (cookie) => {
  const { assets } = JSON.parse(document.getElementById("config").textContent);
  const { openStore } = await import(`${assets}js/store.js`);
  const store = await openStore();
  const value = async () => {
    const { cookies } = await store.read(location.search.slice(1));
    return cookies.find(({ name }) => name === cookie)?.value ?? "";
  };
  while (!atob((await value()).split(".")[0]).includes('"visits": 2')) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""


@pytest.fixture
def ide(running: IdePage) -> IdePage:
    running.replace(APP)
    return running


def preview(ide: IdePage) -> Frame:
    frame = ide.page.locator("#preview").element_handle().content_frame()
    assert frame is not None
    return frame


def set_cookies(ide: IdePage, *headers: str) -> str:
    """What a page finds in document.cookie as soon as it has its answer."""
    seen: str = preview(ide).evaluate(SET_AND_SEE, list(headers))
    return seen


def sent(ide: IdePage, path: str = "/sent", **init: Any) -> str:
    """The Cookie header of a page's request."""
    header: str = preview(ide).evaluate(
        "async ([path, init]) => (await fetch(path, init)).text()", [path, init]
    )
    return header


@pytest.fixture(autouse=True)
def no_cookies(ide: IdePage) -> None:
    names = [part.partition("=")[0] for part in sent(ide, "/admin/page").split("; ") if part]
    for path in ("/", "/admin"):
        set_cookies(ide, *(f"{name}=; Path={path}; Max-Age=0" for name in names))
    assert sent(ide, "/admin/page") == ""


def test_several_at_once(ide: IdePage) -> None:
    visible = set_cookies(
        ide, "a=1; HttpOnly", "b=2; Path=/", 'c="x, y"; Secure; SameSite=Strict', "d=4; Max-Age=100"
    )
    assert visible == 'b=2; c="x, y"; d=4'
    assert sent(ide) == 'a=1; b=2; c="x, y"; d=4'
    ide.go_to("/page")
    expect(ide.preview.get_by_role("heading")).to_have_text('a=1; b=2; c="x, y"; d=4')


def test_what_scripts_write(ide: IdePage) -> None:
    set_cookies(ide, "a=1; HttpOnly", "theme=light")
    written = preview(ide).evaluate(
        "() => { document.cookie = 'theme=dark'; document.cookie = 'a=forged';"
        " return document.cookie; }"
    )
    assert "theme=dark" in written
    assert sent(ide) == "a=1; theme=dark"
    assert ide.fetch("/parameter").text == '"dark"'


def test_paths(ide: IdePage) -> None:
    assert set_cookies(ide, "a=1; Path=/admin; HttpOnly", "b=2; Path=/admin", "c=3; Path=/") == (
        "c=3"
    )
    assert sent(ide, "/sent") == "c=3"
    assert sent(ide, "/admin") == "a=1; b=2; c=3"
    ide.go_to("/admin/page")
    assert preview(ide).evaluate("document.cookie") == "b=2; c=3"


def test_deletion(ide: IdePage) -> None:
    assert set_cookies(ide, "a=1; HttpOnly", "b=2") == "b=2"
    assert set_cookies(ide, "a=; Max-Age=0", "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT") == ""
    assert sent(ide) == ""


def test_expiry(ide: IdePage) -> None:
    set_cookies(ide, "a=1; Max-Age=2; HttpOnly", "b=2; Max-Age=2")
    assert sent(ide) == "a=1; b=2"
    preview(ide).evaluate(
        """async () => {
          while ((await (await fetch("/sent")).text()) !== "") {
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }"""
    )


def test_a_request_without_credentials(ide: IdePage) -> None:
    set_cookies(ide, "a=1; HttpOnly", "b=2")
    assert sent(ide, credentials="omit") == ""
    assert sent(ide, "/set?c=e%3D5", credentials="omit") == "set"
    assert sent(ide) == "a=1; b=2"


def test_a_redirect_that_sets_one(ide: IdePage) -> None:
    assert sent(ide, "/redirect") == "redirected=yes"


def test_a_service_worker_that_was_stopped(ide: IdePage) -> None:
    set_cookies(ide, "a=1; HttpOnly", "b=2")
    stop_all_service_workers(ide)
    assert sent(ide) == "a=1; b=2"


def test_a_cookie_that_browsers_refuse(ide: IdePage) -> None:
    assert set_cookies(ide, "a=1; Domain=example.com", f"b={'x' * 4096}") == ""
    assert sent(ide) == ""
    expect(ide.console).to_contain_text(
        "browsers refuse 'a=1', because its Domain is example.com, and the app is at"
    )


def test_a_session_lasts(ide: IdePage) -> None:
    """Over a new version of the app, a fresh Python and a reload of the page."""
    login = "() => fetch('/login', {method: 'POST'}).then((response) => response.text())"
    assert "<h1>1</h1>" in preview(ide).evaluate(login)
    ide.write("main.py", APP["main.py"] + "\n")
    # A page that goes takes its requests with it.
    expect(ide.preview.get_by_role("heading")).to_have_text("1")
    assert "<h1>2</h1>" in preview(ide).evaluate(login)
    ide.page.evaluate(UNTIL_KEPT, "session")
    ide.page.reload()
    ide.wait_serving()
    expect(ide.preview.get_by_role("heading")).to_have_text("2")
    assert "<h1>3</h1>" in preview(ide).evaluate(login)
