"""What an app hears of clients that go before it has begun to answer them."""

from typing import Any

import pytest

from tests.browser.direct_runtime import DirectRuntime, run_in

APP = '''
import asyncio

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

events = asyncio.Queue()
releases = {}


async def home(request: Request):
    return HTMLResponse("<title>Home</title><link rel=icon href=data:,>")


async def worker(request: Request):
    text = "onmessage = ({ data }) => fetch(data).then(() => postMessage('answered'));"
    return Response(text, media_type="text/javascript")


async def wait(request: Request):
    """Until somebody asks for /release, or nobody waits any more."""
    name = request.url.query
    released = releases[name] = asyncio.Event()
    await request.body()
    left = asyncio.create_task(request.receive())
    events.put_nowait(f"{name} waits")
    release = asyncio.create_task(released.wait())
    await asyncio.wait([left, release], return_when=asyncio.FIRST_COMPLETED)
    if left.done():
        events.put_nowait(f"{name} {left.result()['type']}")
    left.cancel()
    return Response("answered")


async def release(request: Request):
    releases[request.url.query].set()
    return Response(status_code=204)


async def event(request: Request):
    return JSONResponse(await events.get())


functions = [worker, wait, release, event]
both = ["GET", "POST"]
routes = [Route("/" + function.__name__, function, methods=both) for function in functions]
app = Starlette(routes=[Route("/", home), *routes])
'''

FILES = {"main.py": APP}
CONSOLE_ERRORS: list[str] = []


def next_event(app: DirectRuntime) -> Any:
    """Asked by the IDE's page, which stays."""
    return app.run("return (await runtime.fetch('/event')).json();")


@pytest.mark.parametrize("how", ["removal", "navigation", "termination"])
def test_who_has_gone_does_not_wait(app: DirectRuntime, how: str) -> None:
    frame = app.frame(name="waiting")
    run_in(
        frame,
        """
        globalThis.worker = new Worker("/worker");
        if (arg === "termination") worker.postMessage("/wait?one");
        else fetch("/wait?one").catch(() => {});
        """,
        how,
    )
    assert next_event(app) == "one waits"
    if how == "termination":
        run_in(frame, "worker.terminate();")
    elif how == "navigation":
        run_in(frame, "location.href = '/?elsewhere';")
    else:
        app.run("document.getElementById('waiting').remove();")
    assert next_event(app) == "one http.disconnect"


GIVE_UP = {
    "fetch": """
        globalThis.controller = new AbortController();
        fetch("/wait?one", { signal: controller.signal }).catch(() => {});
        globalThis.giveUp = () => controller.abort();
        """,
    "request": """
        globalThis.controller = new AbortController();
        const { signal } = controller;
        fetch(new Request("/wait?one", { method: "POST", body: "x", signal })).catch(() => {});
        globalThis.giveUp = () => controller.abort();
        """,
    "request with another signal": """
        globalThis.controller = new AbortController();
        const init = { signal: new AbortController().signal };
        const { signal } = controller;
        fetch(new Request("/wait?one", init), { signal }).catch(() => {});
        globalThis.giveUp = () => controller.abort();
        """,
    "copy of a request": """
        globalThis.controller = new AbortController();
        const { signal } = controller;
        const request = new Request(new Request("/wait?one"), { signal });
        fetch(request.clone()).catch(() => {});
        globalThis.giveUp = () => controller.abort();
        """,
    "timeout": """
        const signal = AbortSignal.timeout(500);
        fetch("/wait?one", { method: "POST", body: "x", signal }).catch(() => {});
        globalThis.giveUp = () => {};
        """,
    "xhr.abort": """
        const request = new XMLHttpRequest();
        request.open("GET", "/wait?one");
        request.send();
        globalThis.giveUp = () => request.abort();
        """,
    "xhr.timeout": """
        const request = new XMLHttpRequest();
        request.open("POST", "/wait?one");
        request.timeout = 500;
        request.send("x");
        globalThis.giveUp = () => {};
        """,
}


