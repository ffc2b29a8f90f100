"""Sends the stock pattern's files, compressed as asgipad's own are, and is its package index.

`python -m tests.benchmarks.stock.host` serves until it is terminated, and prints its port first.
What a browser may keep, and for how long, is what jsDelivr and PyPI say.
"""

import hashlib
import io
import json
import zipfile
from functools import cache
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from ide.build.lockfile import Lock, dumps
from ide.delivery import FOREVER, REVALIDATE, deliver_bytes, deliver_file
from ide.folders import Stamp
from ide.serve import listen, server_for
from ide.settings import Settings
from tests.benchmarks.apps import APPS

PAGES = Path(__file__).parent
VENDOR = PAGES.parents[2] / "static" / "vendor"
WHEELS = VENDOR / "wheels"

HOST = "/host"
"""service_worker.js knows it, too."""

INDEX_LIFETIME = "max-age=600, public"
IN_LOCK = ("micropip", "packaging")
"""What Pyodide brings along; everything else comes from the index."""


def create_app() -> Starlette:
    """Everything below `HOST`: other paths are the app's, which the service worker answers."""
    routes = [
        Route("/apps/{name}.zip", _archive),
        Route("/pyodide/pyodide-lock.json", _lock),
        Route("/pyodide/{name}", _pyodide),
        Route("/simple/{package}/", _package),
        Route("/files/{name}", _wheel),
        Route("/{name}", _page),
    ]
    return Starlette(routes=[Mount(HOST, routes=routes)])


async def _page(request: Request) -> Response:
    answer = _file(request, PAGES, request.path_params["name"], REVALIDATE)
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer


async def _pyodide(request: Request) -> Response:
    name = request.path_params["name"]
    return _file(request, WHEELS if name.endswith(".whl") else VENDOR / "pyodide", name, FOREVER)


async def _wheel(request: Request) -> Response:
    """A wheel, or with `.metadata` behind its name what it says of itself."""
    name: str = request.path_params["name"]
    if not name.endswith(".metadata"):
        return _file(request, WHEELS, name, FOREVER)
    content = _metadata_of(_wheel_named(name.removesuffix(".metadata")))
    return deliver_bytes(request, "METADATA.txt", content, {"Cache-Control": FOREVER})


async def _archive(request: Request) -> Response:
    """An app's files."""
    app = APPS.get(request.path_params["name"])
    if app is None:
        raise HTTPException(404)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in app.files.items():
            archive.writestr(path, content)
    return deliver_bytes(request, "app.zip", buffer.getvalue(), {"Cache-Control": REVALIDATE})


async def _lock(request: Request) -> Response:
    headers = {"Cache-Control": FOREVER}
    return deliver_bytes(request, "pyodide-lock.json", _small_lock().encode(), headers)


@cache
def _small_lock() -> str:
    """The lock file of Pyodide's packages as far as they are here: `IN_LOCK`."""
    lock: Lock = json.loads((VENDOR / "pyodide" / "pyodide-lock.json").read_bytes())
    packages = {name: lock["packages"][name] for name in IN_LOCK}
    for package in packages.values():
        package["file_name"] = Path(package["file_name"]).name
    return dumps({"info": lock["info"], "packages": packages})


async def _package(request: Request) -> Response:
    """A page of the index (PEP 691), with metadata beside each wheel (PEP 714) as PyPI has it."""
    origin = str(request.base_url).removesuffix("/")
    content = _listing(canonicalize_name(request.path_params["package"]), origin)
    answer = deliver_bytes(request, "simple.json", content, {"Cache-Control": INDEX_LIFETIME})
    answer.headers["Content-Type"] = "application/vnd.pypi.simple.v1+json"
    return answer


@cache
def _listing(package: str, origin: str) -> bytes:
    """Raises HTTPException where there is no such package."""
    wheels = [each for each in sorted(WHEELS.glob("*.whl")) if _name_of(each) == package]
    if not wheels:
        raise HTTPException(404)
    files = [
        {
            "filename": wheel.name,
            "url": f"{origin}{HOST}/files/{wheel.name}",
            "hashes": {"sha256": hashlib.sha256(wheel.read_bytes()).hexdigest()},
            "core-metadata": {"sha256": hashlib.sha256(_metadata_of(wheel)).hexdigest()},
            "size": wheel.stat().st_size,
        }
        for wheel in wheels
    ]
    page = {"meta": {"api-version": "1.1"}, "name": package, "files": files}
    return json.dumps(page).encode()


def _name_of(wheel: Path) -> str:
    return parse_wheel_filename(wheel.name)[0]


def _wheel_named(name: str) -> Path:
    found = next((each for each in WHEELS.glob("*.whl") if each.name == name), None)
    if found is None:
        raise HTTPException(404)
    return found


@cache
def _metadata_of(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        return archive.read(next(name for name in names if name.endswith(".dist-info/METADATA")))


def _file(request: Request, folder: Path, name: str, lifetime: str) -> Response:
    """Raises HTTPException for a name that is not directly in `folder`."""
    path = folder / name
    if path.parent != folder or not path.is_file():
        raise HTTPException(404)
    status = path.stat()
    stamp = Stamp(status.st_mtime_ns, status.st_size)
    return deliver_file(request, path, stamp, {"Cache-Control": lifetime})


def main() -> None:
    sockets = listen(Settings(port=0))
    print(sockets[0].getsockname()[1], flush=True)
    server_for(create_app()).run(sockets=sockets)


if __name__ == "__main__":
    main()
