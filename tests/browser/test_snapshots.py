"""Python starts from a snapshot of its memory, and nobody can tell."""

import json
import re
from collections.abc import Callable
from time import time
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, expect

from tests.browser.host import CHECKOUT
from tests.browser.ide_page import PATIENCE, IdePage

APP = """
import random, secrets, tempfile, time, uuid

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route


async def home(request):
    return HTMLResponse("<title>Drawn</title><link rel=icon href=data:,><h1>Drawn</h1>")


async def drawn(request):
    with tempfile.NamedTemporaryFile() as file:
        name = file.name
    chance = [random.random(), secrets.token_hex(), str(uuid.uuid4()), str(uuid.uuid1()), name]
    return JSONResponse({"chance": chance, "now": time.time()})


app = Starlette(routes=[Route("/", home), Route("/drawn", drawn)])
"""
FILES = {"main.py": APP, "requirements.txt": "starlette\n"}


@pytest.fixture
def snapshots(pytestconfig: pytest.Config) -> None:
    """There are some: to be kept, broken, or made another one from."""
    if pytestconfig.getoption("--snapshots") == "off":
        pytest.skip("Python starts without snapshots")


@pytest.fixture
def requested(context: BrowserContext) -> list[str]:
    """The names of the files that the browser has asked for."""
    names: list[str] = []
    context.on("request", lambda request: names.append(request.url.rpartition("/")[2]))
    return names


def test_a_start_takes_nothing_else(
    ide: IdePage, requested: list[str], pytestconfig: pytest.Config
) -> None:
    ide.open(FILES)
    expect(ide.preview.get_by_role("heading")).to_have_text("Drawn")
    snapshots = pytestconfig.getoption("--snapshots") == "on"
    assert ("runtime.snapshot" in requested) is snapshots
    assert ("asgipad.zip" in requested) is not snapshots


def test_two_tabs_draw_different_lots(
    new_context: Callable[..., BrowserContext], base_url: str
) -> None:
    def drawn() -> Any:
        ide = IdePage(new_context().new_page(), base_url)
        ide.open(FILES)
        return ide.page.evaluate("async () => (await asgipad.fetch('/drawn')).json()")

    first, second = drawn(), drawn()
    for one, other in zip(first["chance"], second["chance"], strict=True):
        assert one != other
    assert abs(second["now"] - time()) < 60


@pytest.mark.usefixtures("snapshots")
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda file: b"", id="empty", marks=pytest.mark.slow),
        pytest.param(lambda file: b"no snapshot" * 1000, id="garbage", marks=pytest.mark.slow),
        pytest.param(lambda file: file[:1_000_000], id="half"),
    ],
)
def test_a_broken_one_is_passed_over(
    ide: IdePage,
    requested: list[str],
    damage: Callable[[bytes], bytes],
) -> None:
    said: list[ConsoleMessage] = []
    ide.page.context.on("console", lambda message: said.append(message))
    body = damage((CHECKOUT / "static/snapshots/runtime.snapshot").read_bytes())
    headers = {"Access-Control-Allow-Origin": "*"}
    ide.page.context.route(
        "**/runtime.snapshot", lambda route: route.fulfill(body=body, headers=headers)
    )
    ide.open(FILES)
    expect(ide.preview.get_by_role("heading")).to_have_text("Drawn")
    assert "asgipad.zip" in requested
    assert any(re.search("its snapshot cannot be used", message.text) for message in said)


READING = """
import starlette.applications
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route


async def home(request):
    return HTMLResponse("<title>Reading</title><link rel=icon href=data:,><h1>Reading</h1>")


async def source(request):
    try:
        with open(starlette.applications.__file__) as file:
            return PlainTextResponse(file.read())
    except OSError as error:
        return PlainTextResponse(str(error))


async def library(request):
    import colorsys

    return PlainTextResponse(str(colorsys.rgb_to_hsv(0, 0, 1)))


app = Starlette(routes=[Route("/", home), Route("/source", source), Route("/library", library)])
"""


