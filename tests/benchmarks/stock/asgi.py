"""Runs in Pyodide: calls the app once for each request and collects what it answers."""

import asyncio
from typing import Any
from urllib.parse import unquote

from main import app  # type: ignore[import-not-found]  # the app's own module


async def handle(
    method: str, path: str, query: str, headers: Any, body: Any, host: str
) -> tuple[int, list[list[str]], bytes]:
    """Status, headers and the whole body. `headers` and `body` are JavaScript's."""
    sent: list[dict[str, Any]] = []
    requested = [{"type": "http.request", "body": body.to_bytes(), "more_body": False}]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [
            (b"host", host.encode()),
            *((name.encode(), value.encode()) for name, value in headers.to_py()),
        ],
        "server": (host.split(":")[0], 80),
        "client": None,
    }

    async def receive() -> dict[str, Any]:
        if requested:
            return requested.pop()
        await asyncio.Event().wait()  # nobody tells it that the page has gone
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *parts = sent
    content = b"".join(part.get("body", b"") for part in parts)
    decoded = [[name.decode(), value.decode("latin-1")] for name, value in start["headers"]]
    return start["status"], decoded, content
