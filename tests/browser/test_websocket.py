"""WebSockets between the preview's pages and a FastAPI app."""

from typing import Any

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.direct_runtime import run_in
from tests.browser.ide_page import IdePage
from tests.browser.test_service_worker import stop_all_service_workers

APP = '''\
import asyncio
from fastapi import FastAPI, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse, PlainTextResponse

app = FastAPI()
version = 1
left = []

PAGE = """<!doctype html>
<link rel="icon" href="data:,">
<script>
  globalThis.first = new WebSocket("/echo");
  first.onopen = () => first.send("inline");
</script>
<script src="/script.js"></script>
<script type="module" src="/module.js"></script>
<h1>Sockets</h1>
"""

SCRIPT = """
const socket = new WebSocket(`ws://${location.host}/echo`);
socket.addEventListener("open", () => socket.send("NAME"));
socket.addEventListener("message", ({ data }) => { document.documentElement.dataset.NAME = data; });
"""


@app.get("/", response_class=HTMLResponse)
def home():
    return PAGE


@app.get("/strict")
def strict():
    policy = "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; img-src data:"
    body = """<link rel="icon" href="data:,">
      <script nonce="abc">globalThis.made = new WebSocket("/echo");</script>"""
    return HTMLResponse(body, headers={"content-security-policy": policy})


@app.get("/{name}.js")
def script(name: str):
    text = SCRIPT.replace("NAME", name)
    return Response(f"(() => {{ {text} }})();", media_type="text/javascript")


@app.get("/login")
def log_in(response: Response):
    response.set_cookie("session", "ada", httponly=True)
    response.set_cookie("theme", "dark")


@app.websocket("/cookies")
async def cookies(websocket: WebSocket):
    headers = [(b"set-cookie", b"seen=1"), (b"set-cookie", b"secret=2; HttpOnly")]
    await websocket.accept(headers=headers if websocket.url.query == "set" else [])
    await websocket.send_json(websocket.cookies)
    await websocket.close()


@app.get("/left")
def who_left():
    return left


@app.websocket("/echo")
async def echo(websocket: WebSocket):
    await websocket.accept()
    try:
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message["code"], message.get("reason"))
            if message.get("text") is not None:
                await websocket.send_text(message["text"])
            else:
                await websocket.send_bytes(message["bytes"])
    except WebSocketDisconnect as gone:
        left.append([websocket.query_params.get("who"), gone.code, gone.reason])


@app.websocket("/version")
async def tell_version(websocket: WebSocket):
    await websocket.accept()
    await websocket.send_text(str(version))
    await websocket.receive()


@app.websocket("/scope")
async def tell_scope(websocket: WebSocket):
    await websocket.accept(subprotocol="two")
    scope = websocket.scope
    names = ["scheme", "path", "root_path", "server", "subprotocols"]
    headers = dict(websocket.headers)
    await websocket.send_json({name: scope[name] for name in names} | {"headers": headers})
    await websocket.close(4002, "told")


@app.websocket("/none")
async def choose_no_subprotocol(websocket: WebSocket):
    await websocket.accept()
    await websocket.receive()


@app.websocket("/denied")
async def deny(websocket: WebSocket):
    await websocket.send_denial_response(PlainTextResponse("no", 401))


@app.websocket("/raises")
async def fail(websocket: WebSocket):
    await websocket.accept()
    1 / 0


@app.websocket("/count")
async def count(websocket: WebSocket):
    await websocket.accept()
    for number in range(10_000):
        await websocket.send_text(str(number))
    received = [await websocket.receive_text() for _ in range(10_000)]
    assert received == [str(number) for number in range(10_000)]
    await websocket.close(4003, "counted")


@app.websocket("/deaf")
async def deaf(websocket: WebSocket):
    await websocket.accept()
    await asyncio.Event().wait()
'''

