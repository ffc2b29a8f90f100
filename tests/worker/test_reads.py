"""A change of what the app has not read needs no new version; a change of what it has read does."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from anyio._backends import _asyncio as backend

from tests.worker.page import Page
from worker import session as session_module
from worker.reads import Reads
from worker.threadless.anyio_patch import patch_backend

pytestmark = pytest.mark.anyio

APP = """
import asyncio, functools, io, json, os
from pathlib import Path
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates

app = FastAPI()
HERE = Path(__file__).parent
app.mount("/static", StaticFiles(directory=HERE / "static"))
visits = 0

def slurp(file):
    with file: return file.read()

@app.get("/visits", response_class=PlainTextResponse)
async def visit():
    global visits
    visits += 1
    return str(visits)
"""

FILES = {
    "static/a.css": "a { color: red }",
    "static/b.css": "b {}",
    "templates/base.html": "base {% block body %}{% endblock %}",
    "templates/page.html": "{% extends 'base.html' %}{% block body %}one{% endblock %}",
    "templates/other.html": "other",
}


@pytest.fixture(autouse=True)
def without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the browser, where what anyio would give to a thread has its caller on the stack."""
    name = "run_sync_in_worker_thread"
    monkeypatch.setattr(backend.AsyncIOBackend, name, getattr(backend.AsyncIOBackend, name))
    patch_backend(backend)


async def open_project(pad: Page, source: str = "") -> None:
    assert (await pad.open({"main.py": APP + source, **FILES}))["error"] is None


async def test_a_stylesheet_that_is_only_served(pad: Page) -> None:
    await open_project(pad)
    assert (await pad.get("/visits")).text == "1"
    assert (await pad.get("/static/a.css")).text == "a { color: red }"
    outcome = await pad.write({"static/a.css": "a { color: tan }"})
    assert outcome == {"generation": 1, "error": None}
    assert pad.of("changed") == [{"type": "changed", "generation": 1, "paths": ["static/a.css"]}]
    assert len(pad.of("reloaded")) == 1
    assert (await pad.get("/static/a.css")).text == "a { color: tan }"
    assert (await pad.get("/visits")).text == "2"


async def test_of_equal_size_it_has_another_tag(pad: Page) -> None:
    await open_project(pad)
    tag = (await pad.get("/static/a.css")).header("etag")
    for colour in ("tan", "sky", "red"):
        await pad.write({"static/a.css": f"a {{ color: {colour} }}"})
        known = [("host", "x"), ("if-none-match", str(tag))]
        answer = await pad.get("/static/a.css", headers=known)
        assert (answer.status, answer.text) == (200, f"a {{ color: {colour} }}")
        tag = answer.header("etag")


