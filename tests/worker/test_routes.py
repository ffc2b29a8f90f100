"""Where the routes of an app are written, and what is wrong with them."""

import importlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from worker.messages import Route
from worker.routes import RouteFinder

FASTAPI = "from fastapi import APIRouter, Depends, FastAPI\napp = FastAPI()\n"  # two lines
STARLETTE = """\
from starlette.applications import Starlette
from starlette.routing import Host, Mount, Route, Router, WebSocketRoute
"""  # two lines

Load = Callable[..., list[Route]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Imports main.py, which has the app, and the other files; gives the routes."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)
    finder = RouteFinder(tmp_path)

    def unload() -> None:
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
                del sys.modules[name]

    def load(main: str, **files: str) -> list[Route]:
        unload()
        for name, text in {"main": main, **files}.items():
            (tmp_path / f"{name}.py").write_text(dedent(text))
        importlib.invalidate_caches()
        return finder.routes(importlib.import_module("main").app)

    yield load
    unload()


def lines(routes: list[Route]) -> list[tuple[str, str, int]]:
    return [
        (" ".join(each["methods"]) or each["kind"], each["path"], each["line"]) for each in routes
    ]


def messages(routes: list[Route]) -> list[str]:
    return [problem["message"] for each in routes for problem in each["problems"]]


def marked(routes: list[Route], text: str) -> list[str]:
    """The code that the problems are about."""
    rows = text.split("\n")
    return [
        rows[problem["line"] - 1][problem["column"] - 1 : problem["end_column"] - 1]
        for each in routes
        for problem in each["problems"]
    ]


# where they are


def test_a_decorator(load: Load) -> None:
    [route] = load(FASTAPI + '@app.get("/items/{item_id:int}")\ndef read_item(item_id: int): ...\n')
    expected: Route = {
        "path": "/items/{item_id}",
        "methods": ["GET"],
        "name": "read_item",
        "endpoint": "read_item",
        "kind": "http",
        "host": None,
        "docs": "/docs#/default/read_item_items__item_id__get",
        "file": "main.py",
        "line": 3,
        "end_line": 3,
        "end_column": 33,
        "code": '@app.get("/items/{item_id:int}")',
        "problems": [],
    }
    assert route == expected


def test_a_decorator_of_several_lines(load: Load) -> None:
    text = '@app.post(\n    "/",\n    status_code=201,\n)\nasync def add(): ...\n'
    [route] = load(FASTAPI + text)
    assert (route["line"], route["end_line"], route["end_column"]) == (3, 6, 2)


def test_columns_count_utf_16_units(load: Load) -> None:
    [route] = load(FASTAPI + '@app.get("/😀é")\ndef read(): ...\n')
    assert route["end_column"] == len('@app.get("/xxé")') + 1


def test_each_of_several_decorators(load: Load) -> None:
    text = '@app.get("/a")\n@app.post("/a")\n@app.get("/b/a")\ndef both(): ...\n'
    assert sorted(lines(load(FASTAPI + text))) == [
        ("GET", "/a", 3),
        ("GET", "/b/a", 5),
        ("POST", "/a", 4),
    ]


def test_a_decorator_between(load: Load) -> None:
    text = """
    from functools import wraps
    def kept(f):
        @wraps(f)
        def inner(): return f()
        return inner
    def lost(f):
        def inner(): return f()
        return inner
    @app.get("/kept")
    @kept
    def one(): ...
    @app.get("/lost")
    @lost
    def two(): ...
    """
    assert lines(load(FASTAPI + dedent(text))) == [("GET", "/kept", 12), ("GET", "/lost", 15)]


@pytest.mark.parametrize("path", ["PATH", 'f"{BASE}/x"', 'BASE + "/x"', "f'{BASE.lower()}/x'"])
def test_a_path_that_is_not_a_literal(load: Load, path: str) -> None:
    text = f'BASE = "/a"\nPATH = BASE + "/x"\n@app.get({path})\ndef read(): ...\n'
    assert lines(load(FASTAPI + text)) == [("GET", "/a/x", 5)]


def test_an_included_router_in_another_file(load: Load) -> None:
    main = FASTAPI + 'import users\napp.include_router(users.router, prefix="/api")\n'
    users = """\
    from fastapi import APIRouter
    router = APIRouter(prefix="/users")
    inner = APIRouter()
    @inner.get("/deep")
    def deep(): ...
    @router.get("")
    def all(): ...
    router.include_router(inner, prefix="/in")
    @router.websocket("/ws")
    async def listen(): ...
    """
    routes = load(main, users=users)
    assert lines(routes) == [
        ("GET", "/api/users", 6),
        ("GET", "/api/users/in/deep", 4),
        ("websocket", "/api/users/ws", 9),
    ]
    assert {each["file"] for each in routes} == {"users.py"}


def test_a_router_that_is_included_twice(load: Load) -> None:
    text = """
    router = APIRouter()
    @router.get("/x")
    def x(): ...
    app.include_router(router, prefix="/v1")
    app.include_router(router, prefix="/v2")
    """
    assert lines(load(FASTAPI + dedent(text))) == [("GET", "/v1/x", 5), ("GET", "/v2/x", 5)]


def test_calls_that_add_routes(load: Load) -> None:
    text = """
    def read(): ...
    class Thing:
        def method(self): ...
    app.add_api_route("/a", read, methods=["POST"])
    app.add_api_route(path="/b", endpoint=Thing().method)
    """
    assert lines(load(FASTAPI + dedent(text))) == [("POST", "/a", 7), ("GET", "/b", 8)]


def test_starlette(load: Load) -> None:
    text = """
    from functools import partial
    from starlette.endpoints import HTTPEndpoint, WebSocketEndpoint
    def home(request, more=0): ...
    async def listen(socket): ...
    class User(HTTPEndpoint):
        async def get(self, request): ...
        async def delete(self, request): ...
    class Echo(WebSocketEndpoint): ...
    app = Starlette(routes=[
        Route("/", home),
        Route("/part", partial(home, more=1), methods=["PUT"]),
        Mount("/users", routes=[Route("/{name}", endpoint=User)]),
        WebSocketRoute("/ws", listen),
        WebSocketRoute("/echo", Echo),
    ])
    """
    assert lines(load(STARLETTE + dedent(text))) == [
        ("GET", "/", 13),
        ("PUT", "/part", 14),
        ("mount", "/users", 15),
        ("GET DELETE", "/users/{name}", 15),
        ("websocket", "/ws", 16),
        ("websocket", "/echo", 17),
    ]


def test_mounted_apps(load: Load) -> None:
    text = """
    from starlette.staticfiles import StaticFiles
    sub = FastAPI()
    @sub.get("/x", tags=["things"])
    def x(): ...
    app.mount("/static", StaticFiles(directory="."))
    app.mount("/sub", sub)
    """
    routes = load(FASTAPI + dedent(text))
    assert lines(routes) == [("mount", "/static", 8), ("mount", "/sub", 9), ("GET", "/sub/x", 6)]
    assert routes[2]["docs"] == "/sub/docs#/things/x_x_get"


def test_a_host(load: Load) -> None:
    text = """
    def home(request): ...
    app = Starlette(routes=[
        Host("api.example.org", Router([Route("/", home)])),
        Route("/", home),
    ])
    """
    routes = load(STARLETTE + dedent(text))
    assert [(each["kind"], each["path"], each["host"]) for each in routes] == [
        ("http", "/", "api.example.org"),
        ("http", "/", None),
    ]
    assert messages(routes) == []


def test_a_bare_router_in_middleware(load: Load) -> None:
    text = """
    from starlette.middleware.gzip import GZipMiddleware
    def home(request): ...
    app = GZipMiddleware(Router([Route("/", home)]))
    """
    assert lines(load(STARLETTE + dedent(text))) == [("GET", "/", 6)]


def test_a_route_that_nothing_is_seen_to_add_is_at_its_function(load: Load) -> None:
    text = 'def read(): ...\ngetattr(app, "get")("/x")(read)\n'
    [route] = load(FASTAPI + text)
    assert (route["line"], route["end_column"], route["code"]) == (3, 16, "def read(): ...")


def test_no_docs_for_what_is_not_in_the_schema(load: Load) -> None:
    text = '@app.get("/", include_in_schema=False)\ndef read(): ...\n'
    assert [each["docs"] for each in load(FASTAPI + text)] == [None]
    text = (
        'from fastapi import FastAPI\napp = FastAPI(docs_url=None)\n@app.get("/")\ndef x(): ...\n'
    )
    assert [each["docs"] for each in load(text)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "async def app(scope, receive, send): ...",
        "def app(environ, start_response): ...",
        "from flask import Flask\napp = Flask(__name__)\n@app.get('/')\ndef home(): ...",
        "class App:\n    def __getattr__(self, name): raise RuntimeError(name)\napp = App()",
        STARLETTE + "app = Starlette()\napp.mount('/', app)",
    ],
)
def test_apps_without_routes_of_their_own(load: Load, text: str) -> None:
    assert [each for each in load(text) if each["kind"] != "mount"] == []