HELPERS = """
const opened = (socket) => new Promise((resolve, reject) => {
  if (socket.readyState === WebSocket.OPEN) resolve(socket);
  socket.addEventListener("open", () => resolve(socket));
  socket.addEventListener("close", () => reject(new Error("closed")));
});
const next = (socket) => new Promise((resolve) => {
  socket.addEventListener("message", ({ data }) => resolve(data), { once: true });
});
const closed = (socket) => new Promise((resolve) => {
  const events = [];
  socket.addEventListener("error", () => events.push("error"));
  socket.addEventListener("close", ({ code, reason, wasClean }) => {
    resolve([...events, code, reason, wasClean]);
  });
});
const tried = (make) => {
  try {
    return make();
  } catch ({ name }) {
    return name;
  }
};
"""


@pytest.fixture
def ide(running: IdePage) -> IdePage:
    running.replace({"main.py": APP})
    return running


def page_of(ide: IdePage) -> Frame:
    frame = ide.page.locator("#preview").element_handle().content_frame()
    assert frame is not None
    return frame


def run(ide: IdePage, body: str, arg: Any = None) -> Any:
    """What an async function with this body returns in the preview's page."""
    return run_in(page_of(ide), HELPERS + body, arg)


def wait_left(ide: IdePage, who: str) -> list[Any]:
    """What the app has heard of the end of a socket."""
    entry: list[Any] = ide.page.evaluate(
        """async (who) => {
          for (const end = Date.now() + 20_000; Date.now() < end; ) {
            const left = await (await asgipad.fetch("/left")).json();
            const found = left.find(([name]) => name === who);
            if (found) return found.slice(1);
          }
          throw new Error(`the app has not heard that ${who} left`);
        }""",
        who,
    )
    return entry


def test_scripts_of_every_kind_open_sockets(ide: IdePage) -> None:
    expect(ide.preview.locator("html[data-script=script][data-module=module]")).to_be_visible()
    assert run(ide, "return [first.readyState, first.url, first.constructor === WebSocket];") == [
        1,
        f"ws://{ide.project}.asgipad.localhost:{ide.ide.rpartition(':')[2]}echo",
        True,
    ]


def test_text_and_binary(ide: IdePage) -> None:
    assert run(
        ide,
        """
        const socket = await opened(new WebSocket("/echo"));
        const answers = [];
        const ask = async (data) => { socket.send(data); return next(socket); };
        answers.push(await ask("é\\ud800"));
        const blob = await ask(new Blob([Uint8Array.of(0, 255)]));
        answers.push([blob instanceof Blob, ...await blob.bytes()]);
        socket.binaryType = "arraybuffer";
        const bytes = Uint8Array.of(1, 2, 3, 4);
        answers.push([...new Uint8Array(await ask(bytes.buffer))]);
        answers.push([...new Uint8Array(await ask(bytes.subarray(1, 3)))]);
        answers.push(socket.bufferedAmount);
        const order = [];
        const all = new Promise((resolve) => {
          socket.onmessage = ({ data, origin }) => {
            order.push(data.byteLength ?? data);
            if (order.length === 3) resolve([origin === socket.url.replace("/echo", "")]);
          };
        });
        socket.send(new Blob(["blob"]));
        socket.send("after");
        socket.send(new Uint8Array(9));
        return [...answers, ...await all, ...order];
        """,
    ) == ["é\ufffd", [True, 0, 255], [1, 2, 3, 4], [2, 3], 0, True, 4, "after", 9]


def test_what_the_app_is_told(ide: IdePage) -> None:
    scope, protocol, end = run(
        ide,
        """
        const socket = new WebSocket("/scope?a=1", ["one", "two"]);
        const told = next(socket);
        const end = closed(socket);
        await opened(socket);
        return [JSON.parse(await told), socket.protocol, await end];
        """,
    )
    host = f"{ide.project}.asgipad.localhost"
    port = int(ide.ide.rstrip("/").rpartition(":")[2])
    headers = scope.pop("headers")
    assert scope == {
        "scheme": "ws",
        "path": "/scope",
        "root_path": "",
        "server": ["127.0.0.1", port],
        "subprotocols": ["one", "two"],
    }
    assert (headers["host"], headers["origin"]) == (f"{host}:{port}", f"http://{host}:{port}")
    assert headers["upgrade"] == "websocket"
    assert headers["sec-websocket-protocol"] == "one, two"
    assert headers["user-agent"] == ide.page.evaluate("navigator.userAgent")
    assert (protocol, end) == ("two", [4002, "told", True])


