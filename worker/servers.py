"""What programs that start a server get: the preview serves the app already.

`uvicorn.run(app)` at the end of a user's file neither fails nor blocks: it says so and returns, as
do Flask's `app.run()`, `manage.py runserver` and wsgiref's `serve_forever()`. The same goes for
Hypercorn, Granian, Waitress and uvloop, which have no wheel for browsers or no use there: stand-ins
take their place as long as nothing of that name is installed.
"""

import asyncio
import contextlib
import importlib.util
import sys
from collections.abc import Callable, Coroutine, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from .threadless import when_imported
from .threadless.loops import PumpLoop, PumpLoopPolicy


def install() -> None:
    """Make the servers step aside. They may be imported before or after."""
    when_imported("uvicorn.main", _patch_uvicorn)
    when_imported("uvicorn.server", _patch_uvicorn_server)
    when_imported("uvicorn", _patch_uvicorn)
    when_imported("hypercorn.run", _patch_run)
    when_imported("hypercorn.asyncio", _patch_serve)
    when_imported("flask.app", _patch_flask)
    when_imported("werkzeug.serving", _patch_werkzeug)
    when_imported("django.core.management.commands.runserver", _patch_runserver)
    when_imported("wsgiref.simple_server", _patch_wsgiref)
    when_imported("waitress", _patch_waitress)
    if not any(isinstance(finder, _StandIns) for finder in sys.meta_path):
        sys.meta_path.append(_StandIns())


def _say(what: str) -> None:
    print(f"{what} is not needed here: the preview already serves the app")


def _run(name: str) -> Callable[..., None]:
    def run(*args: Any, **kwargs: Any) -> None:
        _say(f"{name}()")

    return run


def _serve(name: str) -> Callable[..., Coroutine[Any, Any, None]]:
    async def serve(*args: Any, **kwargs: Any) -> None:
        _say(f"{name}()")

    return serve


# installed servers -----------------------------------------------------------------------------


def _patch_uvicorn(module: Any) -> None:
    module.run = _run("uvicorn.run")


def _patch_uvicorn_server(module: Any) -> None:
    module.Server.run = _run("uvicorn.Server.run")
    module.Server.serve = _serve("uvicorn.Server.serve")


def _patch_run(module: Any) -> None:
    module.run = _run(f"{module.__name__}.run")


def _patch_serve(module: Any) -> None:
    module.serve = _serve(f"{module.__name__}.serve")


def _patch_flask(module: Any) -> None:
    module.Flask.run = _run("Flask.run")


def _patch_werkzeug(module: Any) -> None:
    module.run_simple = _run("werkzeug.serving.run_simple")


def _patch_runserver(module: Any) -> None:
    module.Command.handle = lambda *args, **options: _say("manage.py runserver")


def _patch_wsgiref(module: Any) -> None:
    module.make_server = lambda *args, **options: _SimpleServer()


def _patch_waitress(module: Any) -> None:
    module.serve = _run("waitress.serve")


class _SimpleServer(contextlib.AbstractContextManager["_SimpleServer"]):
    """What is used of `wsgiref.simple_server.WSGIServer`."""

    def serve_forever(self, *args: Any) -> None:
        _say("wsgiref's serve_forever()")

    def handle_request(self) -> None:
        _say("wsgiref's handle_request()")

    def server_close(self) -> None: ...

    def __exit__(self, *exc_info: object) -> None: ...


# stand-ins -------------------------------------------------------------------------------------


class _Settings:
    """Takes any configuration and ignores it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.update(kwargs)

    @classmethod
    def from_mapping(cls, *args: Any, **kwargs: Any) -> "_Settings":
        return cls(*args, **kwargs)

    from_object = from_pyfile = from_toml = from_mapping


class _Granian:
    """`Granian("main:app").serve()`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Takes any configuration."""

    def serve(self, *args: Any, **kwargs: Any) -> None:
        _say("Granian.serve()")


def _hypercorn_config(module: Any) -> None:
    module.Config = _Settings


def _granian(module: Any) -> None:
    module.Granian = _Granian


def _uvloop(module: Any) -> None:
    """There is no other loop to be had: everything leads to the one that is there."""
    module.install = lambda: None
    module.run = asyncio.run
    module.new_event_loop = asyncio.new_event_loop
    module.EventLoopPolicy = PumpLoopPolicy
    module.Loop = PumpLoop


def _nothing(module: Any) -> None:
    """A package that only holds others."""


_STAND_INS: dict[str, Callable[[Any], None]] = {
    "granian": _granian,
    "hypercorn": _hypercorn_config,
    "hypercorn.asyncio": _patch_serve,
    "hypercorn.config": _hypercorn_config,
    "hypercorn.run": _patch_run,
    "httptools": _nothing,
    "uvloop": _uvloop,
    "waitress": _patch_waitress,
}


class _StandIns(MetaPathFinder, Loader):
    """The last finder asked: an installed package of the same name comes before."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in _STAND_INS:
            return None
        parent = name.rpartition(".")[0]
        if parent and not isinstance(
            getattr(sys.modules.get(parent), "__loader__", None), _StandIns
        ):
            return None  # a part that the installed package does not have
        return importlib.util.spec_from_loader(name, self, is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        _STAND_INS[module.__name__](module)
