"""Python's WebAssembly, and Pydantic's, come in two parts, and nobody can tell."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Request, Response, Route, expect

from tests.browser.apps import REQUIREMENTS
from tests.browser.ide_page import START_OF_PYTHON, IdePage
from tests.browser.share_link import share_link

APP = """
import cmath
from pathlib import Path

import pydantic_core
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from pydantic import HttpUrl, TypeAdapter

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
async def home():
    return "<title>Waves</title><link rel=icon href=data:,><h1>Waves</h1>"


@app.get("/seldom")
async def seldom():
    return abs(cmath.acosh(2))


@app.get("/validated")
async def validated(url: str):
    return TypeAdapter(HttpUrl).validate_python(url).unicode_host()


@app.get("/file")
async def read():
    content = Path(pydantic_core._pydantic_core.__file__).read_bytes()
    return [len(content) > 4_000_000, content.count(b"pydantic_core") > 0]
"""
FILES = {"main.py": APP, **REQUIREMENTS}

COLLECTING = """
import gc

from fastapi import FastAPI

waiting = (each for each in range(2))
next(waiting)
errors = [AttributeError(), ImportError(), OSError(), StopIteration(), SyntaxError(), KeyError()]
gc.collect()
app = FastAPI()


@app.get("/")
async def home():
    return True
"""


@pytest.fixture
def rests(context: BrowserContext, pytestconfig: pytest.Config) -> list[str]:
    """How the second part has been asked for: a start that waits for it does so by "xhr"."""
    if pytestconfig.getoption("--snapshots") == "off":
        pytest.skip("Python's WebAssembly is in one piece without snapshots")
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith(".rest.wasm"):
            asked.append(request.resource_type)

    context.on("request", note)
    return asked


def refuse(route: Route) -> None:
    route.fulfill(status=404, headers={"Access-Control-Allow-Origin": "*"})


def test_a_start_does_not_wait_for_the_second(ide: IdePage, rests: list[str]) -> None:
    ide.start_from("FastAPI, the smallest")
    expect(ide.preview.get_by_role("heading")).to_have_text("Time for tea")
    assert "xhr" not in rests


def test_garbage_is_collected_without_it(ide: IdePage, rests: list[str]) -> None:
    """As at any time, also while a generator waits, and an error is kept."""
    ide.open({"main.py": COLLECTING, **REQUIREMENTS})
    expect(ide.preview.locator("body")).to_have_text("true")
    assert "xhr" not in rests


def test_what_is_seldom_called_is_there(ide: IdePage, rests: list[str]) -> None:
    ide.open(FILES)
    expect(ide.preview.get_by_role("heading")).to_have_text("Waves")
    assert ide.fetch("/seldom").text == "1.3169578969248166"
    assert ide.fetch("/validated?url=https://xn--mnchen-3ya.example/").text == '"münchen.example"'
    assert rests


def test_a_library_is_a_whole_file(ide: IdePage, rests: list[str]) -> None:
    ide.open(FILES)
    assert json.loads(ide.fetch("/file").text) == [True, True]


@pytest.mark.console_error("404")
@pytest.mark.console_error("fatal error")
def test_a_start_that_needs_it_says_so_if_it_cannot_be_had(ide: IdePage, rests: list[str]) -> None:
    ide.page.context.route("**/python.rest.wasm", refuse)
    ide.page.goto(ide.ide + share_link(FILES))
    said = re.compile(r"Python has ended: .*/python\.rest\.wasm answered 404")
    expect(ide.status).to_have_text(said, timeout=START_OF_PYTHON)


def test_the_whole_does_where_the_first_cannot_be_had(ide: IdePage, rests: list[str]) -> None:
    ide.page.context.route("**/python.wasm", refuse)
    ide.open(FILES)
    assert ide.fetch("/seldom").text == "1.3169578969248166"
    assert "xhr" not in rests


def test_what_could_not_be_had_is_asked_for_again(ide: IdePage, rests: list[str]) -> None:
    context = ide.page.context
    missed: list[str] = []

    def miss(route: Route) -> None:
        missed.append(route.request.url)
        refuse(route)

    context.route("**/*.rest.wasm", miss, times=2)

    def is_there(response: Response) -> bool:
        return response.url.endswith("/python.rest.wasm") and response.ok

    with context.expect_event("response", is_there, timeout=START_OF_PYTHON):
        ide.start_from("FastAPI, the smallest")
    assert len(missed) == 2
    assert "xhr" not in rests