@pytest.mark.parametrize("how", GIVE_UP)
def test_who_gives_up_does_not_wait(app: DirectRuntime, how: str) -> None:
    """And a request for the same, made by the same page, waits on."""
    frame = app.frame()
    run_in(
        frame, "globalThis.other = fetch('/wait?other', { signal: new AbortController().signal });"
    )
    assert next_event(app) == "other waits"
    run_in(frame, GIVE_UP[how])
    assert next_event(app) == "one waits"
    run_in(frame, "giveUp();")
    assert next_event(app) == "one http.disconnect"
    assert run_in(
        frame,
        """
        await fetch("/release?other");
        const { url, status } = await other;
        return [new URL(url).pathname, new URL(url).hash, status];
        """,
    ) == ["/wait", "", 200]


def test_requests_that_can_be_given_up_are_like_others(app: DirectRuntime) -> None:
    assert run_in(
        app.frame(),
        """
        const { signal } = new AbortController();
        const name = (promise) => promise.then(({ url }) => url, (error) => error.name);
        const xhr = new XMLHttpRequest();
        xhr.open("GET", "worker#top");
        const loaded = new Promise((resolve) => { xhr.onload = resolve; });
        xhr.send();
        await loaded;
        const { pathname, hash } = new URL(xhr.responseURL);
        return [
          (await name(fetch("/worker#top", { signal }))).replace(location.origin, ""),
          await name(fetch("/worker", { signal: AbortSignal.abort() })),
          await name(fetch("http://", { signal })),
          await name(fetch()),
          (await name(fetch(new Request("/worker", { signal })))).replace(location.origin, ""),
          pathname + hash,
          xhr.responseText.startsWith("onmessage"),
          fetch.name,
        ];
        """,
    ) == ["/worker", "AbortError", "TypeError", "TypeError", "/worker", "/worker", True, "fetch"]


def test_a_request_is_like_others(app: DirectRuntime) -> None:
    """Also one that another frame has made, and one of a class of the app's own."""
    frame = app.frame()
    assert run_in(
        frame,
        """
        class Named extends Request {
          get name() { return "named"; }
        }
        const { signal } = new AbortController();
        const request = new Named("/worker?one#top", { signal, headers: { "x-one": "1" } });
        const frame = document.createElement("iframe");
        document.body.append(frame);
        const other = new frame.contentWindow.Request("/worker?two", { signal });
        const errors = [
          () => Request("/"),
          () => new Request(),
          () => new Request("http://"),
          () => Object.create(Request.prototype).url,
        ].map((wrong) => {
          try { wrong(); } catch (error) { return error.name; }
        });
        const { constructor } = Request.prototype;
        const answers = await Promise.all([fetch(request), fetch(other, { signal })]);
        return [
          request.url.replace(location.origin, ""),
          new Request("https://elsewhere.test/#top").url,
          [request.name, request instanceof Request, request.headers.get("x-one")],
          [Request.name, Request.length, request.constructor === Named],
          [constructor === Request, Object.keys(Request.prototype).includes("url")],
          errors,
          answers.map(({ url }) => url.replace(location.origin, "")),
        ];
        """,
    ) == [
        "/worker?one#top",
        "https://elsewhere.test/#top",
        ["named", True, "1"],
        ["Request", 1, True],
        [True, True],
        ["TypeError"] * 4,
        ["/worker?one", "/worker?two"],
    ]


def test_who_has_not_gone_waits(app: DirectRuntime) -> None:
    """Of several, the last who goes is the one that the service worker has looked for last."""
    frame = app.frame(name="waiting")
    run_in(
        frame,
        """
        globalThis.going = new Worker("/worker");
        globalThis.staying = new Worker("/worker");
        globalThis.answers = [
          fetch("/wait?page").then((response) => response.text()),
          new Promise((resolve) => { staying.onmessage = ({ data }) => resolve(data); }),
        ];
        staying.postMessage("/wait?staying");
        """,
    )
    assert {next_event(app), next_event(app)} == {"page waits", "staying waits"}
    run_in(frame, "going.postMessage('/wait?going');")
    assert next_event(app) == "going waits"
    run_in(frame, "going.terminate();")
    assert next_event(app) == "going http.disconnect"
    assert run_in(
        frame,
        """
        for (const name of ["page", "staying"]) await fetch(`/release?${name}`);
        return Promise.all(answers);
        """,
    ) == ["answered", "answered"]