def test_a_file_that_does_not_compile_any_more(load: Load, tmp_path: Path) -> None:
    load(FASTAPI + '@app.get("/")\ndef home(): ...\n')
    (tmp_path / "main.py").write_text("def home(:\n")
    assert RouteFinder(tmp_path).routes(sys.modules["main"].app) == []


# routes that never run


def shadow(load: Load, *paths: str) -> list[str]:
    """The messages for an app with these routes, all of them GET, from line 3 on."""
    routes = [f'@app.get("{path}")\ndef f{index}(): ...\n' for index, path in enumerate(paths)]
    return [m for m in messages(load(FASTAPI + "".join(routes))) if "is in the path" not in m]


def test_a_parameter_before_a_word(load: Load) -> None:
    assert shadow(load, "/users/{user_id}", "/users/me") == [
        "GET /users/me never runs: /users/{user_id}, line 3, comes first. Move this one above it"
    ]


@pytest.mark.parametrize(
    "paths",
    [
        ("/users/{id:int}", "/users/me"),
        ("/users/me", "/users/{id}"),
        ("/users/{id}", "/users/{id}/posts"),
        ("/users/{id:int}", "/users/{id}"),
        ("/{a:int}/{b}", "/{a}/{b}"),
        ("/{a}/{b:uuid}", "/{a}/{b}"),
        ("/files/{name}", "/files/{path:path}"),
        ("/{x:int}", "/{x:float}"),
        ("/users/", "/users"),
    ],
)
def test_what_does_not_hide_the_next(load: Load, paths: tuple[str, str]) -> None:
    assert shadow(load, *paths) == []


