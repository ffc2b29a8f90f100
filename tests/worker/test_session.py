"""Edits become generations, and every answer is of the newest that there can be."""

import asyncio
import sys

import pytest

from tests.worker.page import Page, ServiceWorker
from worker import session as session_module
from worker.errors import app_error

pytestmark = pytest.mark.anyio


def app(text: str, before: str = "") -> str:
    """A file whose app answers `text`."""
    return f"""
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
{before}

async def home(request):
    return PlainTextResponse({text!r})

app = Starlette(routes=[Route("/", home)])
"""


async def test_opening_a_project_serves_it(pad: Page) -> None:
    outcome = await pad.open({"main.py": app("one")})
    assert outcome == {"generation": 1, "error": None}
    assert pad.state == {"phase": "serving", "generation": 1, "app": "main:app", "error": None}
    assert pad.phases == ["loading", "serving"]
    answer = await pad.get()
    assert (answer.status, answer.text) == (200, "one")


async def test_a_ping_is_answered(pad: Page) -> None:
    await pad.session.handle({"type": "ping", "id": 7})
    assert pad.events == [{"type": "pong", "id": 7}]


async def test_an_edit_makes_the_next_generation(pad: Page) -> None:
    await pad.open({"main.py": app("one"), "static/style.css": "a {}"})
    assert await pad.write({"main.py": app("two")}) == {"generation": 2, "error": None}
    assert (await pad.get()).text == "two"
    assert await pad.write({"words.json": "[]"}) == {"generation": 3, "error": None}
    assert [(event["generation"], event["paths"]) for event in pad.of("reloaded")] == [
        (1, ["main.py", "static/style.css"]),
        (2, ["main.py"]),
        (3, ["words.json"]),
    ]