async def test_it_waits_for_nothing(pad: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    await open_project(pad)
    monkeypatch.setattr(session_module, "DEBOUNCE", 3600)
    pad.packages.done.clear()
    assert (await pad.write({"static/a.css": "x"}))["generation"] == 1
    writing = pad.send({"type": "project.write", "changes": {"static/a.css": "y"}})
    assert (await pad.get("/static/a.css")).text == "y"
    assert (await writing)["generation"] == 1


async def test_requests_and_sockets_go_on(pad: Page) -> None:
    await open_project(
        pad,
        """
gate = asyncio.Event()
@app.get("/wait", response_class=PlainTextResponse)
async def wait():
    print("waits")
    await gate.wait()
    return "waited"
@app.get("/open")
async def let_go(): gate.set()
""",
    )
    waiting = pad.request("/wait")
    await pad.until(lambda: pad.printed)
    await pad.write({"static/a.css": "x"})
    await pad.get("/open")
    assert (await waiting.end()).text == "waited"


PAGE = """
@app.get("/page")
def page(request: Request):
    return templates.TemplateResponse(request, "page.html")
"""


@pytest.mark.parametrize("directory", ["'templates'", "HERE / 'templates'"])
async def test_a_template_that_jinja_looks_after(pad: Page, directory: str) -> None:
    await open_project(pad, f"templates = Jinja2Templates({directory})" + PAGE)
    assert (await pad.get("/page")).text == "base one"
    page = FILES["templates/page.html"]
    for word in ("two", "six"):
        changes = {"templates/page.html": page.replace("one", word)}
        assert (await pad.write(dict(changes)))["generation"] == 1
        assert (await pad.get("/page")).text == f"base {word}"
    assert (await pad.write({"templates/base.html": "{% block body %}{% endblock %}"}))[
        "generation"
    ] == 1
    assert (await pad.get("/page")).text == "six"


@pytest.mark.parametrize(
    "templates",
    [
        "templates = Jinja2Templates('templates'); templates.env.auto_reload = False" + PAGE,
        # Kept by the app itself.
        """
kept = Jinja2Templates('templates').get_template('page.html')
@app.get("/page", response_class=PlainTextResponse)
def page(): return kept.render()
""",
        """
import jinja2
env = jinja2.Environment(loader=jinja2.FileSystemLoader('templates'))
@functools.cache
def template(): return env.get_template('page.html')
@app.get("/page", response_class=PlainTextResponse)
def page(): return template().render()
""",
    ],
)
async def test_a_template_that_stays_in_memory(pad: Page, templates: str) -> None:
    await open_project(pad, templates)
    assert (await pad.get("/page")).text == "base one"
    changed = FILES["templates/page.html"].replace("one", "two")
    assert (await pad.write({"templates/page.html": changed}))["generation"] == 2
    assert (await pad.get("/page")).text == "base two"


@pytest.mark.parametrize(
    "read",
    [
        "json.dumps(slurp(open('static/a.css')))",
        "slurp(open(b'static/a.css'))",
        "slurp(io.FileIO(HERE / 'static' / 'a.css'))",
        "os.read(os.open('static/a.css', os.O_RDONLY), 99)",
        "(HERE / 'static/../static/a.css').read_text()",
        "Path('static/a.css').read_bytes()",
        "os.chdir('static') or slurp(open('a.css'))",
    ],
)
async def test_read_at_import(pad: Page, read: str) -> None:
    await open_project(pad, f"KEPT = {read}")
    assert (await pad.write({"static/b.css": "x"}))["generation"] == 1
    assert (await pad.write({"static/a.css": "x"}))["generation"] == 2


@pytest.mark.parametrize(
    "endpoint",
    [
        "def css(): return kept()",
        "async def css(): return kept()",
        "async def css(): return await asyncio.get_running_loop().run_in_executor(None, kept)",
        "async def css(): return await asyncio.to_thread(kept)",
        """async def css():
    import aiofiles
    async with aiofiles.open('static/a.css') as file: return await file.read()""",
        """async def css():
    import anyio
    return await anyio.Path('static/a.css').read_text()""",
    ],
)
async def test_read_by_a_request(pad: Page, endpoint: str) -> None:
    source = """
@functools.lru_cache
def kept(): return Path("static/a.css").read_text()
@app.get("/css", response_class=PlainTextResponse)
"""
    await open_project(pad, source + endpoint)
    assert (await pad.write({"static/a.css": "x"}))["generation"] == 1
    assert (await pad.get("/css")).text == "x"
    assert (await pad.write({"static/a.css": "y"}))["generation"] == 2
    assert (await pad.get("/css")).text == "y"


async def test_what_an_older_version_has_read_is_forgotten(pad: Page) -> None:
    await open_project(pad, "KEPT = slurp(open('static/a.css'))")
    await pad.write({"main.py": APP})
    assert (await pad.write({"static/a.css": "x"}))["generation"] == 2


async def test_a_file_response(pad: Page) -> None:
    await open_project(pad, "app.get('/a')(lambda: FileResponse('static/a.css'))")
    assert (await pad.get("/a")).status == 200
    assert (await pad.write({"static/a.css": "x"}))["generation"] == 1
    assert (await pad.get("/a")).text == "x"


async def test_files_that_come_and_go(pad: Page) -> None:
    await open_project(pad)
    assert (await pad.write({"static/new.css": "x"}))["generation"] == 2
    assert (await pad.write({"static/new.css": "y"}))["generation"] == 2
    assert (await pad.write({"static/new.css": None}))["generation"] == 3
    assert (await pad.write({"static/a.css": "y", "static/new.css": ""}))["generation"] == 4


@pytest.mark.parametrize("path", ["requirements.txt", "pyproject.toml", ".env", "d.json", "x.py"])
async def test_files_of_other_kinds(pad: Page, path: str) -> None:
    await pad.open({"main.py": APP, **FILES, path: ""})
    assert (await pad.write({path: "# comment" if path != "d.json" else "1"}))["generation"] == 2


async def test_edits_at_once(pad: Page) -> None:
    """The stylesheet comes while the other edit rests: both make one version."""
    await open_project(pad)
    python = pad.send({"type": "project.write", "changes": {"main.py": APP + "# more"}})
    style = pad.send({"type": "project.write", "changes": {"static/a.css": "x"}})
    assert (await python)["generation"] == (await style)["generation"] == 2
    assert pad.of("reloaded")[-1]["paths"] == ["main.py", "static/a.css"]
    assert pad.of("changed") == []
    both = await pad.write({"main.py": APP, "static/a.css": "y"})
    assert both["generation"] == 3


async def test_an_edit_during_a_load(pad: Page) -> None:
    slow = (
        "\n@app.on_event('shutdown')\nasync def end():\n    print('ends'); await asyncio.sleep(0)"
    )
    await open_project(pad, f"import warnings; warnings.simplefilter('ignore'){slow}")
    python = pad.send({"type": "project.write", "changes": {"main.py": APP}})
    await pad.until(lambda: pad.printed)
    style = pad.send({"type": "project.write", "changes": {"static/a.css": "x"}})
    assert (await python)["generation"] == (await style)["generation"] == 2
    assert (await pad.get("/static/a.css")).text == "x"
    assert [event["paths"] for event in pad.of("changed")] == [["static/a.css"]]


async def test_a_failed_version_is_made_anew(pad: Page) -> None:
    await pad.open({"main.py": "1 / 0", **FILES})
    assert (await pad.write({"static/a.css": "x"}))["generation"] == 2


async def test_beside_a_file_that_does_not_compile(pad: Page) -> None:
    await open_project(pad)
    await pad.write({"main.py": "def"})
    outcome = await pad.write({"static/a.css": "x"})
    assert outcome["generation"] == 1 and outcome["error"] is not None
    assert pad.of("changed") == []
    assert (await pad.get("/static/a.css")).text == "x"


async def test_a_reload_that_was_asked_for(pad: Page) -> None:
    await open_project(pad)
    asked = pad.send({"type": "project.reload"})
    style = pad.send({"type": "project.write", "changes": {"static/a.css": "x"}})
    assert (await asked)["generation"] == (await style)["generation"] == 2


async def test_lxml_reads_without_telling(pad: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    await open_project(pad)
    monkeypatch.setitem(__import__("sys").modules, "lxml.etree", asyncio)
    assert (await pad.write({"static/a.css": "x"}))["generation"] == 1
    assert (await pad.write({"templates/other.html": "x"}))["generation"] == 2


@pytest.fixture
def watched(tmp_path: Path) -> Callable[[str], Path]:
    def make(name: str) -> Path:
        (tmp_path / name).write_text("x")
        return tmp_path / name

    return make


def test_links_and_closing(tmp_path: Path, watched: Callable[[str], Path]) -> None:
    style, other = watched("a.css"), watched("b.css")
    reads = Reads(tmp_path)
    link = tmp_path / "link.css"
    link.symlink_to(style)
    link.read_text()
    assert not reads.untouched({"a.css"})
    reads.close()
    other.read_text()
    assert reads.untouched({"b.css"})
    reads.close()


def test_what_is_no_path(tmp_path: Path) -> None:
    reads = Reads(tmp_path)
    with pytest.raises(ValueError, match="null"):
        open(f"{tmp_path}/a\0.css")
    assert reads.untouched({"a.css"})
    reads.close()
