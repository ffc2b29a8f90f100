"""The endpoints below versioned URLs: what browsers fetch once and keep.

A current version is kept for ever. An outdated one, which a page that was loaded before an update
still asks for, is answered with the newest file, kept for no time.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ide.archive import pack
from ide.assets import Assets
from ide.delivery import FOREVER, REVALIDATE, deliver_bytes, deliver_file
from ide.folders import Folder
from ide.templates import load_templates

PACKAGE = "asgipad"
"""What worker/ is called in the browser's Python."""

SHARED: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Timing-Allow-Origin": "*",
}
"""For what every preview takes from the IDE's origin, so that the browser keeps it once."""

_WORKER: Mapping[str, str] = {"Service-Worker-Allowed": "/"}


class Files:
    """Paths are `.../{version}/{path}`."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets
        self._made: dict[str, tuple[str, bytes]] = {}

    async def static(self, request: Request) -> Response:
        path: str = request.path_params["path"]
        if path == "templates.json":
            return self._generated(request, self._assets.static, _templates, SHARED)
        if path.endswith(".html"):
            raise HTTPException(404)  # a document is served filled in, and never framed
        return _answer(request, self._assets.static, SHARED)

    async def vendor(self, request: Request) -> Response:
        return _answer(request, self._assets.vendor, SHARED)

    async def snapshots(self, request: Request) -> Response:
        return _answer(request, self._assets.snapshots, SHARED)

    async def worker(self, request: Request) -> Response:
        if request.path_params["path"] == f"{PACKAGE}.zip":
            package = partial(pack, package=PACKAGE)
            return self._generated(request, self._assets.worker, package, _WORKER)
        return _answer(request, self._assets.worker, _WORKER)

    def _generated(
        self,
        request: Request,
        folder: Folder,
        generate: Callable[[Folder], bytes],
        headers: Mapping[str, str],
    ) -> Response:
        """A file made of the folder's others, once for each version of the folder."""
        name: str = request.path_params["path"]
        version = folder.version()
        if name not in self._made or self._made[name][0] != version:
            self._made[name] = version, generate(folder)
        return deliver_bytes(
            request, name, self._made[name][1], {**headers, **_lifetime(request, version)}
        )


def _answer(request: Request, folder: Folder, headers: Mapping[str, str]) -> Response:
    found = folder.find(request.path_params["path"])
    if found is None:
        raise HTTPException(404)
    # The version that the file was found in: no need to look at all the others again.
    lifetime = _lifetime(request, folder.known_version)
    return deliver_file(request, *found, {**headers, **lifetime})


def _lifetime(request: Request, version: str) -> dict[str, str]:
    current = request.path_params["version"] == version
    return {"Cache-Control": FOREVER if current else REVALIDATE}


def _templates(static: Folder) -> bytes:
    return json.dumps(load_templates(static), ensure_ascii=False).encode()