async def test_an_edit_that_changes_nothing_keeps_the_generation(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    assert await pad.write({"main.py": app("one")}) == {"generation": 1, "error": None}
    assert await pad.write({}) == {"generation": 1, "error": None}


async def test_reload_makes_a_generation_of_unchanged_files(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    assert await pad.reload() == {"generation": 2, "error": None}


async def test_imported_modules_are_reloaded_too(pad: Page) -> None:
    await pad.open({"main.py": app("", "import words").replace("''", "words.HELLO")})
    assert pad.state["phase"] == "failed"
    await pad.write(
        {"words/__init__.py": "from .hello import HELLO", "words/hello.py": "HELLO = '1'"}
    )
    assert (await pad.get()).text == "1"
    await pad.write({"words/hello.py": "HELLO = '2'"})
    assert (await pad.get()).text == "2"


async def test_a_request_before_the_project_is_open_waits(pad: Page) -> None:
    fetch = pad.request()
    await pad.open({"main.py": app("one")})
    assert (await fetch.end()).text == "one"


async def test_fifty_edits_each_followed_at_once_by_a_request(pad: Page) -> None:
    await pad.open({"main.py": app("0")})
    for number in range(1, 51):
        writing = pad.send({"type": "project.write", "changes": {"main.py": app(str(number))}})
        answer = await pad.get()
        assert answer.text == str(number)
        assert (await writing)["error"] is None
    assert pad.state["generation"] == 51


async def test_a_burst_of_edits_makes_few_generations(pad: Page) -> None:
    await pad.open({"main.py": app("0")})
    outcomes = await asyncio.gather(
        *(
            pad.send({"type": "project.write", "changes": {"main.py": app(str(number))}})
            for number in range(1, 51)
        )
    )
    assert outcomes == [{"generation": 2, "error": None}] * 50
    assert (await pad.get()).text == "50"


async def test_fifty_edits_and_requests_at_the_same_time(pad: Page) -> None:
    await pad.open({"main.py": app("0")})
    fetches, writings = [], []
    for number in range(1, 51):
        change = {"main.py": app(str(number))}
        writings.append(pad.send({"type": "project.write", "changes": change}))
        fetches.append((number, pad.request()))
        if number % 7 == 0:
            await asyncio.sleep(0)  # lets some of the reloads begin
    for number, fetch in fetches:
        assert int((await fetch.end()).text) >= number
    assert all(outcome["error"] is None for outcome in await asyncio.gather(*writings))


async def test_a_request_cuts_the_debounce_short(
    pad: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pad.open({"main.py": app("one")})
    monkeypatch.setattr(session_module, "DEBOUNCE", 3600)
    writing = pad.send({"type": "project.write", "changes": {"main.py": app("two")}})
    assert (await pad.get()).text == "two"
    assert (await writing)["generation"] == 2


# modules that an edit leaves alone

ROUTERS = {
    "main.py": """
import db
from fastapi import FastAPI
from routers import items

app = FastAPI()
app.include_router(items.router)

@app.get("/count")
def count():
    db.fake_db["a"] = 1
    return len(db.fake_db)
""",
    "db.py": "fake_db: dict[str, int] = {}",
    "schemas.py": "from pydantic import BaseModel\nclass Item(BaseModel):\n    name: str = 'x'",
    "routers/__init__.py": "",
    "routers/items.py": """
from fastapi import APIRouter
from schemas import Item
router = APIRouter(prefix="/items")

@router.get("/")
def items(q: int = 0) -> list[Item]:
    return [Item()]

@router.post("/")
async def create(item: Item) -> Item:
    return item
""",
}
NAMES = ("main", "db", "schemas", "routers", "routers.items")


async def opened(pad: Page) -> list[object]:
    """The modules of an app that has answered requests of all kinds."""
    assert (await pad.open(dict(ROUTERS)))["error"] is None
    assert (await pad.get("/items/?q=1")).text == '[{"name":"x"}]'
    headers = [("host", "localhost"), ("content-type", "application/json")]
    post = pad.request("/items/", method="POST", headers=headers, body=[b'{"name": "y"}'])
    assert (await post.end()).text == '{"name":"y"}'
    assert (await pad.get("/items/?q=x")).status == 422
    assert (await pad.get("/openapi.json")).status == 200
    return [sys.modules[name] for name in NAMES]


def same(modules: list[object]) -> list[bool]:
    return [sys.modules[name] is module for name, module in zip(NAMES, modules, strict=True)]


async def test_what_does_not_depend_on_an_edit_is_not_imported_again(pad: Page) -> None:
    modules = await opened(pad)
    await pad.write({"main.py": ROUTERS["main.py"] + "# more"})
    assert (await pad.get("/items/")).text == '[{"name":"x"}]'
    assert same(modules) == [False, True, True, True, True]
    await pad.write({"schemas.py": ROUTERS["schemas.py"].replace("'x'", "'z'")})
    assert (await pad.get("/items/")).text == '[{"name":"z"}]'
    assert same(modules) == [False, True, False, True, False]


async def test_what_requests_have_stored_is_gone_after_an_edit(pad: Page) -> None:
    modules = await opened(pad)
    assert (await pad.get("/count")).text == "1"
    await pad.write({"style.css": "a {}"})
    assert not sys.modules["db"].fake_db
    assert same(modules) == [False, False, True, True, True]


async def test_a_reload_that_was_asked_for_imports_all_again(pad: Page) -> None:
    modules = await opened(pad)
    await pad.reload()
    assert same(modules) == [False] * 5


async def test_after_a_version_that_did_not_start_all_is_imported_again(pad: Page) -> None:
    modules = await opened(pad)
    hook = "\n@app.router.on_startup.append\ndef start(): raise OSError\n"
    assert (await pad.write({"main.py": ROUTERS["main.py"] + hook}))["error"] is not None
    before = sys.modules["schemas"]
    assert same(modules)[2]
    assert (await pad.write({"main.py": ROUTERS["main.py"]}))["error"] is None
    assert sys.modules["schemas"] is not before


async def test_an_import_that_failed_is_mended(pad: Page) -> None:
    modules = await opened(pad)
    broken = ROUTERS["schemas.py"].replace("BaseModel)", "BaseModell)")
    assert (await pad.write({"schemas.py": broken}))["error"] is not None
    assert (await pad.write({"schemas.py": ROUTERS["schemas.py"]}))["error"] is None
    assert (await pad.get("/items/")).text == '[{"name":"x"}]'
    assert same(modules) == [False] * 5


# files that do not compile


async def test_a_syntax_error_keeps_the_last_generation(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    outcome = await pad.write({"main.py": "app = print(\n"})
    assert outcome["generation"] == 1
    error = outcome["error"]
    assert error is not None
    assert (error["kind"], error["path"], error["line"]) == ("syntax", "main.py", 1)
    assert error["summary"] == (
        "main.py, line 1: this ( is never closed. The preview still shows version 1"
    )
    assert pad.state == {"phase": "serving", "generation": 1, "app": "main:app", "error": error}
    assert (await pad.get()).text == "one"


async def test_it_stays_until_it_is_mended(pad: Page) -> None:
    await pad.open({"main.py": app("one"), "style.css": ""})
    await pad.write({"main.py": "def"})
    elsewhere = await pad.write({"style.css": "a {}"})
    assert elsewhere["generation"] == 1 and elsewhere["error"] is not None
    assert (await pad.reload())["error"] == elsewhere["error"]
    assert await pad.write({"main.py": app("two")}) == {"generation": 2, "error": None}
    assert pad.state["error"] is None
    assert pad.of("reloaded")[-1]["paths"] == ["main.py", "style.css"]


async def test_deleting_the_file_mends_it(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    assert (await pad.write({"broken.py": "def"}))["error"] is not None
    assert await pad.write({"broken.py": None}) == {"generation": 2, "error": None}


async def test_pyproject_has_to_be_toml(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    outcome = await pad.write({"pyproject.toml": "[tool.asgipad]\napp ="})
    assert outcome["generation"] == 1
    assert outcome["error"] is not None and outcome["error"]["path"] == "pyproject.toml"


async def test_a_project_that_opens_broken(pad: Page) -> None:
    outcome = await pad.open({"main.py": "x = 1\nif x\n    pass\n"})
    error = outcome["error"]
    assert error is not None and (error["kind"], error["line"]) == ("syntax", 2)
    assert error["summary"] == "main.py, line 2: a : is missing here, the app did not start"
    assert pad.state["phase"] == "failed"
    assert (await pad.get()).status == 500
    assert await pad.write({"main.py": app("one")}) == {"generation": 2, "error": None}
    assert (await pad.get()).text == "one"


async def test_a_file_broken_while_packages_are_installed_before_the_first_app(pad: Page) -> None:
    pad.packages.done.clear()
    opening = pad.send({"type": "project.open", "files": {"main.py": app("one")}})
    await pad.until(lambda: "installing" in pad.phases)
    breaking = pad.send({"type": "project.write", "changes": {"main.py": "def"}})
    pad.packages.done.set()
    assert (await opening)["error"] == (await breaking)["error"] is not None
    assert (await pad.get()).status == 500


# apps that do not start


async def test_an_import_that_fails(pad: Page) -> None:
    outcome = await pad.open({"main.py": "import models", "models.py": "\nx = DATABSE\n"})
    error = outcome["error"]
    assert error is not None
    assert outcome["generation"] == 1
    assert error["kind"] == "import"
    assert error["summary"] == "models.py, line 2: NameError, the app did not start"
    assert [(frame["path"], frame["line"]) for frame in error["frames"]] == [
        ("main.py", 1),
        ("models.py", 2),
    ]
    assert pad.phases == ["loading", "failed"]
    assert ("error", error["text"].rstrip()) in pad.printed
    answer = await pad.get()
    assert answer.status == 500
    assert answer.header("content-type") == "text/plain; charset=utf-8"
    assert answer.text.startswith(error["summary"])
    assert (await pad.get(destination="iframe")).text.startswith("<!doctype html>")
    assert pad.of("request")[-1]["status"] == 500


async def test_a_failed_generation_is_replaced_by_the_next_edit(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    await pad.write({"main.py": "1 / 0"})
    assert pad.state["phase"] == "failed"
    assert pad.state["generation"] == 2
    assert await pad.write({"main.py": app("three")}) == {"generation": 3, "error": None}
    assert (await pad.get()).text == "three"


@pytest.mark.parametrize("line", ["raise SystemExit('bye')", "raise KeyboardInterrupt", "exit()"])
async def test_an_import_may_raise_anything(pad: Page, line: str) -> None:
    error = (await pad.open({"main.py": line}))["error"]
    assert error is not None and error["kind"] == "import"


LIFESPAN = """
import asyncio
from contextlib import asynccontextmanager
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

@asynccontextmanager
async def lifespan(app):
    {startup}
    yield {{"answer": 42}}
    {shutdown}

async def home(request):
    return JSONResponse(request.state.answer)

app = Starlette(lifespan=lifespan, routes=[Route("/", home)])
"""


def lifespan(startup: str = "pass", shutdown: str = "pass") -> str:
    return LIFESPAN.format(startup=startup, shutdown=shutdown)


async def test_a_lifespan_that_fails(pad: Page) -> None:
    outcome = await pad.open({"main.py": lifespan("raise OSError('no such host')")})
    error = outcome["error"]
    assert error is not None
    assert (error["kind"], error["type"], error["line"]) == ("lifespan", "OSError", 10)
    assert error["summary"] == "main.py, line 10: OSError, the app did not start"
    assert "worker/" not in error["text"]
    assert (await pad.get()).status == 500


async def test_each_generation_has_its_own_lifespan_and_state(pad: Page) -> None:
    source = lifespan("print('up')", "print('down')")
    await pad.open({"main.py": source})
    assert (await pad.get()).text == "42"
    await pad.write({"main.py": source.replace("42", "43")})
    assert (await pad.get()).text == "43"
    assert pad.printed == [("print", "up"), ("print", "down"), ("print", "up")]
    generations = [entry["generation"] for event in pad.of("console") for entry in event["entries"]]
    assert generations == [1, 1, 2]


async def test_a_newer_edit_ends_a_startup_that_hangs(pad: Page) -> None:
    opening = pad.send(
        {
            "type": "project.open",
            "files": {"main.py": lifespan("print('up'); await asyncio.Event().wait()")},
        }
    )
    await pad.until(lambda: pad.printed)
    outcome = await pad.write({"main.py": lifespan()})
    assert outcome == {"generation": 1, "error": None} == await opening
    assert (await pad.get()).text == "42"


async def test_a_broken_edit_does_not_end_a_startup(pad: Page) -> None:
    gate = "print('up')\n    import pathlib\n    "
    gate += "while not pathlib.Path('gate').exists(): await asyncio.sleep(0)"
    await pad.open({"main.py": lifespan()})
    writing = pad.send({"type": "project.write", "changes": {"main.py": lifespan(gate)}})
    await pad.until(lambda: pad.printed)
    breaking = pad.send({"type": "project.write", "changes": {"main.py": "def"}})
    (pad.root / "gate").touch()
    assert await writing == {"generation": 2, "error": None}
    broken = await breaking
    assert broken["generation"] == 2 and broken["error"] is not None
    assert (await pad.get()).text == "42"


async def test_a_shutdown_that_hangs_is_cancelled(
    pad: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.lifespan.SHUTDOWN_TIMEOUT", 0.01)
    await pad.open({"main.py": lifespan(shutdown="await asyncio.Event().wait()")})
    assert (await pad.write({"main.py": lifespan()}))["generation"] == 2
    assert ("warning", "The lifespan did not end within 0.01 s of its shutdown.") in pad.printed


# races with a reload


async def test_an_edit_during_a_reload_makes_one_more(pad: Page) -> None:
    slow_end = "print('ending')\n    await asyncio.sleep(0.05)"
    await pad.open({"main.py": lifespan(shutdown=slow_end)})
    first = pad.send({"type": "project.write", "changes": {"main.py": app("two")}})
    await pad.until(lambda: pad.printed)
    second = pad.send({"type": "project.write", "changes": {"main.py": app("three")}})
    fetch = pad.request()
    assert not first.done()
    assert (await fetch.end()).text == "three"
    assert await first == {"generation": 2, "error": None}
    assert await second == {"generation": 3, "error": None}


async def test_a_broken_edit_while_the_old_generation_stops(pad: Page) -> None:
    """It must not reach the generation that is about to be imported."""
    slow_end = "print('ending')\n    await asyncio.sleep(0.05)"
    await pad.open({"main.py": lifespan(shutdown=slow_end)})
    good = pad.send({"type": "project.write", "changes": {"main.py": app("two")}})
    await pad.until(lambda: pad.printed)
    bad = pad.send({"type": "project.write", "changes": {"main.py": "def"}})
    assert await good == {"generation": 2, "error": None}
    outcome = await bad
    assert outcome["generation"] == 2 and outcome["error"] is not None
    assert (await pad.get()).text == "two"


async def test_a_request_during_a_reload_waits_for_it(pad: Page) -> None:
    await pad.open({"main.py": lifespan(shutdown="print('ending')\n    await asyncio.sleep(0.05)")})
    writing = pad.send({"type": "project.write", "changes": {"main.py": app("two")}})
    await pad.until(lambda: pad.printed)
    assert (await pad.get()).text == "two"
    assert (await writing)["generation"] == 2


WAITING = """
import asyncio

async def app(scope, receive, send):
    assert scope["type"] == "http"
    print("called")
    try:
        {wait}
    finally:
        print("ended")
    await send({{"type": "http.response.start", "status": 200, "headers": []}})
    await send({{"type": "http.response.body", "body": b"old"}})
"""


async def test_requests_in_flight_may_end(pad: Page) -> None:
    wait = "await receive(); message = await receive(); print(message['type'])"
    await pad.open({"main.py": WAITING.format(wait=wait)})
    fetch = pad.request()
    await pad.until(lambda: pad.printed)
    await pad.write({"main.py": app("new")})
    assert (await fetch.end()).text == "old"
    assert ("print", "http.disconnect") in pad.printed


async def test_requests_that_do_not_end_are_cancelled(
    pad: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.generation.GRACE", 0.01)
    await pad.open({"main.py": WAITING.format(wait="await asyncio.Event().wait()")})
    fetch = pad.request()
    await pad.until(lambda: pad.printed)
    await pad.write({"main.py": app("new")})
    assert (await fetch.end()).status == 503
    assert pad.printed == [("print", "called"), ("print", "ended")]
    assert (await pad.get()).text == "new"


async def test_tasks_that_the_app_left_are_cancelled(pad: Page) -> None:
    source = """
import asyncio
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
tasks = []

async def forever():
    try:
        await asyncio.Event().wait()
    finally:
        print("cancelled")

async def home(request):
    tasks.append(asyncio.create_task(forever()))
    await asyncio.sleep(0)
    return PlainTextResponse("")

app = Starlette(routes=[Route("/", home)])
"""
    await pad.open({"main.py": source})
    await pad.get()
    await pad.write({"main.py": app("new")})
    assert pad.printed == [("print", "cancelled")]


async def test_a_client_that_leaves_while_it_waits_is_not_served(pad: Page) -> None:
    fetch = pad.request()
    fetch.disconnect()
    await pad.open({"main.py": app("one")})
    await pad.get()
    assert fetch.status == 0
    assert len(pad.of("request")) == 1


# the rest of the page's events


async def test_the_access_log(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    await pad.get("/caf%C3%A9?q=%20x", destination="document")
    (entry,) = pad.of("request")
    assert entry.pop("duration") > 0
    assert entry.pop("time") > 1e9
    assert entry == {
        "type": "request",
        "method": "GET",
        "path": "/caf%C3%A9?q=%20x",
        "status": 404,
        "destination": "document",
        "generation": 1,
    }


async def test_files_that_the_app_writes_are_reported(pad: Page) -> None:
    source = app("one", "import pathlib").replace(
        "return", "pathlib.Path('notes/log.txt').write_text('hi'); return"
    )
    await pad.open({"main.py": source, "notes/log.txt": ""})
    await pad.get()
    await pad.until(lambda: pad.of("files"))
    assert pad.of("files") == [{"type": "files", "changes": {"notes/log.txt": "hi"}}]
    assert pad.state["generation"] == 1


async def test_a_path_outside_the_project_is_refused(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    outcome = await pad.write({"../evil.py": "", "main.py": app("two")})
    assert outcome["error"] is not None
    assert (
        outcome["error"]["summary"] == "Not written: '../evil.py' is not a path inside the project"
    )
    assert not (pad.root.parent / "evil.py").exists()
    assert (await pad.get()).text == "one"


# packages


async def test_the_installer_is_asked_before_every_import(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    await pad.write({"other.py": ""})
    assert pad.packages.entries == ["main.py", "main.py"]
    assert "installing" not in pad.phases


async def test_a_package_that_cannot_be_installed(pad: Page) -> None:
    summary = "orjson cannot be installed: it has no wheel for browsers"
    pad.packages.error = {
        "kind": "package",
        "type": "ValueError",
        "message": "no wheel",
        "summary": summary,
        "path": "requirements.txt",
        "line": 1,
        "column": None,
        "frames": [],
        "text": summary,
    }
    outcome = await pad.open({"main.py": app("one")})
    assert outcome["error"] == pad.packages.error
    answer = await pad.get(destination="document")
    assert answer.status == 500 and summary in answer.text
    pad.packages.error = None
    assert await pad.write({"requirements.txt": ""}) == {"generation": 2, "error": None}


async def test_a_slow_installation_is_shown_and_requests_wait(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    pad.packages.done.clear()
    writing = pad.send({"type": "project.write", "changes": {"main.py": app("two")}})
    fetch = pad.request()
    await pad.until(lambda: pad.phases[-1] == "installing")
    pad.packages.done.set()
    assert (await fetch.end()).text == "two"
    assert await writing == {"generation": 2, "error": None}
    assert pad.phases[-3:] == ["installing", "loading", "serving"]


async def test_closing_drops_the_project(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    assert "main" in sys.modules
    await pad.session.close()
    assert "main" not in sys.modules


# a fresh interpreter

REASON = "a was installed, and b had looked for it"


async def retire(pad: Page) -> None:
    """An edit asks for what only a fresh interpreter can give."""
    pad.packages.restart = REASON
    pad.send({"type": "project.write", "changes": {"requirements.txt": "a"}})
    await pad.until(lambda: pad.of("restart"))


async def test_the_installer_knows_whether_an_app_was_imported(pad: Page) -> None:
    pad.packages.error = app_error(OSError("offline"), pad.root, "package")
    await pad.open({"main.py": app("one")})
    pad.packages.error = None
    await pad.write({"main.py": "1 / 0"})
    await pad.write({"main.py": app("two")})
    assert pad.packages.fresh == [True, True, False]


async def test_the_app_ends_and_the_page_hears_why(pad: Page) -> None:
    await pad.open({"main.py": lifespan("print('up')", "print('down')")})
    await retire(pad)
    assert pad.printed == [("print", "up"), ("print", "down")]
    assert pad.events[-1] == {"type": "restart", "reason": REASON}


async def test_edits_are_answered_by_the_successor(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    await retire(pad)
    pad.send({"type": "project.write", "changes": {"main.py": app("two")}})
    pad.send({"type": "project.reload"})
    await pad.session.handle({"type": "ping", "id": 99})  # behind whatever would answer them
    assert [event["type"] for event in pad.events[-2:]] == ["restart", "pong"]
    assert [event["id"] for event in pad.of("outcome")] == [1]
    assert pad.state["generation"] == 1


async def test_requests_that_wait_are_left_to_the_successor(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    pad.packages.done.clear()
    pad.packages.restart = REASON
    pad.send({"type": "project.write", "changes": {"main.py": app("two")}})
    waiting = pad.request(method="POST", body=[b"a", b"b"])
    pad.packages.done.set()
    await pad.until(lambda: pad.of("restart"))
    late = pad.request()
    late.disconnect()
    await asyncio.sleep(0)
    assert pad.service_worker.begun == []
    assert (waiting.status, late.status) == (0, 0)
    assert pad.of("request") == []


async def test_a_request_that_the_app_has_begun_ends_as_in_a_reload(pad: Page) -> None:
    wait = "await receive(); message = await receive(); print(message['type'])"
    await pad.open({"main.py": WAITING.format(wait=wait)})
    fetch = pad.request()
    await pad.until(lambda: pad.printed)
    await retire(pad)
    assert pad.service_worker.begun == [fetch.id]
    assert (await fetch.end()).text == "old"


async def test_a_service_worker_that_comes_late_hears_it_too(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    await retire(pad)
    assert ServiceWorker(pad.session).begun == []


async def test_what_the_app_writes_at_its_end_is_kept(pad: Page) -> None:
    await pad.open({"main.py": lifespan(shutdown="import pathlib; pathlib.Path('x').touch()")})
    await retire(pad)
    assert [event["type"] for event in pad.events[-2:]] == ["files", "restart"]
    assert pad.of("files")[-1]["changes"] == {"x": ""}


async def test_an_edit_of_the_same_file_wins(pad: Page) -> None:
    """The page has it on show, and opens the successor with it."""
    slow = "print('ending')\n    await asyncio.sleep(0.05)\n    "
    slow += "import pathlib; pathlib.Path('x').write_text('of the app')"
    await pad.open({"main.py": lifespan(shutdown=slow), "x": ""})
    pad.packages.restart = REASON
    pad.send({"type": "project.write", "changes": {"requirements.txt": "a"}})
    await pad.until(lambda: pad.printed)
    pad.send({"type": "project.write", "changes": {"x": "typed"}})
    await pad.until(lambda: pad.of("restart"))
    assert pad.of("files") == []


async def test_a_startup_that_an_edit_ends(pad: Page) -> None:
    await pad.open({"main.py": app("one")})
    hanging = lifespan("print('up'); await asyncio.Event().wait()")
    pad.send({"type": "project.write", "changes": {"main.py": hanging}})
    await pad.until(lambda: pad.printed)
    await retire(pad)
    assert pad.of("reloaded")[-1]["generation"] == 1


async def test_numbers_go_on_from_the_interpreter_before(pad: Page) -> None:
    files = {"main.py": app("one")}
    outcome = await pad.send({"type": "project.open", "files": files, "generation": 7})
    assert outcome == {"generation": 8, "error": None}
    assert [event["state"]["generation"] for event in pad.of("state")] == [7, 8]


# its routes


ROUTES = """
from fastapi import FastAPI
app = FastAPI()

@app.get("/")
def home():
    return "home"
"""


async def routes(pad: Page, generation: int) -> list[tuple[str, str, int]]:
    """Path, file and line of those that the page is told of for this generation."""
    await pad.until(lambda: any(each["generation"] == generation for each in pad.of("routes")))
    [event] = [each for each in pad.of("routes") if each["generation"] == generation]
    return [(each["path"], each["file"], each["line"]) for each in event["routes"]]


async def test_the_routes_of_each_generation_follow_it(pad: Page) -> None:
    await pad.open({"main.py": ROUTES})
    assert await routes(pad, 1) == [("/", "main.py", 5)]
    await pad.write({"main.py": "# more\n" + ROUTES.replace('"/"', '"/other"')})
    assert await routes(pad, 2) == [("/other", "main.py", 6)]
    types = [each["type"] for each in pad.events if each["type"] in ("reloaded", "routes")]
    assert types == ["reloaded", "routes"] * 2


async def test_whoever_waits_is_answered_before_the_routes_are_looked_for(pad: Page) -> None:
    await pad.open({"main.py": ROUTES})
    await routes(pad, 1)
    pad.send({"type": "project.write", "changes": {"main.py": ROUTES + "# more\n"}})
    await pad.get("/")
    await routes(pad, 2)
    types = [each["type"] for each in pad.events if each["type"] in ("request", "routes")]
    assert types == ["routes", "request", "routes"]


async def test_an_app_that_fails_has_no_routes(pad: Page) -> None:
    await pad.open({"main.py": ROUTES})
    await routes(pad, 1)
    await pad.write({"main.py": ROUTES + "1 / 0\n"})
    assert await routes(pad, 2) == []


@pytest.mark.parametrize(
    "text",
    [
        "async def app(scope, receive, send): ...",
        "def app(environ, start_response): ...",
        "from flask import Flask\napp = Flask(__name__)\n@app.get('/')\ndef home(): ...",
        """
class App:
    __slots__ = ()
    routes = property(lambda self: 1 / 0)
    async def __call__(self, scope, receive, send): ...
app = App()""",
    ],
)
async def test_other_apps_have_none(pad: Page, text: str) -> None:
    assert (await pad.open({"main.py": text}))["error"] is None
    assert await routes(pad, 1) == []
    assert pad.printed == []


async def test_an_app_whose_routes_cannot_be_looked_at_serves(pad: Page) -> None:
    text = """
from starlette.applications import Starlette
class App(Starlette):
    routes = property(lambda self: 1 / 0)
app = App()
"""
    assert (await pad.open({"main.py": text}))["error"] is None
    assert await routes(pad, 1) == []
    assert pad.printed == [
        (
            "debug",
            "The routes of this version cannot be shown: ZeroDivisionError('division by zero')",
        )
    ]
    assert (await pad.get()).status == 404


async def test_it_tells_what_a_snapshot_of_the_project_would_hold(pad: Page) -> None:
    await pad.session.handle({"type": "project.loaded", "id": 7})
    (told,) = pad.of("loaded")
    assert told == {
        "type": "loaded",
        "id": 7,
        "packages": ["a-1.dist-info "],
        "modules": ["a", "a.b"],
    }
