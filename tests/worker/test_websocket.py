"""What an app and a page see of each other through a WebSocket, compared with uvicorn."""

import asyncio

import pytest

from tests.worker.page import Page
from tests.worker.page_socket import PageSocket
from worker.websocket import TAKEN_AT_ONCE, WINDOW, WINDOW_SIZE

pytestmark = pytest.mark.anyio


def app(body: str, accept: bool = True) -> str:
    """A raw ASGI app for sockets only."""
    indented = "\n    ".join(body.strip().splitlines())
    handshake = "await send({'type': 'websocket.accept'})" if accept else ""
    return f"""
import asyncio

async def app(scope, receive, send):
    assert scope["type"] == "websocket"
    assert (await receive()) == {{"type": "websocket.connect"}}
    {handshake}
    {indented}
"""


async def serve(pad: Page, body: str, accept: bool = True) -> None:
    outcome = await pad.open({"main.py": app(body, accept)})
    assert outcome["error"] is None


async def connect(pad: Page, path: str = "/", take: bool = True) -> PageSocket:
    return await PageSocket.open(pad.service_worker, path, take=take).opened()


def lines(pad: Page, kind: str) -> list[str]:
    return [text for each, text in pad.printed if each == kind]


FASTAPI = """
from fastapi import FastAPI, WebSocket, WebSocketDisconnect, WebSocketException

app = FastAPI()
version = 1

@app.websocket("/text")
async def text(websocket: WebSocket):
    await websocket.accept()
    try:
        async for message in websocket.iter_text():
            await websocket.send_text(message.upper())
    finally:
        print("left")

@app.websocket("/bytes")
async def octets(websocket: WebSocket):
    await websocket.accept()
    while True:
        await websocket.send_bytes((await websocket.receive_bytes())[::-1])

@app.websocket("/disconnect")
async def disconnect(websocket: WebSocket):
    await websocket.accept()
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect as gone:
        print("gone", gone.code, gone.reason)

@app.websocket("/chat")
async def chat(websocket: WebSocket):
    await websocket.accept(subprotocol=websocket.scope["subprotocols"][-1])
    await websocket.close(4001, "full")

@app.websocket("/secret")
async def secret(websocket: WebSocket):
    raise WebSocketException(1008, "no")

@app.websocket("/teapot")
async def teapot(websocket: WebSocket):
    from fastapi.responses import PlainTextResponse
    await websocket.send_denial_response(PlainTextResponse("short and stout", 418))
"""


# real frameworks


async def test_text_comes_back(pad: Page) -> None:
    await pad.open({"main.py": FASTAPI})
    socket = await connect(pad, "/text")
    socket.send("one", "two é")
    assert (await socket.got(2)).messages == ["ONE", "TWO É"]


async def test_bytes_come_back(pad: Page) -> None:
    await pad.open({"main.py": FASTAPI})
    socket = await connect(pad, "/bytes")
    socket.send(b"\x00\xff\x01")
    assert (await socket.got(1)).messages == [b"\x01\xff\x00"]


async def test_a_subprotocol_and_a_close(pad: Page) -> None:
    await pad.open({"main.py": FASTAPI})
    socket = PageSocket.open(pad.service_worker, "/chat", protocols=("one", "two"))
    await socket.end()
    assert (socket.accepted, socket.closed) == ("two", (4001, "full"))


@pytest.mark.parametrize(
    ("path", "status", "phrase"),
    [("/secret", 403, "Forbidden"), ("/teapot", 418, "I'm a Teapot"), ("/no", 403, "Forbidden")],
)
async def test_a_denial(pad: Page, path: str, status: int, phrase: str) -> None:
    await pad.open({"main.py": FASTAPI})
    socket = await connect(pad, path)
    await socket.end()
    assert (socket.accepted, socket.denied, socket.closed) == (None, status, None)
    assert [line.lower() for line in lines(pad, "info")] == [
        f'127.0.0.1:49152 - "websocket {path}" {status}',
        f"connection rejected ({status} {phrase})".lower(),
    ]


@pytest.mark.parametrize(("code", "reason"), [(3001, "bye"), (1005, ""), (1001, "")])
async def test_the_app_hears_that_the_page_closes(pad: Page, code: int, reason: str) -> None:
    await pad.open({"main.py": FASTAPI})
    socket = await connect(pad, "/disconnect")
    socket.close(code, reason)
    assert (await socket.end()).closed == (code, reason)
    await pad.until(lambda: lines(pad, "print") == [f"gone {code} {reason}"])


async def test_the_app_hears_that_the_page_has_vanished(pad: Page) -> None:
    await pad.open({"main.py": FASTAPI})
    (await connect(pad, "/disconnect")).vanish()
    await pad.until(lambda: lines(pad, "print") == ["gone 1005 "])


async def test_the_access_log(pad: Page) -> None:
    await pad.open({"main.py": FASTAPI})
    await connect(pad, "/text?a=%20b")
    assert lines(pad, "info") == [
        '127.0.0.1:49152 - "WebSocket /text?a=%20b" [accepted]',
        "connection open",
    ]
    assert pad.of("request") == []


