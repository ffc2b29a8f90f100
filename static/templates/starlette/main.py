"""Starlette on its own: routes, a middleware, static files and a response in pieces."""

import asyncio
import time
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Lewis Carroll, 1871
POEM = """\
'Twas brillig, and the slithy toves
Did gyre and gimble in the wabe:
All mimsy were the borogoves,
And the mome raths outgrabe.
"""


async def home(request: Request) -> FileResponse:
    return FileResponse("static/index.html")


async def line(request: Request) -> JSONResponse:
    """One line. The route's `int` convertor has made a number of the path."""
    number = request.path_params["number"]
    lines = POEM.splitlines()
    if not 1 <= number <= len(lines):
        raise HTTPException(404, f"The poem has {len(lines)} lines")
    return JSONResponse({"number": number, "line": lines[number - 1]})


async def poem(request: Request) -> StreamingResponse:
    """The poem, word by word, with a pause after each: /poem?pause=0.5"""
    try:
        pause = float(request.query_params.get("pause", 0.15))
    except ValueError as error:
        raise HTTPException(400, "pause is a number of seconds") from error
    return StreamingResponse(words(pause), media_type="text/plain")


async def words(pause: float) -> AsyncIterator[str]:
    """What is yielded is sent at once. Whoever leaves ends the loop."""
    for line in POEM.splitlines():
        for word in line.split():
            yield word + " "
            await asyncio.sleep(pause)
        yield "\n"


async def shout(request: Request) -> PlainTextResponse:
    """Answers a POST with its own text, louder."""
    text = (await request.body()).decode(errors="replace")
    return PlainTextResponse(text.upper())


class TimingMiddleware:
    """Tells in each response how long the app took to start it.

    Middleware is an ASGI app around an ASGI app: it sees every message that passes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        start = time.perf_counter()

        async def send_with_timing(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = 1000 * (time.perf_counter() - start)
                MutableHeaders(scope=message)["server-timing"] = f"app;dur={took:.1f}"
            await send(message)

        await self.app(scope, receive, send_with_timing)


app = Starlette(
    routes=[
        Route("/", home),
        Route("/lines/{number:int}", line),
        Route("/poem", poem),
        Route("/shout", shout, methods=["POST"]),
        Mount("/static", StaticFiles(directory="static")),
    ],
    middleware=[Middleware(TimingMiddleware)],
)