@pytest.mark.parametrize(
    "paths",
    [
        ("/users/{id}", "/users/{id:int}"),
        ("/{x:float}", "/{x:int}"),
        ("/{path:path}", "/files/{name}"),
        ("/{path:path}", "/"),
        ("/files/{path:path}", "/files/{path:path}"),
        ("/{a}/{b}", "/{a:uuid}/x"),
    ],
)
def test_what_hides_the_next(load: Load, paths: tuple[str, str]) -> None:
    assert len(shadow(load, *paths)) == 1


def test_the_annotation_does_not_keep_words_out(load: Load) -> None:
    text = """
    @app.get("/users/{user_id}")
    def one(user_id: int): ...
    @app.get("/users/me")
    def me(): ...
    """
    text = FASTAPI + dedent(text)
    routes = load(text)
    assert len(messages(routes)) == 1
    assert marked(routes, text) == ['"/users/me"']


def test_another_method_is_not_hidden(load: Load) -> None:
    text = """
    @app.get("/a/{x}")
    def one(x): ...
    @app.post("/a/b")
    def two(): ...
    @app.api_route("/a/c", methods=["GET", "PUT"])
    def three(): ...
    """
    assert messages(load(FASTAPI + dedent(text))) == [
        "GET /a/c never runs: /a/{x}, line 4, comes first. Move this one above it"
    ]


def test_the_same_path_twice(load: Load) -> None:
    text = '@app.get("/a/{x}")\ndef one(x): ...\n@app.get("/a/{y}")\ndef two(y): ...\n'
    assert messages(load(FASTAPI + text)) == [
        "GET /a/{y} never runs: line 3 has the same path and comes first. Give either another path"
    ]


def test_hidden_by_another_router(load: Load) -> None:
    main = (
        FASTAPI
        + """
import users
@app.get("/{page}")
def page(page): ...
app.include_router(users.router)
"""
    )
    users = "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/me')\ndef me(): ..."
    assert messages(load(main, users=users)) == [
        "GET /me never runs: /{page}, main.py, line 5, comes first. Include or mount this one first"
    ]


def test_hidden_by_a_mounted_app(load: Load) -> None:
    text = """
    from starlette.staticfiles import StaticFiles
    app.mount("/", StaticFiles(directory="."))
    @app.get("/about")
    def about(): ...
    @app.websocket("/ws")
    async def ws(): ...
    """
    assert messages(load(FASTAPI + dedent(text))) == [
        "GET /about never runs: the app mounted at /, line 5, comes first. Move this one above it",
        "The WebSocket /ws never opens: the app mounted at /, line 5, comes first. "
        "Move this one above it",
    ]


