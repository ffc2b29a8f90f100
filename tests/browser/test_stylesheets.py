"""Edits of stylesheets and templates: Python goes on, and with a stylesheet the page does, too."""

from typing import Any

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.ide_page import IdePage

APP = '''\
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

app = FastAPI()
visits = 0


class Cached(StaticFiles):
    """Whom the browser need not ask again for an hour."""

    def file_response(self, *args, **options):
        response = super().file_response(*args, **options)
        response.headers["cache-control"] = "max-age=3600"
        return response


app.mount("/assets", StaticFiles(directory="static/css"))
app.mount("/cached", Cached(directory="static/css"))


def page(head):
    return HTMLResponse(f"""<!doctype html><link rel="icon" href="data:,">{head}
      <h1>Styles</h1><input aria-label="Name"><div style="height: 3000px"></div>""")


@app.get("/")
def home():
    return page('<link id="main" rel="stylesheet" href="/assets/main.css" media="screen">')


@app.get("/imported")
def imported():
    return page("<style>@import url(/cached/outer.css);</style>")


@app.get("/fresh")
def fresh():
    return page('<link rel="stylesheet" href="/cached/main.css">')


@app.get("/scripted")
def scripted():
    return page("""<script>
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = "assets/main.css?v=1";
      document.head.append(link);
    </script>""")


@app.get("/without")
def without():
    return page("")


@app.get("/visits")
def visit():
    global visits
    visits += 1
    return visits
'''

FILES = {
    "main.py": APP,
    "static/css/main.css": "h1 { color: rgb(1, 1, 1) }",
    "static/css/outer.css": "@import url(inner.css);",
    "static/css/inner.css": "h1 { color: rgb(1, 1, 1) }",
}


def style(number: int) -> str:
    return f"h1 {{ color: rgb({number}, 1, 1) }}"


def frame(ide: IdePage) -> Frame:
    found = ide.page.locator("#preview").element_handle().content_frame()
    assert found is not None
    return found


def live_in(ide: IdePage) -> None:
    """What a new document would not have."""
    ide.preview.get_by_label("Name").fill("Ada")
    frame(ide).evaluate("() => { globalThis.mark = 1; scrollTo(0, 500); }")


def kept(ide: IdePage) -> Any:
    seen = "[globalThis.mark, scrollY, document.querySelector('input').value]"
    return frame(ide).evaluate(f"() => {seen}")


def expect_colour(ide: IdePage, number: int) -> None:
    expect(ide.preview.get_by_role("heading")).to_have_css("color", f"rgb({number}, 1, 1)")


@pytest.fixture
def ide(running: IdePage) -> IdePage:
    running.replace(FILES)
    return running


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "static/css/main.css"),
        ("/fresh", "static/css/main.css"),
        ("/imported", "static/css/inner.css"),
        ("/scripted", "static/css/main.css"),
    ],
)
def test_a_stylesheet_is_swapped_in_place(ide: IdePage, path: str, file: str) -> None:
    ide.go_to(path)
    expect_colour(ide, 1)
    ide.wait_loaded()
    live_in(ide)
    before = ide.generation
    for number in (2, 3):  # of equal size, at once
        assert ide.write(file, style(number)) == {"generation": before, "error": None}
        expect_colour(ide, number)
    assert kept(ide) == [1, 500, "Ada"]
    assert frame(ide).locator("link[rel=stylesheet], style").count() == 1
    expect(ide.console).to_contain_text(f"{file} changed, version {before} goes on")


def test_its_element_is_as_it_was(ide: IdePage) -> None:
    expect_colour(ide, 1)
    ide.wait_loaded()
    live_in(ide)
    ide.write("static/css/main.css", style(2))
    expect_colour(ide, 2)
    expect(ide.preview.locator("link#main")).to_have_attribute("media", "screen")
    expect(ide.preview.locator("link#main")).to_have_attribute("href", "/assets/main.css")


def test_the_last_of_many_wins(ide: IdePage) -> None:
    expect_colour(ide, 1)
    ide.wait_loaded()
    live_in(ide)
    ide.page.evaluate(
        """() => {
          for (let number = 2; number < 20; number++) {
            asgipad.files.write("static/css/main.css", `h1 { color: rgb(${number}, 1, 1) }`);
          }
        }"""
    )
    expect_colour(ide, 19)
    expect(ide.preview.locator("link[rel=stylesheet]")).to_have_count(1)
    expect_colour(ide, 19)
    assert kept(ide) == [1, 500, "Ada"]


def test_a_page_without_it_is_asked_for_again(ide: IdePage) -> None:
    ide.go_to("/without")
    ide.wait_loaded()
    live_in(ide)
    with frame(ide).expect_navigation():
        ide.write("static/css/main.css", style(2))
    assert frame(ide).evaluate("() => globalThis.mark") is None


@pytest.mark.console_error("status of 404")
def test_one_that_does_not_load_leaves_the_old_one(ide: IdePage) -> None:
    expect_colour(ide, 1)
    ide.wait_loaded()
    live_in(ide)
    frame(ide).evaluate("() => { document.querySelector('#main').href = '/elsewhere/main.css'; }")
    ide.write("static/css/main.css", style(2))
    expect(ide.console).to_contain_text("The changed stylesheet did not load")
    assert kept(ide) == [1, 500, "Ada"]


TEMPLATES = {
    "main.py": """\
from fastapi import FastAPI, Request
from fastapi.templating import Jinja2Templates

app = FastAPI()
templates = Jinja2Templates("templates")
visits = 0


@app.get("/")
def home(request: Request):
    global visits
    visits += 1
    return templates.TemplateResponse(request, "home.html", {"visits": visits})
""",
    "templates/home.html": "<link rel=icon href='data:,'><h1>One {{ visits }}</h1>",
    "requirements.txt": "fastapi\nitsdangerous\npython-multipart\njinja2\n",
}


def test_a_template_changes_and_the_app_goes_on(running: IdePage) -> None:
    ide = running
    ide.replace(TEMPLATES)
    expect(ide.preview.get_by_role("heading")).to_have_text("One 1")
    before = ide.generation
    outcome = ide.write(
        "templates/home.html", TEMPLATES["templates/home.html"].replace("One", "Two")
    )
    assert outcome == {"generation": before, "error": None}
    expect(ide.preview.get_by_role("heading")).to_have_text("Two 2")
    expect(ide.status).to_have_text(f"Serving main:app, version {before}")