def test_a_page_closes(ide: IdePage) -> None:
    assert run(
        ide,
        """
        const socket = await opened(new WebSocket("/echo?who=closer"));
        const end = closed(socket);
        socket.close(3001, "bye");
        return [socket.readyState, await end, socket.readyState];
        """,
    ) == [2, [3001, "bye", True], 3]
    assert wait_left(ide, "closer") == [3001, "bye"]
    assert run(
        ide,
        """
        const socket = await opened(new WebSocket("/echo?who=silent"));
        const end = closed(socket);
        socket.close();
        return end;
        """,
    ) == [1005, "", True]


@pytest.mark.console_error(r"failed: .* Unexpected response code: 401")
@pytest.mark.console_error(r"failed: .* Unexpected response code: 403")
@pytest.mark.console_error(r"failed: .* chose none of the subprotocols")
@pytest.mark.console_error(r"failed: WebSocket is closed before the connection is established")
def test_handshakes_that_fail(ide: IdePage) -> None:
    assert (
        run(
            ide,
            """
        const given = new WebSocket("/echo");
        given.close();
        return Promise.all([
          closed(new WebSocket("/denied")),
          closed(new WebSocket("/nowhere")),
          closed(new WebSocket("/none", "chat")),
          closed(given),
        ]);
        """,
        )
        == [["error", 1006, "", False]] * 4
    )


def test_an_exception_drops_the_connection(ide: IdePage) -> None:
    assert run(ide, 'return closed(new WebSocket("/raises"));') == [1006, "", False]
    expect(ide.console.get_by_text("ZeroDivisionError").last).to_be_visible()
    expect(ide.console.get_by_text('"WebSocket /raises" [accepted]')).to_be_visible()


def test_what_no_script_may_do(ide: IdePage) -> None:
    assert run(
        ide,
        """
        const socket = new WebSocket("/echo");
        const names = [
          () => new WebSocket("ftp://x/"), () => new WebSocket("//["), () => new WebSocket("/#"),
          () => new WebSocket("/", ["a", "a"]), () => new WebSocket("/", "a b"),
          () => socket.send("early"),
          () => socket.close(1001), () => socket.close(1000, "é".repeat(62)),
          () => new WebSocket(), () => WebSocket("/"),
        ].map(tried);
        await opened(socket);
        return names;
        """,
    ) == [
        *["SyntaxError"] * 5,
        "InvalidStateError",
        "InvalidAccessError",
        "SyntaxError",
        *["TypeError"] * 2,
    ]


def test_it_looks_like_the_browsers_own(ide: IdePage) -> None:
    assert run(
        ide,
        """
        const socket = new WebSocket(location.href.replace(/\\/$/, "/echo"));
        class Mine extends WebSocket {}
        const mine = new Mine("/echo");
        const handler = () => {};
        socket.onclose = handler;
        return [
          socket.url.startsWith("ws://"), socket instanceof WebSocket, String(socket),
          WebSocket.name, WebSocket.length, WebSocket.OPEN, socket.CLOSED,
          socket.onclose === handler, socket.onopen,
          mine instanceof Mine && mine instanceof WebSocket, socket instanceof Mine,
        ];
        """,
    ) == [
        *[True, True, "[object WebSocket]"],
        *["WebSocket", 1, 1, 3],
        *[True, None],
        *[True, False],
    ]


@pytest.mark.console_error("other.test.*ERR_NAME_NOT_RESOLVED")
def test_another_host_is_the_browsers_own_business(ide: IdePage) -> None:
    assert run(
        ide,
        """
        const socket = new WebSocket("ws://other.test/");
        const end = await closed(socket);
        return [socket instanceof WebSocket, end];
        """,
    ) == [True, ["error", 1006, "", False]]


