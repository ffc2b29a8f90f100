"""The endpoints that answer with a document, filled in for the origin it was asked for on.

Headers, and why:

- `frame-ancestors`: a page of the IDE is never framed, so nobody can lay it under his own buttons.
  The host page, which runs a project's code when it is told to, is framed by the IDE alone.
- `Cross-Origin-Opener-Policy: same-origin-allow-popups` on the IDE: whoever opens it gets no handle
  on its window, while apps in the preview may still open windows of their own (a login, say), which
  `same-origin` would cut off. Left out where browsers ignore it with a complaint.
- A preview gets none of this: it is for the app to say.
"""

from collections.abc import Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from ide import __version__
from ide.assets import Assets
from ide.delivery import REVALIDATE, deliver_bytes
from ide.documents import Config, render
from ide.hosts import IDE_NAME, PROJECT, RESERVED, Place
from ide.settings import Settings

PREFIX_COOKIE = "asgipad"
"""Set to "prefix" by lead.js in a browser that cannot reach the IDE origin."""


class Pages:
    """Each finds the `Place` in the scope, where ide.app puts it."""

    def __init__(self, settings: Settings, assets: Assets) -> None:
        self._settings = settings
        self._static = assets.static.root
        self._worker = assets.worker.root
        self._assets = assets

    async def start(self, request: Request) -> Response:
        return self._ide_page(request, "index.html")

    async def project(self, request: Request) -> Response:
        return self._ide_page(request, "project.html")

    async def host(self, request: Request) -> Response:
        place = place_in(request)
        # A policy cannot name an IPv6 address (CSP 3, section 2.3.1).
        framed_by = "'self'" if place.mode == "prefix" else place.ide.removesuffix("/")
        headers = {"Content-Security-Policy": f"frame-ancestors {framed_by}"}
        return self._document(request, self._worker / "host.html", headers)

    async def preview(self, request: Request) -> Response:
        """What should have been the service worker's to answer: a hard reload, a first visit."""
        place = place_in(request)
        project = place.project or request.path_params["project"]
        if not PROJECT.fullmatch(project):
            raise HTTPException(404)
        ide = f"{place.ide}p/?{project}"
        headers = {"Cache-Control": "no-store"}
        if is_document(request):
            return self._document(request, self._worker / "boot.html", headers, address=ide)
        return PlainTextResponse(
            "This request went past the service worker to the server, but the app runs in the"
            " browser.\nA synchronous XMLHttpRequest does that, and everything on a page after a"
            f" hard reload.\nThe project: {ide}\n",
            status_code=503,
            headers=headers,
        )

    async def error(self, request: Request, error: Exception) -> Response:
        """An HTTPException, as a page for those who look at pages."""
        assert isinstance(error, HTTPException)
        place: Place | None = request.scope.get("asgipad.place")
        if error.status_code != 404 or place is None or not is_document(request):
            return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)
        template = self._static / "missing.html"
        return self._document(request, template, _ide_headers(place), address=place.ide, status=404)

    def _ide_page(self, request: Request, name: str) -> Response:
        place = place_in(request)
        address = ""
        if place.face == "entry" and request.cookies.get(PREFIX_COOKIE) != "prefix":
            name = "lead.html"
            address = f"{place.scheme}://{IDE_NAME}{place.port}{request.url.path}"
            if request.url.query:
                address += f"?{request.url.query}"
        return self._document(request, self._static / name, _ide_headers(place), address=address)

    def _document(
        self,
        request: Request,
        template: Path,
        headers: Mapping[str, str],
        *,
        address: str = "",
        status: int = 200,
    ) -> Response:
        place = place_in(request)
        text = render(template.read_text("utf-8"), self._config(place), self._assets, address)
        headers = {
            "Cache-Control": REVALIDATE,
            "X-Content-Type-Options": "nosniff",
            **headers,
        }
        if status != 200:
            return HTMLResponse(text, status_code=status, headers=headers)
        return deliver_bytes(request, template.name, text.encode(), headers)

    def _config(self, place: Place) -> Config:
        return Config(
            version=__version__,
            mode=place.mode,
            ide=place.ide,
            assets=f"{place.ide}static/{self._assets.static.version()}/",
            vendor=f"{place.ide}vendor/{self._assets.vendor.version()}/",
            snapshots=self._snapshots(place),
            worker=f"{RESERVED}/worker/{self._assets.worker.version()}/",
            preview=place.preview,
            host=place.host_page,
            index=self._settings.index,
        )

    def _snapshots(self, place: Place) -> str | None:
        version = self._assets.snapshots.usable() if self._settings.snapshots else None
        return None if version is None else f"{place.ide}snapshots/{version}/"


def place_in(request: Request) -> Place:
    place: Place = request.scope["asgipad.place"]
    return place


def is_document(request: Request) -> bool:
    """Whether the answer will be looked at as a page. Browsers say so on trustworthy origins."""
    destination = request.headers.get("sec-fetch-dest")
    if destination is not None:
        return destination in ("document", "iframe", "frame", "embed", "object")
    return "text/html" in request.headers.get("accept", "")


def _ide_headers(place: Place) -> dict[str, str]:
    headers = {
        "Content-Security-Policy": "frame-ancestors 'none'",
        "Referrer-Policy": "same-origin",
    }
    if place.trustworthy:
        headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return headers
