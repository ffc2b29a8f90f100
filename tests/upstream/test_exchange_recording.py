"""What is noted while the tests of a suite run."""

import sys
from pathlib import Path

import pytest

from tests.upstream.exchanges.environment import Environment
from tests.upstream.exchanges.recording import Exchange, Recording, record

SUITE = {
    "pyproject.toml": "",
    "apps/__init__.py": "",
    "apps/shop.py": """\
from fastapi import FastAPI, Response, WebSocket
from fastapi.security import HTTPBasic
from fastapi import Depends

app = FastAPI()

@app.post("/items/")
def create(response: Response):
    response.set_cookie("own", "1")

@app.get("/me")
def me(user=Depends(HTTPBasic())): ...

@app.websocket("/socket")
async def socket(socket: WebSocket):
    await socket.accept()
    await socket.close()
""",
    "test_shop.py": """\
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from apps.shop import app

def test_items():
    client = TestClient(app)
    client.cookies.set("tests", "2")
    client.post("/items?a=%20b", json={"a": 1}, headers={"X-Token": "t"})
    client.post("/items/")

def test_password():
    TestClient(app).get("/me")
    TestClient(app).get("/me", auth=("a", "b"))

def test_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("SHOP", "open")
    monkeypatch.chdir(tmp_path)
    Path("static").mkdir()
    Path("templates").mkdir()
    Path("templates/a.html").write_text("a")
    TestClient(app).get("/me")

def test_others():
    with TestClient(app).websocket_connect("/socket"):
        pass
    TestClient(FastAPI()).get("/")
    assert False, "its requests count all the same"
""",
}


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    folder = tmp_path_factory.mktemp("suite")
    for path, text in SUITE.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    return record(Environment(Path(sys.prefix)), folder, "apps", ["test_shop.py"])


def test_the_requests_of_an_app(recording: Recording) -> None:
    shop, _ = recording.apps
    assert str(shop) == "apps.shop:app"
    create, again, me, authorized = shop.exchanges
    assert create == Exchange(
        test="test_shop.py::test_items",
        client=1,
        method="POST",
        target="/items?a=%20b",
        headers=(("x-token", "t"), ("content-type", "application/json")),
        cookies=(("tests", "2"),),
        body=b'{"a":1}',
    )
    assert str(again) == "POST /items/"
    assert again.cookies == (("tests", "2"),), "what the app has set is not the test's"
    assert (me.client, me.asks_password) == (2, True)
    assert authorized.headers == (("authorization", "Basic YTpi"),)


def test_what_the_tests_have_prepared(recording: Recording) -> None:
    _, shop = recording.apps
    assert str(shop) == "apps.shop:app SHOP='open'"
    assert shop.files == (("static/.keep", b""), ("templates/a.html", b"a"))


def test_what_is_left_out(recording: Recording) -> None:
    assert recording.sockets == 1
    assert recording.elsewhere == ("test_shop.py::test_others",)
