"""The page that stands in for an app that did not start."""

import re
from html import unescape
from pathlib import Path

import pytest

from tests.worker.page import Page
from worker.error_page import ErrorPage
from worker.errors import plain_error
from worker.messages import Frame

pytestmark = pytest.mark.anyio

MODELS = """
DATABASE = "books.db"


engine = "sqlite:///" + DATABSE  # <script>
other = 1
"""


async def shown(pad: Page, files: dict[str, str | bytes]) -> str:
    await pad.open(files)
    answer = await pad.get(destination="iframe")
    assert answer.status == 500
    assert answer.header("content-type") == "text/html; charset=utf-8"
    assert answer.header("cache-control") == "no-store"
    return answer.text


def words(html: str) -> str:
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


async def test_the_page_of_a_failed_import(pad: Page) -> None:
    html = await shown(pad, {"main.py": "import models", "models.py": MODELS})
    assert "<title>NameError in models.py, line 5</title>" in html
    assert "The app did not start: version 1, while importing the app" in html
    assert "<h1><b>NameError</b>: name <code>DATABSE</code> is not defined</h1>" in html
    assert '<a href="#" data-open="models.py" data-line="5"' in html
    assert '<a href="#" data-open="main.py" data-line="1"' in html
    assert html.index("models.py, line 5") < html.index("main.py, line 1")
    assert "<em>DATABSE</em>" in html
    assert "<script>" not in html
    assert "DATABASE 'books.db'" in words(html)


def misspelt(source: str) -> str:
    """The page for a line of models.py; only newer Pythons than these tests need have the idea."""
    frame = Frame(path="models.py", line=5, name="<module>", source=source, own=True)
    error = plain_error("import", "NameError", "name 'DATABSE' is not defined", "", text=source)
    error["text"] += "\nNameError: name 'DATABSE' is not defined. Did you mean: 'DATABASE'?"
    error["frames"] = [frame]
    return ErrorPage(error, Path("/nowhere"), generation=1).page


def test_a_misspelt_name_can_be_corrected() -> None:
    html = misspelt('engine = "sqlite:///" + DATABSE')
    assert "Did you mean DATABASE ? Change it in models.py" in words(html)
    assert (
        'data-correct="models.py" data-line="5" data-wrong="DATABSE" data-meant="DATABASE"' in html
    )


def test_no_correction_where_the_word_is_there_twice() -> None:
    html = misspelt("print(DATABSE, DATABSE)")
    assert "Did you mean DATABASE ?" in words(html)
    assert "data-correct" not in html


async def test_the_page_of_a_failed_lifespan(pad: Page) -> None:
    source = """
from contextlib import asynccontextmanager
from starlette.applications import Starlette

@asynccontextmanager
async def lifespan(app):
    raise OSError("no disk")
    yield

app = Starlette(lifespan=lifespan)
"""
    html = await shown(pad, {"main.py": source})
    assert "version 1, while starting main:app" in html
    assert "in lifespan" in words(html)
    assert re.search(r"<summary>\d+ frames? in libraries</summary>", html)


async def test_the_page_of_a_syntax_error(pad: Page) -> None:
    html = await shown(pad, {"main.py": "x = 1\nprint((\n"})
    assert "the file does not compile" in html
    assert '<li class="is-here" aria-current="true"><span class="n">2</span>' in html


async def test_the_page_without_an_app(pad: Page) -> None:
    html = await shown(pad, {"main.py": ""})
    assert "<h1>No app found in main.py:" in html
    assert "while looking for the app" in html


async def test_a_repr_that_raises(pad: Page) -> None:
    source = "class Odd:\n    def __repr__(self): raise ValueError\nodd = Odd()\nprint(odd.x)"
    assert "odd <Odd instance>" in words(await shown(pad, {"main.py": source}))


async def test_the_quoted_files_are_those_that_failed(pad: Page) -> None:
    await pad.open({"main.py": "first = 1 / 0"})
    await pad.write({"main.py": "def"})
    assert "first" in (await pad.get(destination="document")).text


@pytest.mark.parametrize(
    ("destination", "accept", "page"),
    [
        ("document", "*/*", True),
        ("iframe", "*/*", True),
        ("frame", "", True),
        ("", "*/*", False),
        ("", "", False),
        ("script", "*/*", False),
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", True),
        ("", "application/json, text/html;q=0.9", False),
        ("", "text/plain;q=0.1, TEXT/HTML;q=0.5", True),
    ],
)
async def test_who_gets_a_page(pad: Page, destination: str, accept: str, page: bool) -> None:
    await pad.open({"main.py": "1 / 0"})
    headers = [("accept", accept)] if accept else []
    answer = await pad.get(destination=destination, headers=headers)
    assert answer.header("content-type") == f"text/{'html' if page else 'plain'}; charset=utf-8"
    assert answer.status == 500


async def test_the_text(pad: Page) -> None:
    outcome = await pad.open({"main.py": "1 / 0"})
    assert outcome["error"] is not None
    assert (await pad.get()).text == (
        f"main.py, line 1: ZeroDivisionError, the app did not start\n\n{outcome['error']['text']}"
    )


PYPROJECT = """\
[project]
name = "tea"
dependencies = [
  "starlette",
]
"""

PIP = "raise RuntimeError('Form data requires \"python-multipart\": pip install python-multipart')"


@pytest.mark.parametrize(
    ("source", "name"),
    [(PIP, "python-multipart"), ("import dotenv", "python-dotenv"), ("import x.y", "x")],
)
async def test_a_package_that_is_not_listed(pad: Page, source: str, name: str) -> None:
    html = await shown(pad, {"main.py": source, "pyproject.toml": PYPROJECT})
    sentence = f"There is no pip here: add {name} to the packages in pyproject.toml, line 4"
    assert sentence in words(html)
    assert 'data-open="pyproject.toml" data-line="4"' in html
    assert f"\n\n{sentence}.\n" in (await pad.get()).text


async def test_where_nothing_is_listed(pad: Page) -> None:
    html = await shown(pad, {"main.py": PIP})
    assert "a file requirements.txt that lists them all. python-multipart would" in words(html)


@pytest.mark.parametrize(
    "source", ["import shop.modles", "import os.nothing", "raise ValueError('No module named x')"]
)
async def test_other_errors_are_not_about_packages(pad: Page, source: str) -> None:
    files = {"main.py": source, "shop/__init__.py": "", "pyproject.toml": PYPROJECT}
    assert "There is no pip here" not in await shown(pad, dict(files))