def test_inside_a_mounted_app(load: Load) -> None:
    text = """
    def home(request): ...
    app = Starlette(routes=[
        Route("/api/{name}", home),
        Mount("/api", routes=[
            Route("/users", home),
            Route("/users/all", home),
            Route("/{x}/{y}", home),
            Route("/a/b", home),
        ]),
    ])
    """
    assert messages(load(STARLETTE + dedent(text))) == [
        "GET /api/users never runs: /api/{name}, line 6, comes first. Move this one above it",
        "GET /api/a/b never runs: /api/{x}/{y}, line 10, comes first. Move this one above it",
    ]


def test_hidden_by_fastapis_own(load: Load) -> None:
    assert shadow(load, "/docs") == [
        "GET /docs never runs: /docs of FastAPI comes first. Give this one another path"
    ]


def test_a_convertor_of_the_project(load: Load) -> None:
    text = """
    from starlette.convertors import Convertor, register_url_convertor
    class Odd(Convertor):
        regex = "%[A-Z]{3}%"
        def convert(self, value): return value
        def to_string(self, value): return value
    register_url_convertor("odd", Odd())
    @app.get("/{x}")
    def any(x): ...
    @app.get("/{x:odd}")
    def odd(x): ...
    @app.get("/{y:odd}")
    def again(y): ...
    """
    assert [m.partition(":")[0] for m in messages(load(FASTAPI + dedent(text)))] == [
        "GET /{y"  # of the first it is not known whether it is hidden
    ]


# parameters that nobody takes


def test_a_parameter_that_the_function_does_not_take(load: Load) -> None:
    text = FASTAPI + '@app.get("/items/{item_id}")\ndef read_item(id: int): ...\n'
    routes = load(text)
    assert messages(routes) == [
        "{item_id} is in the path, but read_item does not take it. Add it to its parameters"
    ]
    assert marked(routes, text) == ["{item_id"]


@pytest.mark.parametrize(
    "taker",
    [
        "def read(x): ...",
        "def read(y: Annotated[int, Path(alias='x')]): ...",
        "def read(request: Request): ...",
        "def read(y = Depends(dependency)): ...",
    ],
)
def test_a_parameter_that_is_taken(load: Load, taker: str) -> None:
    text = """
    from typing import Annotated
    from fastapi import Path, Request
    def dependency(x: int): ...
    @app.get("/{x}")
    """
    assert messages(load(FASTAPI + dedent(text) + taker)) == []


def test_a_parameter_of_a_routers_prefix(load: Load) -> None:
    text = """
    def check(team: str): ...
    def routes():
        router = APIRouter()
        @router.get("/x")
        def x(): ...
        return router
    app.include_router(routes(), prefix="/a/{team}", dependencies=[Depends(check)])
    app.include_router(routes(), prefix="/b/{team}")
    """
    assert messages(load(FASTAPI + dedent(text))) == [
        "{team} is in the path, but x does not take it. Add it to its parameters"
    ]


def test_starlettes_functions_find_them_in_the_request(load: Load) -> None:
    text = 'def one(request): ...\napp = Starlette(routes=[Route("/{x}", one)])\n'
    assert messages(load(STARLETTE + text)) == []


# operations with one id


def test_an_operation_id_of_two_routes(load: Load) -> None:
    text = """\
@app.get("/a", operation_id="read")
def a(): ...
@app.get("/b", operation_id="read")
def b(): ...
"""
    routes = load(FASTAPI + text)
    assert messages(routes) == [
        'The operation id "read" is also that of GET /a, line 3. Give one of them another'
    ]
    assert marked(routes, FASTAPI + text) == ['"read"']


def test_operation_ids_that_a_function_makes(load: Load) -> None:
    text = """
    from fastapi import FastAPI
    app = FastAPI(generate_unique_id_function=lambda route: route.name)
    @app.get("/a")
    def a(): ...
    def other():
        @app.get("/b")
        def a(): ...
    other()
    """
    assert messages(load(dedent(text))) == [
        'The operation id "a" is also that of GET /a, line 4. Give one of them another'
    ]


def test_a_router_that_is_included_twice_with_an_operation_id(load: Load) -> None:
    text = """
    router = APIRouter()
    @router.get("/x", operation_id="x")
    def x(): ...
    app.include_router(router, prefix="/v1")
    app.include_router(router, prefix="/v2")
    """
    assert messages(load(FASTAPI + dedent(text))) == [
        'The operation id "x" is also that of GET /v1/x, which is included from here, too. '
        "Leave operation_id out"
    ]


def test_each_app_has_operation_ids_of_its_own(load: Load) -> None:
    text = """
    sub = FastAPI()
    @app.get("/a", operation_id="read")
    def a(): ...
    @sub.get("/b", operation_id="read")
    def b(): ...
    app.mount("/sub", sub)
    """
    assert messages(load(FASTAPI + dedent(text))) == []


