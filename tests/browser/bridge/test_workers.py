"""Workers of the app's pages: sockets and event streams of theirs reach the app like a page's."""

from typing import Any

import pytest

from tests.browser.direct_runtime import DirectRuntime, run_in

APP = '''
import asyncio

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

ended = asyncio.Queue()

TALK = """
const socket = new WebSocket(new URL("/echo", self.origin).href.replace("http", "ws"), "chat");
socket.binaryType = "arraybuffer";
socket.onopen = () => { socket.send("text"); socket.send(new Uint8Array([1, 2])); };
const got = [];
socket.onmessage = ({ data }) => {
  got.push(typeof data === "string" ? data : [...new Uint8Array(data)]);
  if (got.length === 2) tell([...got, socket.protocol, socket instanceof WebSocket]);
};
"""
TELL = "const tell = (data) => postMessage(data);"
SCRIPTS = {
    "classic.js": TELL + TALK,
    "strict.js": "/* a note */ \\'use strict\\';" + TELL
        + "tell([(function () { return this; })() === undefined, typeof WebSocket]);",
    "sloppy.js": TELL + "tell((function () { return this; })() === self);",
    "third_line.js": "\\n\\nthrow new Error('here');",
    "module.js": 'import { got } from "./client.js"; postMessage(await got);',
    "client.js": "export const got = new Promise((tell) => {" + TALK + "});",
    "outer.js": "const inner = new Worker('/classic.js'); inner.onmessage ="
        " ({ data }) => postMessage(data);",
    "shared.js": "let tell; const ready = new Promise((r) => { onconnect = ({ ports }) => {"
        " ports[0].onmessage = ({ data }) => { tell = (got) => ports[0].postMessage([data, got]);"
        " r(); }; }; }); ready.then(() => {" + TALK + "});",
    "ticks.js": "const source = new EventSource('/ticks'); const got = [];"
        " source.onmessage = ({ data }) => { got.push(data);"
        " if (got.length === 3) { source.close(); postMessage(got); } };",
    "stays.js": "new WebSocket('/echo?stays').onopen = () => postMessage('open');",
    "first_message.js": "onmessage = ({ data }) => postMessage(['first', data]);",
}


async def home(request: Request):
    return HTMLResponse("<title>Home</title><link rel=icon href=data:,>")


async def script(request: Request):
    headers = {"content-security-policy": request.query_params["policy"]} \\
        if "policy" in request.query_params else {}
    text = SCRIPTS[request.path_params["name"]]
    return Response(text, media_type="text/javascript", headers=headers)


async def ticks(request: Request):
    last = int(request.headers.get("last-event-id", "0"))
    text = f"id: {last + 1}\\nretry: 10\\ndata: {last + 1}\\n\\n"
    return Response(text, media_type="text/event-stream")


async def who_ended(request: Request):
    return JSONResponse(await ended.get())


async def echo(socket: WebSocket):
    await socket.accept(subprotocol=next(iter(socket.scope["subprotocols"]), None))
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            if socket.url.query == "stays":
                ended.put_nowait(message["code"])
            return
        await socket.send({**message, "type": "websocket.send"})


app = Starlette(routes=[
    Route("/", home),
    Route("/ticks", ticks),
    Route("/ended", who_ended),
    Route("/{name:path}", script),
    WebSocketRoute("/echo", echo),
])
'''

FILES = {"main.py": APP}
CONSOLE_ERRORS = [r"Uncaught Error: here"]

MESSAGE = """
const message = (worker) => new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = (event) => { event.preventDefault(); reject(new Error(event.message)); };
});
const made = (text, options) => {
  const url = URL.createObjectURL(new Blob([text]));
  const worker = new Worker(url, options);
  URL.revokeObjectURL(url);
  return worker;
};
const script = async (name) => (await fetch(name)).text();
"""

TALKED = ["text", [1, 2], "chat", True]


def run(app: DirectRuntime, body: str, arg: Any = None) -> Any:
    return run_in(app.frame(), MESSAGE + body, arg)


@pytest.mark.parametrize(
    "worker",
    [
        "new Worker('/classic.js')",
        "new Worker('classic.js#fragment')",
        "new Worker(new URL('/classic.js', location), { type: 'classic', name: 'n' })",
        "new Worker('/module.js', { type: 'module' })",
        "new Worker('/outer.js')",
        "made(await script('/classic.js'))",
        "made(await script('/classic.js'), { type: 'module' })",
        "new Worker(`/classic.js?policy=${encodeURI(\"script-src 'none'\")}`)",
        "new Worker(`/module.js?policy=${encodeURI(\"default-src 'self'\")}`, { type: 'module' })",
        "new (class extends Worker {})('/classic.js')",
    ],
)
def test_a_worker_talks_to_the_app(app: DirectRuntime, worker: str) -> None:
    assert run(app, f"return message({worker});") == TALKED


def test_a_shared_worker_talks_to_the_app(app: DirectRuntime) -> None:
    assert run(
        app,
        """
        const { port } = new SharedWorker("/shared.js");
        port.postMessage("hello");
        return message(port);
        """,
    ) == ["hello", TALKED]


def test_an_event_stream_of_a_worker_reconnects(app: DirectRuntime) -> None:
    assert run(app, "return message(new Worker('/ticks.js'));") == ["1", "2", "3"]


def test_the_app_hears_that_a_worker_has_ended(app: DirectRuntime) -> None:
    run(
        app,
        """
        const worker = new Worker("/stays.js");
        await message(worker);
        worker.terminate();
        """,
    )
    assert run(app, "return (await fetch('/ended')).json();") == 1005


def test_a_workers_own_messages_are_its_own(app: DirectRuntime) -> None:
    assert run(
        app,
        """
        const worker = new Worker("/first_message.js");
        worker.postMessage("hello");
        return message(worker);
        """,
    ) == ["first", "hello"]


def test_a_script_keeps_its_rules_and_lines(app: DirectRuntime) -> None:
    assert run(
        app,
        """
        const worker = new Worker("/third_line.js");
        const error = await new Promise((resolve) => { worker.onerror = resolve; });
        error.preventDefault();
        return [
          await message(new Worker("/strict.js")),
          await message(new Worker("/sloppy.js")),
          error.lineno,
          [Worker.name, `${worker}`, worker.constructor === Worker],
        ];
        """,
    ) == [[True, "function"], True, 3, ["Worker", "[object Worker]", True]]


def test_what_is_no_worker_is_the_browsers_to_refuse(app: DirectRuntime) -> None:
    assert run(
        app,
        """
        const wrong = [
          () => new Worker(), () => Worker("/x"), () => new Worker("http://"),
          () => new Worker("http://elsewhere.localhost:1/x.js"),
          () => new Worker("/x.js", { type: "other" }),
        ];
        return wrong.map((make) => { try { make(); } catch ({ name }) { return name; } });
        """,
    ) == ["TypeError", "TypeError", "SyntaxError", "SecurityError", "TypeError"]
