"""Which app a project serves, and what is said when there is none."""

import asyncio
import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from worker import project
from worker.errors import AppFailure
from worker.reload import Loader


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(dedent(text))


def found(root: Path, files: dict[str, str]) -> str:
    """The name of the app that is loaded from these files."""
    write(root, files)
    loader = Loader(root)
    try:
        name, app = loader.load()
        assert callable(app)
        return name
    finally:
        loader.close()


def refused(root: Path, files: dict[str, str]) -> str:
    with pytest.raises(AppFailure) as caught:
        found(root, files)
    assert caught.value.error["kind"] == "no-app"
    return caught.value.error["summary"]


APP = '[tool.asgipad]\napp = "{}"'
FASTAPI = "from fastapi import FastAPI\n"
STARLETTE = "from starlette.applications import Starlette\n"
HINT = 'Name it in pyproject.toml: [tool.asgipad] app = "main:app"'


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"main.py": FASTAPI + "app = FastAPI()"}, "main:app"),
        ({"app.py": FASTAPI + "api = FastAPI()"}, "app:api"),
        ({"api.py": FASTAPI + "other = FastAPI()"}, "api:other"),
        (
            {"api.py": FASTAPI + "app = FastAPI()", "main.py": FASTAPI + "app = FastAPI()"},
            "main:app",
        ),
        ({"app/main.py": FASTAPI + "app = FastAPI()"}, "main:app"),
        (
            {
                "app/main.py": "from .x import app",
                "app/__init__.py": "",
                "app/x.py": FASTAPI + "app = FastAPI()",
            },
            "app.main:app",
        ),
        # as `fastapi dev`: a FastAPI object wins over what only has the right name
        ({"main.py": STARLETTE + FASTAPI + "app = Starlette()\nsite = FastAPI()"}, "main:site"),
        ({"main.py": STARLETTE + "site = Starlette()"}, "main:site"),
        # nothing in main.py: the others are looked at
        ({"main.py": "", "app.py": STARLETTE + "app = Starlette()"}, "app:app"),
        ({"server.py": STARLETTE + "site = Starlette()"}, "server:site"),
        ({"pkg/web.py": STARLETTE + "app = Starlette()", "pkg/__init__.py": ""}, "pkg.web:app"),
        ({"main.py": "async def hello(scope, receive, send): ..."}, "main:hello"),
        (
            {"main.py": "class App:\n async def __call__(self, s, r, t): ...\nthing = App()"},
            "main:thing",
        ),
        # routers and static files are applications too, but hardly the one that is meant
        (
            {
                "main.py": STARLETTE
                + "from starlette.routing import Router\nrouter = Router()\nsite = Starlette()"
            },
            "main:site",
        ),
        ({"main.py": STARLETTE + "def create_app():\n    return Starlette()"}, "main:create_app"),
    ],
)
def test_found_without_being_named(root: Path, files: dict[str, str], name: str) -> None:
    assert found(root, files) == name


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ('[tool.asgipad]\napp = "web.site:server"', "web.site:server"),
        ('[tool.asgipad]\napp = "web.site"', "web.site:app"),
        ('[tool.asgipad]\napp = "web.site:make"', "web.site:make"),
        ('[tool.asgipad]\napp = "web.site:make()"', "web.site:make"),
        ('[tool.asgipad]\napp = "web.site:holder.server"', "web.site:holder.server"),
        ('[tool.fastapi]\nentrypoint = "web.site:server"', "web.site:server"),
        ("[tool.other]", "main:app"),
    ],
)
def test_named_in_pyproject(root: Path, table: str, name: str) -> None:
    files = {
        "pyproject.toml": table,
        "main.py": STARLETTE + "app = Starlette()",
        "web/site.py": STARLETTE
        + "app = server = Starlette()\nclass holder:\n    server = server\n"
        + "def make():\n    return server",
    }
    assert found(root, files) == name


def test_what_only_looks_like_a_module_is_passed_over(root: Path) -> None:
    (root / "loop.py").symlink_to("loop.py")
    (root / "folder.py").mkdir()
    assert found(root, {"server.py": STARLETTE + "site = Starlette()"}) == "server:site"


def test_no_python_at_all(root: Path) -> None:
    assert refused(root, {"index.html": ""}) == (
        "No app found: there is no main.py, app.py or api.py, here or in app/, and no other module "
        f"defines an ASGI or a WSGI application. {HINT}"
    )


def test_the_error_lists_what_was_looked_at(root: Path) -> None:
    assert refused(root, {"main.py": "x = 1", "api.py": ""}) == (
        "No app found in main.py or api.py: no ASGI application such as app = FastAPI(), no WSGI "
        f"application such as app = Flask(__name__), and no factory such as create_app(). {HINT}"
    )


def test_other_files_are_not_executed_in_the_search(root: Path) -> None:
    refused(root, {"main.py": "", "seed.py": "raise SystemExit('deleted everything')"})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ('"main app"', '[tool.asgipad] app in pyproject.toml has to read like "main:app"'),
        ("3", '[tool.asgipad] app in pyproject.toml has to read like "main:app"'),
        ('"main:nothing"', "Main.py has no nothing"),
        (
            '"web.nothing:app"',
            "Pyproject.toml names web.nothing:app, but there is no web/nothing.py",
        ),
        ('"main:x"', "Main:x is no ASGI or WSGI application but an int"),
        ('"main:later"', "Main:later() is an async factory; an app has to be made without await"),
    ],
)
def test_named_wrongly(root: Path, value: str, message: str) -> None:
    files = {
        "pyproject.toml": f"[tool.asgipad]\napp = {value}",
        "main.py": "x = 1\nasync def later(): ...",
        "web/__init__.py": "",
    }
    assert refused(root, files) == f"{message}. {HINT}"


