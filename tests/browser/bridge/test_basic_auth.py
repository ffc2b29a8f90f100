"""HTTP Basic authentication in the preview: a page asks, because browsers do not."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.direct_runtime import DirectRuntime, run_in

APP = """
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials

app = FastAPI()
basic = HTTPBasic(realm="the <kitchen>")
asked = []


@app.middleware("http")
async def note(request: Request, call_next):
    asked.append([request.url.path, "authorization" in request.headers])
    return await call_next(request)


def user(credentials: Annotated[HTTPBasicCredentials, Depends(basic)]):
    if credentials.password != "parole":
        headers = {"WWW-Authenticate": 'Basic realm="the <kitchen>"'}
        raise HTTPException(401, "Wrong", headers)
    return credentials.username


User = Annotated[str, Depends(user)]


@app.get("/", response_class=HTMLResponse)
def home():
    return "<title>Home</title><link rel=icon href=data:,>"


@app.get("/asked")
def get_asked():
    try:
        return asked[:-1]
    finally:
        asked.clear()


@app.get("/users/me")
@app.get("/users/deeper/me")
@app.get("/kitchen")
def me(name: User):
    return f"hello {name}"


@app.post("/kitchen")
async def cook(request: Request, name: User):
    return f"{name} cooks {(await request.body()).decode()}"


@app.get("/other")
def other():
    raise HTTPException(401, headers={"WWW-Authenticate": 'Basic realm="another"'})
"""

FILES = {"main.py": APP}
CONSOLE_ERRORS = [r"the server responded with a status of 401 "]


@pytest.fixture
def frame(app: DirectRuntime) -> Iterator[Frame]:
    """With nobody signed in: a service worker forgets that when it is stopped, an app's realm when
    it is asked with what it does not accept."""
    yield app.frame("users/me?fresh")
    run_in(
        app.frame(),
        """
        const { port1, port2 } = new MessageChannel();
        const nobody = { realm: "the <kitchen>", user: "nobody", password: "" };
        navigator.serviceWorker.controller.postMessage(
          { type: "basic.sign_in", ...nobody }, [port2]);
        await new Promise((known) => { port1.onmessage = known; });
        await fetch("/users/me");
        """,
    )


def sign_in(frame: Frame, user: str, password: str) -> None:
    frame.get_by_label("User name").fill(user)
    frame.get_by_label("Password").fill(password)
    frame.get_by_role("button", name="Sign in").click()


def asked_of(app: DirectRuntime) -> list[list[object]]:
    asked = app.run("return (await runtime.fetch('/asked')).json();")
    assert isinstance(asked, list)
    return asked


def test_who_signs_in_sees_the_page(app: DirectRuntime, frame: Frame) -> None:
    expect(frame.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(frame.get_by_text("The app asks who you are for “the <kitchen>”.")).to_be_visible()
    sign_in(frame, "ada", "parole")
    expect(frame.get_by_text('"hello ada"')).to_be_visible()


def test_a_wrong_password_is_asked_for_again(app: DirectRuntime, frame: Frame) -> None:
    sign_in(frame, "ada", "wrong")
    expect(frame.get_by_role("alert")).to_have_text(
        "The app did not accept that name and password."
    )
    sign_in(frame, "ada", "parole")
    expect(frame.get_by_text('"hello ada"')).to_be_visible()


def test_who_cancels_sees_what_the_app_has_answered(app: DirectRuntime, frame: Frame) -> None:
    frame.get_by_role("button", name="Cancel").click()
    expect(frame.get_by_text("Not authenticated")).to_be_visible()


def test_who_has_signed_in_is_known(app: DirectRuntime, frame: Frame) -> None:
    """At once in the same folder and below, elsewhere when asked for the same realm."""
    sign_in(frame, "ada", "parole")
    expect(frame.get_by_text('"hello ada"')).to_be_visible()
    asked_of(app)
    answers = run_in(
        frame,
        """
        const text = async (...request) => (await fetch(...request)).json();
        return [
          await text("/users/deeper/me"),
          await text("/kitchen", { method: "POST", body: "soup" }),
          await text("/kitchen"),
          (await text("/users/me", { credentials: "omit" })).detail,
          (await text("/users/me", { headers: { authorization: "Basic YTpi" } })).detail,
          (await text("/other")).detail,
        ];
        """,
    )
    assert answers == [
        "hello ada",
        "ada cooks soup",
        "hello ada",
        "Not authenticated",
        "Wrong",
        "Unauthorized",
    ]
    assert asked_of(app) == [
        ["/users/deeper/me", True],
        ["/kitchen", False],
        ["/kitchen", True],
        ["/kitchen", True],
        ["/users/me", False],
        ["/users/me", True],
        ["/other", True],
    ]