def test_ten_thousand_messages_each_way(ide: IdePage) -> None:
    assert run(
        ide,
        """
        const socket = new WebSocket("/count");
        const received = [];
        socket.onmessage = ({ data }) => received.push(data);
        const end = closed(socket);
        await opened(socket);
        for (let number = 0; number < 10_000; number += 1) socket.send(`${number}`);
        const buffered = socket.bufferedAmount;
        const outcome = await end;
        return [received.every((data, index) => data === `${index}`), received.length, outcome,
          buffered];
        """,
    ) == [True, 10_000, [4003, "counted", True], 38_890]


def test_what_the_app_has_not_taken_is_buffered(ide: IdePage) -> None:
    assert run(
        ide,
        """
        const socket = await opened(new WebSocket("/deaf"));
        socket.send("é");
        socket.send(new Uint8Array(5));
        const end = closed(socket);
        await fetch("/left");
        const buffered = socket.bufferedAmount;
        socket.close();
        return [buffered, await end];
        """,
    ) == [7, [1005, "", True]]


def test_the_app_hears_of_a_reload_and_of_a_navigation(ide: IdePage) -> None:
    for who, leave in (("reload", "location.reload()"), ("away", 'location.href = "/strict"')):
        run(ide, f'await opened(new WebSocket("/echo?who={who}"));')
        with page_of(ide).expect_navigation():
            run(ide, f"setTimeout(() => {{ {leave}; }});")
        assert wait_left(ide, who) == [1001, ""]


def test_the_app_hears_of_a_closed_tab(ide: IdePage) -> None:
    tab = ide.page.context.new_page()
    tab.goto(page_of(ide).url)
    run_in(tab.main_frame, HELPERS + 'await opened(new WebSocket("/echo?who=tab"));')
    tab.close()
    assert wait_left(ide, "tab")[0] in (1001, 1005)


def test_a_socket_outlives_the_service_worker(ide: IdePage) -> None:
    run(ide, 'globalThis.kept = await opened(new WebSocket("/echo"));')
    stop_all_service_workers(ide)
    assert run(ide, 'kept.send("still"); return next(kept);') == "still"
    run(ide, 'globalThis.next_one = await opened(new WebSocket("/echo"));')
    assert run(ide, 'next_one.send("new"); return next(next_one);') == "new"
    assert run(ide, 'kept.send("both"); return next(kept);') == "both"


def test_an_edit_closes_with_1012_and_a_reconnect_meets_the_new_version(ide: IdePage) -> None:
    tab = ide.page.context.new_page()  # which no edit reloads
    tab.goto(page_of(ide).url)
    run_in(
        tab.main_frame,
        HELPERS
        + """
        globalThis.end = closed(await opened(new WebSocket("/version")));
        globalThis.met = end.then(([code]) => {
          if (code !== 1012) throw new Error(code);
          return next(new WebSocket("/version"));
        });
        """,
    )
    ide.write("main.py", APP.replace("version = 1", "version = 2"))
    assert run_in(tab.main_frame, "return end;") == [1012, "", True]
    assert run_in(tab.main_frame, "return met;") == "2"
    tab.close()


def test_a_strict_policy_lets_it_through(ide: IdePage) -> None:
    ide.go_to("/strict")
    assert run(ide, "await opened(made); return made.readyState;") == 1


def test_the_handshake_has_the_cookies(ide: IdePage) -> None:
    ask = """
    await fetch("/login");
    const socket = new WebSocket("/cookies");
    return new Promise((resolve) => {
      socket.onmessage = ({ data }) => resolve(JSON.parse(data));
    });
    """
    assert run(ide, ask) == {"session": "ada", "theme": "dark"}


def test_the_handshake_sets_cookies(ide: IdePage) -> None:
    ask = """
    await closed(new WebSocket("/cookies?set"));
    while (!document.cookie.includes("seen")) await new Promise(requestAnimationFrame);
    const socket = new WebSocket("/cookies");
    const sent = await new Promise((resolve) => {
      socket.onmessage = ({ data }) => resolve(JSON.parse(data));
    });
    return [document.cookie.includes("secret"), sent.seen, sent.secret];
    """
    assert run(ide, ask) == [False, "1", "2"]