# calls that block


def blocked(
    load: Load, body: str, before: str = "import time", kind: str = "async def"
) -> list[str]:
    text = f"{FASTAPI}{before}\n@app.get('/')\n{kind} home():\n{body}\n"
    return messages(load(text))


SLEEP = "time.sleep blocks every other request here: await asyncio.sleep, or make this a def"


@pytest.mark.parametrize(
    ("before", "call"),
    [
        ("import time", "time.sleep(1)"),
        ("import time as t", "t.sleep(1)"),
        ("from time import sleep", "sleep(1)"),
        ("from time import sleep as nap", "nap(1)"),
        ("", "import time; time.sleep(1)"),
        ("import time", "[time.sleep(each) for each in range(2)]"),
        ("import time", "return await asyncio.gather(time.sleep(1))"),
        ("import time", "async def inner(): time.sleep(1)"),
    ],
)
def test_a_sleep(load: Load, before: str, call: str) -> None:
    assert blocked(load, f" {call}", before) == [SLEEP]


@pytest.mark.parametrize(
    ("before", "call", "name"),
    [
        ("import requests", "requests.get('/')", "requests.get"),
        ("from requests import Session", "Session()", "requests.Session"),
        ("import urllib.request", "urllib.request.urlopen('/')", "urllib.request.urlopen"),
        ("from urllib import request", "request.urlopen('/')", "urllib.request.urlopen"),
        ("from urllib.request import urlopen", "urlopen('/')", "urllib.request.urlopen"),
        ("import httpx", "httpx.post('/')", "httpx.post"),
        ("import httpx", "with httpx.Client() as client: client.get('/')", "httpx.Client"),
    ],
)
def test_clients(load: Load, before: str, call: str, name: str) -> None:
    assert blocked(load, f" {call}", before) == [
        f"{name} blocks every other request here: await httpx.AsyncClient, or make this a def"
    ]


@pytest.mark.parametrize(
    "call",
    [
        "await asyncio.sleep(1)",
        "await asyncio.to_thread(time.sleep, 1)",
        "await run_in_threadpool(lambda: time.sleep(1))",
        "def later(): time.sleep(1)",
        "import mine.time as time; time.sleep(1)",
        "self.time.sleep(1)",
        "async with httpx.AsyncClient() as client: await client.get('/')",
    ],
)
def test_what_does_not_block(load: Load, call: str) -> None:
    assert blocked(load, f" {call}", "import asyncio, time, httpx") == []


def test_a_def_may_block(load: Load) -> None:
    assert blocked(load, " time.sleep(1)", kind="def") == []


def test_an_async_dependency_in_another_file_is_named_once(load: Load) -> None:
    main = (
        FASTAPI
        + """
from users import user
@app.get("/a", dependencies=[Depends(user)])
def a(): ...
@app.get("/b", dependencies=[Depends(user)])
def b(): ...
"""
    )
    users = "import time\nasync def user():\n    time.sleep(1)\n"
    routes = load(main, users=users)
    assert messages(routes) == [SLEEP]
    [problem] = routes[0]["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == ("users.py", 3, 5)


def test_a_socket_cannot_be_a_def(load: Load) -> None:
    text = """
    import time
    from fastapi import WebSocket
    @app.websocket("/ws")
    async def ws(socket: WebSocket):
        time.sleep(1)
    """
    assert messages(load(FASTAPI + dedent(text))) == [
        "time.sleep blocks every other request here: await asyncio.sleep"
    ]


def test_the_methods_of_an_endpoint(load: Load) -> None:
    text = """
    import time
    from starlette.endpoints import HTTPEndpoint
    class User(HTTPEndpoint):
        async def get(self, request): time.sleep(1)
        def post(self, request): time.sleep(1)
    app = Starlette(routes=[Route("/", User)])
    """
    assert messages(load(STARLETTE + dedent(text))) == [SLEEP]


# what it costs


def test_a_hundred_routes_take_little_time(load: Load, tmp_path: Path) -> None:
    of = '@{0}.get("/{0}{1}/{{x}}")\nasync def {0}{1}(x: int):\n    return x\n\n'
    text = "router = APIRouter()\n" + "".join(
        of.format(owner, number) for owner in ("app", "router") for number in range(50)
    )
    assert len(load(FASTAPI + text + "app.include_router(router)\n")) == 100
    finder = RouteFinder(tmp_path)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        finder.routes(sys.modules["main"].app)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.1  # seconds; a quiet machine takes a tenth of that