# scope


async def test_scope(pad: Page) -> None:
    await serve(pad, "await send({'type': 'websocket.send', 'text': repr(scope)})")
    socket = PageSocket.open(
        pad.service_worker, "/a%20b?c=%20", protocols=("one", "two"), root_path="/preview/p1"
    )
    scope = eval(str((await socket.got(1)).messages[0]))
    assert scope == {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 49152),
        "root_path": "/preview/p1",
        "path": "/preview/p1/a b",
        "raw_path": b"/preview/p1/a%20b",
        "query_string": b"c=%20",
        "headers": [(b"host", b"p1.asgipad.localhost:8000"), (b"upgrade", b"websocket")],
        "subprotocols": ["one", "two"],
        "state": {},
        "extensions": {"websocket.http.response": {}},
    }


# errors


async def test_an_exception_before_the_handshake(pad: Page) -> None:
    await serve(pad, "1 / 0", accept=False)
    socket = await connect(pad)
    assert (socket.denied, socket.ended) == (500, True)
    assert "ZeroDivisionError" in lines(pad, "error")[0]


async def test_an_exception_after_the_handshake(pad: Page) -> None:
    await serve(pad, "1 / 0")
    assert (await (await connect(pad)).end()).closed == (1006, "")
    assert "ZeroDivisionError" in lines(pad, "error")[0]


async def test_no_handshake_at_all(pad: Page) -> None:
    await serve(pad, "pass", accept=False)
    assert (await connect(pad)).denied == 500
    assert lines(pad, "error") == ["ASGI callable returned without completing handshake."]


async def test_no_close(pad: Page) -> None:
    await serve(pad, "pass")
    assert (await (await connect(pad)).end()).closed == (1006, "")
    assert lines(pad, "error") == []


@pytest.mark.parametrize(
    ("event", "error"),
    [
        ("{'type': 'http.response.start'}", "Expected ASGI message 'websocket.send' or"),
        ("{'type': 'websocket.accept'}", "Expected ASGI message 'websocket.send' or"),
        ("{'type': 'websocket.close', 'code': 1005}", "cannot be closed with code 1005"),
        ("{'type': 'websocket.close', 'reason': 'é' * 62}", "123 bytes at most"),
    ],
)
async def test_what_no_app_may_send(pad: Page, event: str, error: str) -> None:
    await serve(pad, f"await send({event})")
    assert (await (await connect(pad)).end()).closed == (1006, "")
    assert error in lines(pad, "error")[0]


async def test_sending_after_a_close_of_its_own_is_an_error(pad: Page) -> None:
    await serve(pad, "for _ in range(2): await send({'type': 'websocket.close'})")
    assert (await (await connect(pad)).end()).closed == (1000, "")
    await pad.until(lambda: lines(pad, "error"))
    assert "'websocket.close', after sending 'websocket.close'." in lines(pad, "error")[0]


async def test_sending_to_nobody(pad: Page) -> None:
    await serve(
        pad,
        "await receive()\n"
        "try: await send({'type': 'websocket.send', 'text': 'x'})\n"
        "except OSError as exc: print(type(exc).__name__); raise",
    )
    (await connect(pad)).close(1000)
    await pad.until(lambda: lines(pad, "print") == ["ClientDisconnected"])
    assert lines(pad, "error") == []


async def test_an_app_that_never_looks_at_the_type_stops_nobody(pad: Page) -> None:
    await serve(pad, "while True: print((await receive())['type'])")
    (await connect(pad)).close(3000)
    assert (await (await connect(pad)).until(lambda page: page.accepted == "")).closed is None
    assert lines(pad, "print") == ["websocket.disconnect"]


async def test_an_app_that_does_not_start_denies_with_500(pad: Page) -> None:
    await pad.open({"main.py": "1 / 0"})
    before = lines(pad, "error")
    assert (await connect(pad)).denied == 500
    assert lines(pad, "error") == before


# order and backpressure


async def test_ten_thousand_messages_keep_their_order(pad: Page) -> None:
    await pad.open({"main.py": FASTAPI})
    socket = await connect(pad, "/text")
    numbers = [str(number) for number in range(10_000)]
    socket.send(*numbers)
    assert (await socket.got(10_000)).messages == numbers
    assert socket.taken == 10_000


async def test_a_slow_page_holds_the_app_back(pad: Page) -> None:
    await serve(
        pad,
        "for n in range(1000):\n"
        "    await send({'type': 'websocket.send', 'text': str(n)})\n"
        "    sent = n + 1\n"
        "print('done')",
    )
    socket = await connect(pad, take=False)
    await socket.got(WINDOW)
    await turns()
    assert len(socket.messages) == WINDOW
    socket.deliver({"type": "websocket.taken", "messages": 10})
    await socket.got(WINDOW + 10)
    await turns()
    assert len(socket.messages) == WINDOW + 10
    socket.close()
    await pad.until(lambda: pad.printed)
    assert "done" not in lines(pad, "print")


