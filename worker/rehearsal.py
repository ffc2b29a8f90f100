"""Serves an app once before a snapshot is taken: what the first request needs is loaded then.

And sets aside what most apps are made of, imported: see prepared.py.
"""

import asyncio
import importlib
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from .cookies import CookieRequest, Taken
from .messages import ClientScope, Content, Cookie, PageEvent, ServerMessage
from .prepared import Prepared
from .session import Installer, Session

APP = """\
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, HTTPException, Query, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, StreamingResponse
from fastapi.security import OAuth2PasswordBearer
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, Field


@asynccontextmanager
async def lifespan(app):
    yield


class Item(BaseModel):
    name: str = Field(max_length=50)
    price: float | None = None


def skipped(skip: Annotated[int, Query(ge=0)] = 0):
    yield skip


app = FastAPI(lifespan=lifespan)
app.add_middleware(CORSMiddleware, allow_origins=["*"])
router = APIRouter(prefix="/items")


@app.get("/", response_class=HTMLResponse)
async def home(request: Request):
    return f"<h1>{request.method}</h1>"


@router.get("/{item_id}")
def read(item_id: int, skip: Annotated[int, Depends(skipped)], tasks: BackgroundTasks) -> Item:
    if item_id == 0:
        raise HTTPException(404, "There is no item 0")
    tasks.add_task(len, "done")
    return Item(name=str(item_id), price=skip)


@router.post("/")
async def create(item: Item) -> Item:
    return item


app.include_router(router)
"""

FILES: dict[str, Content] = {"main.py": APP, "requirements.txt": "fastapi\n"}

_JSON = ("content-type", "application/json")
REQUESTS = (
    ("GET", "/", 200, b""),
    ("GET", "/items/1", 200, b""),
    ("GET", "/items/x", 422, b""),
    ("GET", "/items/0", 404, b""),
    ("POST", "/items/", 200, b'{"name": "Tea", "price": 1.5}'),
    ("GET", "/openapi.json", 200, b""),
    ("GET", "/docs", 200, b""),
    ("GET", "/nowhere", 404, b""),
)


async def prepare(
    prepared: Prepared,
    root: Path,
    names: set[str],
    always: set[str],
    modules: Iterable[str],
    installer: Installer,
) -> None:
    """Rehearse with installed distributions and set them aside.

    FastAPI needs `always` of `names`, and looks for the others, which are not there at its import;
    `modules` are what apps import of those.
    """
    before = set(sys.modules)
    prepared.set_aside(names - always, before)
    prepared.missed.install()
    try:
        await rehearse(root, installer)
    finally:
        prepared.missed.uninstall()
    prepared.bring_back(names - always)
    for module in modules:
        importlib.import_module(module)
    _look_for_plugins_again()
    prepared.set_aside(names, before)


def _look_for_plugins_again() -> None:
    """Pydantic asks once, when the first model is made, which plugins are installed."""
    loader = sys.modules.get("pydantic.plugin._loader")
    if loader is not None:
        vars(loader)["_plugins"] = None


async def rehearse(root: Path, installer: Installer) -> None:
    """Serve `APP` from the folder `root`, as for its first visitor. Nothing of it stays.

    :raises RuntimeError: it was not served as it should
    """
    os.makedirs(root, exist_ok=True)
    cwd = os.getcwd()
    session = Session(root, _hear, installer, _NoCookies())
    try:
        await session.handle({"type": "project.open", "id": 1, "files": FILES})
        for method, path, status, body in REQUESTS:
            answered = await _ask(session, method, path, body)
            if answered != status:
                raise RuntimeError(f"{method} {path} answered {answered}, not {status}")
    finally:
        await session.close()
        os.chdir(cwd)
        shutil.rmtree(root)


async def _ask(session: Session, method: str, path: str, body: bytes) -> int:
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    statuses: list[int] = []

    def send(message: ServerMessage) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])
        elif message["type"] == "http.response.body" and not message["more_body"]:
            ended.set_result(statuses[0])
        elif message["type"] == "http.error":
            ended.set_exception(RuntimeError(message["message"]))

    scope = ClientScope(
        scheme="http",
        raw_path=path,
        query_string="",
        root_path="",
        headers=[("host", "localhost"), _JSON],
        server=("localhost", 80),
        cookies=[],
        method=method,
        destination="iframe",
    )
    connection = session.connect(send)
    connection.deliver({"type": "http", "id": 1, "scope": scope, "body": body, "more_body": False})
    return await ended


def _hear(event: PageEvent) -> None:
    """No page listens."""


class _NoCookies:
    def restore(self, cookies: list[Cookie]) -> None: ...

    def kept(self) -> list[Cookie]:
        return []

    def header(self, request: CookieRequest, visible: list[tuple[str, str]]) -> str:
        return ""

    def take(self, path: str, headers: list[str]) -> Taken:
        return Taken(told=[], refused=[])
