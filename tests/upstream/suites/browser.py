"""Runs a suite in the browser: Chromium, the host's own assets, the boot of the preview's runtime.

A page at /upstream/ beside the IDE starts workers; each takes files of tests until there are none.
"""

import io
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from ide.app import create_app
from ide.settings import Settings
from tests.hosting import serving
from tests.upstream.suites.inside.reporter import Outcome
from tests.upstream.suites.packages import CARRIED
from tests.upstream.suites.suite import HERE, Suite

_PAGE = HERE / "page"
_INSIDE = HERE / "inside"

_ISOLATED: Mapping[str, str] = {
    # What gives a page SharedArrayBuffer, which interrupting Python needs.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cache-Control": "no-store",
}


class Plan(NamedTuple):
    """What to run, and how."""

    files: Sequence[str]
    options: Sequence[str] = ()
    """Of pytest: `-k`, and the like."""
    lanes: int = 1
    """Workers side by side."""
    limit: float = 30
    """Seconds that a test may take."""
    batch: int = 20
    """Files that pytest gets at a time."""


@contextmanager
def suite_host(
    suite: Suite, wheels: Sequence[Path], carried: Sequence[str] = CARRIED
) -> Iterator[str]:
    """Serves the host with the suite beside it; yields the URL of the suite's page.

    `wheels` are installed beside those packages that the host has itself, `carried`.
    """
    by_name = {wheel.name: wheel for wheel in wheels}
    archive = _archive(suite)

    async def file(request: Request) -> Response:
        return FileResponse(
            _PAGE / (request.path_params["name"] or "index.html"), headers=_ISOLATED
        )

    async def zipped(_: Request) -> Response:
        return Response(archive, media_type="application/zip")

    async def packages(request: Request) -> Response:
        urls = [f"{request.base_url}upstream/wheels/{name}" for name in by_name]
        return JSONResponse([*carried, *urls])

    async def wheel(request: Request) -> Response:
        return FileResponse(by_name[request.path_params["name"]])

    routes: list[BaseRoute] = [
        Route("/upstream/suite.zip", zipped),
        Route("/upstream/packages.json", packages),
        Route("/upstream/wheels/{name}", wheel),
        Route("/upstream/{name}", file),
        Route("/upstream/", file, name="index"),
        Mount("/", app=create_app(Settings(port=0, open_browser=False))),
    ]
    with serving(Starlette(routes=routes)) as port:
        yield f"http://asgipad.localhost:{port}/upstream/index.html"


def run(page: Page, url: str, plan: Plan, heard: Callable[[Outcome], None]) -> list[Outcome]:
    """The outcomes of all tests of the plan's files, in the order in which they come.

    Raises playwright.sync_api.Error if the run cannot go on.
    """
    batches = deque(
        plan.files[start : start + plan.batch] for start in range(0, len(plan.files), plan.batch)
    )
    outcomes: list[Outcome] = []

    def ended(outcome: Outcome) -> None:
        outcomes.append(outcome)
        heard(outcome)

    page.expose_function("nextFiles", lambda: batches.popleft() if batches else None)
    page.expose_function("ended", ended)
    page.goto(url)
    page.evaluate(
        'async (wanted) => (await import("/upstream/lanes.js")).run(wanted)',
        {"lanes": plan.lanes, "limit": plan.limit * 1000, "options": list(plan.options)},
    )
    return outcomes


def _archive(suite: Suite) -> bytes:
    """The suite and what runs it, as they lie in the browser's file system."""
    buffer = io.BytesIO()
    with (
        TemporaryDirectory() as temporary,
        zipfile.ZipFile(buffer, "w", strict_timestamps=False) as archive,
    ):
        copy = Path(temporary, "suite")
        suite.copy(copy)
        for path in sorted(copy.rglob("*")):
            if path.is_file():
                archive.write(path, f"suite/{path.relative_to(copy).as_posix()}")
        for path in sorted(_INSIDE.glob("*.py")):
            archive.write(path, f"upstream/inside/{path.name}")
    return buffer.getvalue()