# WSGI --------------------------------------------------------------------------------------------

FLASK = "from flask import Flask\n"
WSGI = "def {}(environ, start_response): ...\n"
MANAGE = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
"""
HANDLER = "class Handler:\n    def __call__(self, environ, start_response): ...\n"


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"app.py": FLASK + "app = Flask(__name__)"}, "app:app"),
        ({"hello.py": FLASK + "site = Flask(__name__)"}, "hello:site"),
        (
            {"blog/__init__.py": FLASK + "def create_app(config=None):\n    return Flask('blog')"},
            "blog:create_app",
        ),
        ({"main.py": WSGI.format("application")}, "main:application"),
        ({"main.py": HANDLER + "app = Handler()"}, "main:app"),
        (
            {"main.py": WSGI.format("simple"), "pyproject.toml": APP.format("main:simple")},
            "main:simple",
        ),
        (  # any names, as it is named
            {"main.py": "def serve(a, b): ...", "pyproject.toml": APP.format("main:serve")},
            "main:serve",
        ),
        (  # an ASGI application is the outer one
            {"main.py": FLASK + STARLETTE + "app = Flask(__name__)\nsite = Starlette()"},
            "main:site",
        ),
        (  # Django: ASGI before WSGI, and before what else looks like an application
            {
                "manage.py": MANAGE,
                "app.py": FLASK + "app = Flask(__name__)",
                "shop/asgi.py": "async def application(scope, receive, send): ...",
                "shop/wsgi.py": WSGI.format("application"),
            },
            "shop.asgi:application",
        ),
        (
            {"manage.py": MANAGE, "shop/wsgi.py": WSGI.format("application")},
            "shop.wsgi:application",
        ),
        (
            {"mysite/manage.py": MANAGE, "mysite/shop/wsgi.py": WSGI.format("application")},
            "shop.wsgi:application",
        ),
        (
            {
                "manage.py": MANAGE,
                "shop/asgi.py": "async def application(scope, receive, send): ...",
                "main.py": STARLETTE + "app = Starlette()",
                "pyproject.toml": APP.format("main:app"),
            },
            "main:app",
        ),
    ],
)
def test_wsgi_applications(root: Path, files: dict[str, str], name: str) -> None:
    assert found(root, files) == name


def test_django_is_imported_with_its_settings_and_without_a_running_loop(root: Path) -> None:
    module = """
    import asyncio, os
    def application(environ, start_response): ...
    application.settings = os.environ["DJANGO_SETTINGS_MODULE"]
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        application.loop = None
    """
    files = {"manage.py": MANAGE, "shop/wsgi.py": module}
    write(root, files)
    loader = Loader(root)

    async def load() -> tuple[str, object]:
        loader.load()
        application = sys.modules["shop.wsgi"].application
        return application.settings, application.loop

    assert asyncio.run(load()) == ("shop.settings", None)
    loader.close()
    assert "DJANGO_SETTINGS_MODULE" not in os.environ


def test_what_django_imports_cannot_be_told_from_its_entry(root: Path) -> None:
    write(root, {"manage.py": MANAGE, "shop/wsgi.py": WSGI.format("application")})
    assert project.entry(root) is None


def test_an_error_in_a_factory_is_the_apps(root: Path) -> None:
    with pytest.raises(AppFailure) as caught:
        found(root, {"main.py": "def create_app():\n    return 1 / 0"})
    error = caught.value.error
    assert (error["kind"], error["path"], error["line"]) == ("import", "main.py", 2)


def test_a_module_that_is_not_there(root: Path) -> None:
    with pytest.raises(AppFailure) as caught:
        found(root, {"pyproject.toml": '[tool.asgipad]\napp = "nowhere_at_all:app"'})
    assert caught.value.error["type"] == "ModuleNotFoundError"


def test_a_file_with_the_name_of_a_loaded_module(root: Path) -> None:
    with pytest.raises(AppFailure) as caught:
        found(root, {"textwrap.py": "app = create()"})
    assert caught.value.error["summary"].startswith(
        "textwrap.py has the name of a module that is loaded already"
    )


def test_broken_toml(root: Path) -> None:
    with pytest.raises(AppFailure) as caught:
        found(root, {"pyproject.toml": "[tool", "main.py": ""})
    error = caught.value.error
    assert (error["kind"], error["path"], error["line"]) == ("syntax", "pyproject.toml", 1)


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"main.py": "", "app.py": ""}, "main.py"),
        ({"pyproject.toml": '[tool.asgipad]\napp = "a.b:c"', "a/b.py": ""}, "a/b.py"),
        (
            {"pyproject.toml": '[tool.asgipad]\napp = "a.b:c"', "a/b/__init__.py": ""},
            "a/b/__init__.py",
        ),
        ({"pyproject.toml": "[tool"}, None),
        ({}, None),
    ],
)
def test_entry(root: Path, files: dict[str, str], path: str | None) -> None:
    write(root, files)
    assert project.entry(root) == path


def test_routers_are_better_than_nothing(root: Path) -> None:
    assert (
        found(root, {"main.py": "from starlette.routing import Router\nr = Router()"}) == "main:r"
    )


def test_importing_leaves_no_module_behind(root: Path) -> None:
    found(root, {"main.py": FASTAPI + "app = FastAPI()"})
    assert "main" not in sys.modules
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("main")
