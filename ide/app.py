"""The host as an ASGI app: it sends files and documents, runs nobody's code and keeps nothing.

    /                          the start page
    /p/?<id>, /p/#<share>      the IDE
    /static/<version>/...      the page's own files, and templates.json
    /vendor/<version>/...      what others wrote
    /snapshots/<version>/...   what Python starts from
    /preview/<id>/...          a project's app, in prefix mode only
    /__pad__/...               reserved, on every origin: host.html, ping, worker/<version>/...

On a preview origin everything but the reserved prefix is the app's, which the service worker
answers; what reaches the host all the same gets a page that starts the service worker.
"""

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router, request_response
from starlette.types import ASGIApp, Receive, Scope, Send

from ide.assets import Assets, find_assets
from ide.files import SHARED, Files
from ide.folders import AssetsError
from ide.hosts import RESERVED, Face, HostError, place_of
from ide.pages import Pages
from ide.settings import Settings


def create_app(settings: Settings, assets: Assets | None = None) -> Starlette:
    """The host for `settings`, with this installation's own `assets` unless others are given.

    Raises:
        AssetsError: files are missing.
    """
    assets = assets or find_assets()
    pages = Pages(settings, assets)
    return Starlette(
        routes=[Mount("", app=ByFace(_routers(pages, Files(assets))))],
        exception_handlers={
            AssetsError: _vanished,
            HostError: _misdirected,
            HTTPException: pages.error,
        },
    )


class ByFace:
    """Hands a request to the router of the face it came to, and leaves the place in the scope."""

    def __init__(self, routers: Mapping[Face, ASGIApp]) -> None:
        self._routers = routers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = place_of(scope)
        scope["asgipad.place"] = place
        await self._routers[place.face](scope, receive, send)


def _routers(pages: Pages, files: Files) -> dict[Face, ASGIApp]:
    every_method = request_response(pages.preview)
    common: list[BaseRoute] = [
        Route("/ping", ping),
        Route("/worker/{version}/{path:path}", files.worker),
    ]
    # Only where projects run: the IDE origin stays free of their code if it can.
    with_host_page = Mount(RESERVED, routes=[*common, Route("/host.html", pages.host)])
    ide: list[BaseRoute] = [
        Route("/", pages.start),
        Route("/p/", pages.project),
        Route("/static/{version}/{path:path}", files.static),
        Route("/vendor/{version}/{path:path}", files.vendor),
        Route("/snapshots/{version}/{path:path}", files.snapshots),
    ]
    prefix = Router(
        [
            *ide,
            with_host_page,
            Route("/preview/{project}", pages.preview),
            Mount("/preview/{project}", app=every_method),
        ],
        redirect_slashes=False,
    )
    return {
        "ide": Router([*ide, Mount(RESERVED, routes=common)], redirect_slashes=False),
        "preview": Router([with_host_page, Mount("", app=every_method)], redirect_slashes=False),
        "entry": prefix,
        "prefix": prefix,
    }


async def ping(request: Request) -> Response:
    """Tells a page on another host name that this one can be reached."""
    return Response(status_code=204, headers={**SHARED, "Cache-Control": "no-store"})


async def _vanished(request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error} It was there when asgipad started.\n", status_code=503)


async def _misdirected(request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", status_code=400)