@pytest.mark.usefixtures("snapshots")
def test_what_a_start_can_do_without_comes_after_it(ide: IdePage, requested: list[str]) -> None:
    ide.page.context.on("request", lambda request: requested.append(request.resource_type))
    with ide.page.context.expect_event(
        "request", lambda request: request.url.endswith("python_stdlib.zip"), timeout=PATIENCE
    ):
        ide.open({"main.py": READING, "requirements.txt": "starlette\n"})
    page = max(at for at, name in enumerate(requested) if name == "document")
    assert page < requested.index("runtime.files")
    assert page < requested.index("python_stdlib.zip")
    assert "class Starlette:" in ide.fetch("/source").text
    assert ide.fetch("/library").text == "(0.6666666666666666, 1.0, 1)"


@pytest.mark.usefixtures("snapshots")
@pytest.mark.console_error("of Python's cannot be read. .*NetworkError")
def test_what_cannot_be_had_later_says_so(ide: IdePage) -> None:
    files = "**/runtime.files"
    ide.page.context.route(files, lambda route: route.abort())
    ide.open({"main.py": READING, "requirements.txt": "starlette\n"})
    assert ide.fetch("/source").text == "[Errno 29] I/O error"
    ide.page.context.unroute(files)
    assert "class Starlette:" in ide.fetch("/source").text


LOOKING = """
import importlib, importlib.metadata, json

import colorsys
from starlette.responses import HTMLResponse

NAMES = ["fastapi", "pydantic", "email_validator", "python_multipart", "jinja2", "anyio"]


def is_there(name):
    try:
        return bool(importlib.import_module(name))
    except ModuleNotFoundError:
        return False


async def app(scope, receive, send):
    seen = {
        "modules": [name for name in NAMES if is_there(name)],
        "installed": sorted(d.name.lower() for d in importlib.metadata.distributions()),
        "own": getattr(colorsys, "own", False),
    }
    await HTMLResponse(f"<title>Seen</title><pre>{json.dumps(seen)}</pre>")(scope, receive, send)
"""


def test_what_nobody_asks_for_is_not_there(ide: IdePage) -> None:
    """FastAPI and what it needs is in the snapshot."""
    ide.open({"main.py": LOOKING, "requirements.txt": "starlette\n", "colorsys.py": "own = True"})
    seen = json.loads(ide.preview.locator("pre").inner_text())
    assert seen == {
        "modules": ["anyio"],
        "installed": [
            "a2wsgi",
            "anyio",
            "idna",
            "micropip",
            "packaging",
            "starlette",
            "typing_extensions",
        ],
        "own": True,
    }


FORMS = """
from typing import Annotated

from fastapi import FastAPI, Form
from fastapi.openapi import models, utils
from fastapi.responses import HTMLResponse
import starlette.formparsers

app = FastAPI(contact={"email": "no address"})
assert utils.OpenAPI is models.OpenAPI
assert models.OpenAPI.model_fields["info"].annotation is models.Info


@app.get("/", response_class=HTMLResponse)
def home():
    return f"<title>Form</title><h1>{models.EmailStr.__module__}</h1>"
"""
POST = """

@app.post("/")
def take(name: Annotated[str, Form()]):
    return name
"""


@pytest.mark.console_error("status of 500")
def test_libraries_have_looked_for_what_the_project_has(ide: IdePage) -> None:
    """And not for what the build had."""
    heading = ide.preview.get_by_role("heading")
    ide.open({"main.py": FORMS, "requirements.txt": "fastapi\n"})
    expect(heading).to_have_text("fastapi.openapi.models")
    assert ide.fetch("/openapi.json").status == 200
    outcome = ide.write("main.py", FORMS + POST)
    assert outcome["error"] is not None
    assert 'Form data requires "python-multipart"' in outcome["error"]["text"]
    expect(ide.preview.get_by_text("Form data requires").first).to_be_visible()
    needs = "fastapi\npython-multipart\nemail-validator\n"
    ide.open({"main.py": FORMS + POST, "requirements.txt": needs})
    expect(heading).to_have_text("pydantic.networks")
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert ide.fetch("/", method="POST", body="name=Ada", headers=form).text == '"Ada"'
    assert ide.fetch("/openapi.json").status == 500
    expect(ide.console).to_contain_text("An email address must have an @-sign")