async def test_a_slow_page_holds_long_messages_back(pad: Page) -> None:
    half = WINDOW_SIZE // 2
    await serve(
        pad, f"while True: await send({{'type': 'websocket.send', 'bytes': bytes({half})}})"
    )
    socket = await connect(pad, take=False)
    await socket.got(2)
    await turns()
    assert len(socket.messages) == 2
    socket.deliver({"type": "websocket.taken", "messages": 2})
    await socket.got(4)


async def test_the_page_hears_what_the_app_has_taken(pad: Page) -> None:
    await serve(
        pad,
        f"for _ in range({TAKEN_AT_ONCE} + 1): await receive()\n"
        "await send({'type': 'websocket.send', 'text': 'x'})\n"
        "while True: await receive()",
    )
    socket = await connect(pad)
    socket.send(*["x"] * TAKEN_AT_ONCE * 3)
    await socket.until(lambda page: page.messages)
    await socket.until(lambda page: page.taken == TAKEN_AT_ONCE * 3)


async def test_a_message_that_nobody_receives_is_not_taken(pad: Page) -> None:
    await serve(pad, "await asyncio.Event().wait()")
    socket = await connect(pad)
    socket.send("x")
    await turns()
    assert socket.taken == 0


async def turns() -> None:
    """Let everything run that can."""
    for _ in range(100):
        await asyncio.sleep(0)


# generations


async def test_an_edit_closes_with_1012_and_the_next_socket_meets_the_new_version(
    pad: Page,
) -> None:
    await pad.open({"main.py": FASTAPI})
    socket = await connect(pad, "/disconnect")
    changes = {"main.py": FASTAPI.replace(".upper()", ".lower()")}
    changing = pad.send({"type": "project.write", "changes": changes})
    again = PageSocket.open(pad.service_worker, "/text")
    again_opened = asyncio.ensure_future(again.opened())
    assert (await changing)["error"] is None
    assert (await socket.end()).closed == (1012, "")
    assert ("print", "gone 1012 ") in pad.printed
    (await again_opened).send("Abc")
    assert (await again.got(1)).messages == ["abc"]
    assert lines(pad, "error") == []


async def test_an_edit_fails_a_handshake_that_goes_on(pad: Page) -> None:
    await serve(pad, "print('waiting'); await receive()", accept=False)
    socket = PageSocket.open(pad.service_worker)
    await pad.until(lambda: lines(pad, "print") == ["waiting"])
    await pad.write({"main.py": app("pass")})
    assert (await socket.end()).denied == 500
    assert lines(pad, "error") == []


async def test_a_writer_that_waits_is_let_go_by_an_edit(pad: Page) -> None:
    await serve(pad, "while True: await send({'type': 'websocket.send', 'text': 'x'})")
    socket = await connect(pad, take=False)
    await socket.got(WINDOW)
    assert (await pad.write({"main.py": app("pass")}))["error"] is None
    assert (await socket.end()).closed == (1012, "")
    assert lines(pad, "error") == []


async def test_a_page_that_has_left_before_it_met_an_app(pad: Page) -> None:
    socket = PageSocket.open(pad.service_worker)
    socket.vanish()
    await serve(pad, "print('never')")
    assert (await (await connect(pad)).end()).accepted == ""
    assert lines(pad, "print") == ["never"]


async def test_a_retired_runtime_leaves_sockets_to_its_successor(pad: Page) -> None:
    await pad.open({"main.py": FASTAPI})
    begun = await connect(pad, "/text")
    pad.packages.restart = "other packages are asked for"
    changes = {"main.py": FASTAPI + "\n"}
    unanswered = pad.send({"type": "project.write", "changes": changes})
    waiting = PageSocket.open(pad.service_worker, "/text")
    await pad.until(lambda: pad.of("restart"))
    unanswered.cancel()
    assert (waiting.retired, waiting.ended) == (True, True)
    assert (begun.retired, begun.closed) == (False, (1012, ""))
    late = PageSocket.open(pad.service_worker, "/text")
    assert (late.retired, late.ended) == (True, True)


# cookies


@pytest.mark.parametrize(
    "answer",
    [
        "{'type': 'websocket.accept', 'headers': headers}",
        "{'type': 'websocket.http.response.start', 'status': 401, 'headers': headers}",
    ],
)
async def test_a_handshake_sets_cookies(pad: Page, answer: str) -> None:
    source = f"""
headers = [(b"Set-Cookie", b"a=1"), (b"x-other", b"b=2"), (b"set-cookie", b"c=3; HttpOnly")]
await send({answer})
"""
    await serve(pad, source, accept=False)
    PageSocket.open(pad.service_worker)
    await pad.until(lambda: pad.of("cookies"))
    assert [cookie["name"] for cookie in pad.of("cookies")[-1]["cookies"]] == ["c"]
    told = {cookie["name"]: cookie["value"] for cookie in pad.service_worker.cookies}
    assert told == {"a": "1", "c": ""}