KEPT = """async () => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("snapshots", { create: true });
  const sizes = {};
  for await (const [name, handle] of folder.entries()) {
    // It may be gone already.
    const file = await handle.getFile().catch(() => null);
    if (file) sizes[name] = file.size;
  }
  return sizes;
}"""
UNTIL_ONE = f"""async (patience) => {{
  for (const end = Date.now() + patience; Date.now() < end; ) {{
    const kept = await ({KEPT})();
    const [name] = Object.keys(kept);
    if (Object.keys(kept).length === 1 && kept[name] > 10_000_000) return name;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }}
  throw new Error("no snapshot was kept, or several");
}}"""
WRITE = """async ([name, text]) => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("snapshots", { create: true });
  const file = await folder.getFileHandle(name, { create: true });
  const writable = await file.createWritable();
  await writable.write(text);
  await writable.close();
}"""


@pytest.fixture
def returned(snapshots: None, ide: IdePage) -> IdePage:
    """Somebody who has come back to a project, and had an old snapshot."""
    ide.open(FILES)
    ide.page.evaluate(WRITE, ["old-runtime.snapshot", "old"])
    ide.wait_kept("main.py", APP)
    ide.page.reload()
    ide.wait_serving()
    return ide


def test_who_comes_back_has_it_unpacked(returned: IdePage, requested: list[str]) -> None:
    name = returned.page.evaluate(UNTIL_ONE, PATIENCE)
    assert re.fullmatch("[0-9a-f]+-runtime.snapshot", name)
    requested.clear()
    returned.page.reload()
    returned.wait_serving()
    expect(returned.preview.get_by_role("heading")).to_have_text("Drawn")
    assert not {"runtime.snapshot", "asgipad.zip"} & {*requested}


@pytest.mark.slow
def test_a_kept_one_that_is_broken_is_thrown_away(returned: IdePage, requested: list[str]) -> None:
    name = returned.page.evaluate(UNTIL_ONE, PATIENCE)
    returned.page.evaluate(WRITE, [name, "no snapshot"])
    requested.clear()
    returned.page.reload()
    returned.wait_serving()
    expect(returned.preview.get_by_role("heading")).to_have_text("Drawn")
    assert "runtime.snapshot" in requested
    assert "asgipad.zip" not in requested
    assert returned.page.evaluate(UNTIL_ONE, PATIENCE) == name


OWN = """
import sys

import plain
from starlette.responses import HTMLResponse

WAS_THERE = [name for name in ("sqlmodel", "sqlalchemy.orm") if name in sys.modules]

from sqlmodel import Field, Session, SQLModel, create_engine, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine("sqlite://")
SQLModel.metadata.create_all(engine)


async def app(scope, receive, send):
    with Session(engine) as session:
        session.add(Hero(name=f"Hero {plain.version}"))
        session.commit()
        names = sorted(set(session.exec(select(Hero.name))))
    page = f"<title>Own</title><link rel=icon href=data:,><h1>{names}</h1><p>{WAS_THERE}</p>"
    await HTMLResponse(page)(scope, receive, send)
"""
OWN_FILES = {"main.py": OWN, "requirements.txt": "sqlmodel\nstarlette\nplain\n"}
UNTIL_OWN = f"""async (patience) => {{
  for (const end = Date.now() + patience; Date.now() < end; ) {{
    const kept = await ({KEPT})();
    const name = Object.keys(kept).find((name) => /-project-.*[.]snapshot$/.test(name));
    if (kept[name] > 10_000_000) return name;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }}
  throw new Error("no snapshot of the project was kept");
}}"""


@pytest.fixture
def with_own(snapshots: None, ide_with_index: IdePage) -> IdePage:
    """A project that has a snapshot of its own packages, one of them from an index."""
    ide = ide_with_index
    ide.open(OWN_FILES)
    expect(ide.preview.get_by_role("heading")).to_have_text("['Hero 2.0']")
    expect(ide.preview.get_by_role("paragraph")).to_have_text("[]")
    ide.wait_kept("main.py", OWN)
    return ide


def test_a_project_has_one_of_its_own(with_own: IdePage, requested: list[str]) -> None:
    ide = with_own
    assert f"-project-{ide.project}-" in ide.page.evaluate(UNTIL_OWN, PATIENCE)
    requested.clear()
    ide.page.reload()
    ide.wait_serving()
    expect(ide.preview.get_by_role("heading")).to_have_text("['Hero 2.0']")
    expect(ide.preview.get_by_role("paragraph")).to_have_text("['sqlmodel', 'sqlalchemy.orm']")
    assert not [name for name in requested if name.endswith(".whl")]
    # Another project knows nothing of it.
    ide.open({"main.py": LOOKING, "requirements.txt": "starlette\n"})
    assert "sqlmodel" not in json.loads(ide.preview.locator("pre").inner_text())["installed"]


@pytest.mark.slow
def test_with_other_packages_it_is_as_if_there_were_none(with_own: IdePage) -> None:
    ide = with_own
    ide.page.evaluate(UNTIL_OWN, PATIENCE)
    needs = OWN_FILES["requirements.txt"].replace("plain", "plain<2")
    ide.write("requirements.txt", needs)
    ide.wait_kept("requirements.txt", needs)
    ide.page.reload()
    ide.wait_serving()
    expect(ide.preview.get_by_role("heading")).to_have_text("['Hero 1.0']")
    expect(ide.preview.get_by_role("paragraph")).to_have_text("[]")


@pytest.mark.slow
def test_a_projects_own_that_is_broken_is_thrown_away(
    with_own: IdePage, requested: list[str]
) -> None:
    ide = with_own
    name = ide.page.evaluate(UNTIL_OWN, PATIENCE)
    ide.page.evaluate(WRITE, [name, "no snapshot"])
    ide.page.reload()
    ide.wait_serving()
    expect(ide.preview.get_by_role("heading")).to_have_text("['Hero 2.0']")
    assert "runtime.snapshot" in requested
    assert "asgipad.zip" not in requested
    assert ide.page.evaluate(UNTIL_OWN, PATIENCE) == name


@pytest.mark.slow
@pytest.mark.usefixtures("snapshots")
def test_what_cannot_be_imported_alone_is_kept_as_files(ide: IdePage, requested: list[str]) -> None:
    """Packages that need what the app sets up first."""
    imports = "import sys\nfrom flask import Flask\n"
    app = "app = Flask(__name__)\n@app.get('/')\ndef home():\n    return '<h1>Flask</h1>'\n"
    # What is no module: it stands in sys.modules, and nobody can import it alone.
    unfit = "unfit = sys.modules['flask.unfit'] = type(sys)('flask.unfit')\n"
    place = "unfit.__file__ = sys.modules['flask'].__file__\n"
    files = {"main.py": imports + unfit + place + app, "requirements.txt": "flask\n"}
    ide.open(files)
    ide.wait_kept("main.py", files["main.py"])
    ide.page.evaluate(UNTIL_OWN, PATIENCE)
    requested.clear()
    ide.page.reload()
    ide.wait_serving()
    expect(ide.preview.get_by_role("heading")).to_have_text("Flask")
    assert not [name for name in requested if name.endswith(".whl")]
