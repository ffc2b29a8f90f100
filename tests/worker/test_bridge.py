"""What an app and a client see of each other, compared with uvicorn where it defines the answer."""

import gc
import json
import sys
from email.utils import parsedate_to_datetime

import pytest

from tests.worker.page import Page
from worker.output import CHUNK, HIGH_WATER

pytestmark = pytest.mark.anyio


def app(body: str) -> str:
    """A raw ASGI app for http only; `respond` sends a whole response."""
    indented = "\n    ".join(body.strip().splitlines())
    return f"""
import asyncio, json

async def respond(send, body=b"", status=200, headers=()):
    await send({{"type": "http.response.start", "status": status, "headers": list(headers)}})
    await send({{"type": "http.response.body", "body": body}})

async def app(scope, receive, send):
    assert scope["type"] == "http"
    {indented}
"""


async def serve(pad: Page, body: str) -> None:
    outcome = await pad.open({"main.py": app(body)})
    assert outcome["error"] is None


# scope


async def test_scope(pad: Page) -> None:
    await serve(pad, "await respond(send, repr(scope).encode())")
    headers = [("Host", "p1.localhost:8000"), ("x-a", "1"), ("x-a", "\xe9")]
    answer = await pad.get("/caf%C3%A9%20x?q=%20y", method="POST", headers=headers)
    assert eval(answer.text) == {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 49152),
        "scheme": "http",
        "method": "POST",
        "root_path": "",
        "path": "/café x",
        "raw_path": b"/caf%C3%A9%20x",
        "query_string": b"q=%20y",
        "headers": [(b"host", b"p1.localhost:8000"), (b"x-a", b"1"), (b"x-a", b"\xe9")],
        "state": {},
    }


async def test_root_path_is_part_of_the_path(pad: Page) -> None:
    await serve(
        pad,
        'await respond(send, json.dumps([scope["root_path"], scope["path"], '
        'scope["raw_path"].decode()]).encode())',
    )
    answer = await pad.get("/a%20b", root_path="/preview/p1")
    assert json.loads(answer.text) == ["/preview/p1", "/preview/p1/a b", "/preview/p1/a%20b"]


async def test_state_is_a_copy_for_each_request(pad: Page) -> None:
    source = app('scope["state"]["n"] += 1; await respond(send, b"%d" % scope["state"]["n"])')
    start = 'if scope["type"] == "lifespan":\n        await receive(); scope["state"]["n"] = 0; '
    start += (
        'await send({"type": "lifespan.startup.complete"}); await receive(); return\n    assert'
    )
    await pad.open({"main.py": source.replace("assert", start, 1)})
    assert [(await pad.get()).text for _ in range(2)] == ["1", "1"]


async def test_context_variables_do_not_leak_between_requests(pad: Page) -> None:
    source = app('old = var.get(); var.set("leaked"); await respond(send, old.encode())')
    prefix = "from contextvars import ContextVar\nvar = ContextVar('var')\nvar.set('import')\n"
    await pad.open({"main.py": prefix + source})
    assert [(await pad.get()).text for _ in range(2)] == ["import", "import"]


# request body

ECHO = """
body, count = b"", 0
while True:
    event = await receive()
    body += event["body"]; count += 1
    if not event["more_body"]: break
await respond(send, body + b" %d" % count)
"""


async def test_a_small_body_needs_no_round_trip(pad: Page) -> None:
    await serve(pad, ECHO)
    answer = await pad.get(method="POST", body=[b"one"])
    assert (answer.text, answer.receives) == ("one 1", 0)


async def test_a_long_body_is_pulled(pad: Page) -> None:
    await serve(pad, ECHO)
    answer = await pad.get(method="POST", body=[b"one", b"two", b"three"])
    assert (answer.text, answer.receives) == ("onetwothree 3", 2)


async def test_a_body_that_nobody_reads_is_not_pulled(pad: Page) -> None:
    await serve(pad, "await respond(send)")
    assert (await pad.get(method="POST", body=[b"one", b"two"])).receives == 0


async def test_receive_after_the_body_waits_for_the_client_to_leave(pad: Page) -> None:
    await serve(pad, "await receive(); print('waiting'); print((await receive())['type'])")
    fetch = pad.request()
    await pad.until(lambda: pad.printed == [("print", "waiting")])
    fetch.disconnect()
    await pad.until(lambda: ("print", "http.disconnect") in pad.printed)
    assert fetch.status == 0


async def test_receive_after_the_response_is_a_disconnect(pad: Page) -> None:
    await serve(pad, "await respond(send); print((await receive())['type'])")
    await pad.get()
    await pad.until(lambda: ("print", "http.disconnect") in pad.printed)


async def test_two_receivers(pad: Page) -> None:
    """Starlette listens for a disconnect while it reads."""
    await serve(
        pad,
        "events = await asyncio.gather(receive(), receive())\n"
        "await respond(send, b''.join(event['body'] for event in events))",
    )
    assert (await pad.get(method="POST", body=[b"one", b"two"])).text == "onetwo"


# response head


async def test_default_headers(pad: Page) -> None:
    await serve(pad, "await respond(send, b'x', headers=[(b'X-One', b'\\xe9'), (b'x-one', b'2')])")
    answer = await pad.get()
    names = [name for name, _ in answer.headers]
    assert names == ["date", "server", "x-one", "x-one", "transfer-encoding"]
    assert answer.header("server") == "uvicorn"
    assert answer.header("x-one") == "\xe9"
    assert parsedate_to_datetime(answer.header("date") or "").year > 2000


async def test_a_length_makes_chunks_unnecessary(pad: Page) -> None:
    await serve(pad, "await respond(send, b'x', headers=[(b'content-length', b'1')])")
    assert (await pad.get()).header("transfer-encoding") is None


@pytest.mark.parametrize(("status", "reason"), [(201, "Created"), (404, "Not Found"), (499, "")])
async def test_a_status_has_its_phrase(pad: Page, status: int, reason: str) -> None:
    await serve(pad, f"await respond(send, status={status})")
    answer = await pad.get()
    assert (answer.status, answer.reason) == (status, reason)


@pytest.mark.parametrize("status", [204, 205, 304])
async def test_statuses_without_a_body(pad: Page, status: int) -> None:
    await serve(pad, f"await respond(send, status={status})")
    answer = await pad.get()
    assert (answer.status, answer.body) == (status, b"")
    chunked = "chunked" if status == 205 else None  # uvicorn takes it for one with a body
    assert answer.header("transfer-encoding") == chunked


async def test_head_has_the_length_but_no_body(pad: Page) -> None:
    await serve(pad, "await respond(send, b'hello', headers=[(b'content-length', b'5')])")
    answer = await pad.get(method="HEAD")
    assert (answer.body, answer.complete, answer.header("content-length")) == (b"", True, "5")
    assert pad.printed == []


@pytest.mark.parametrize(
    "type",
    [
        "http.response.early_hint",
        "http.response.push",
        "http.response.debug",
        "http.response.pathsend",
        "http.response.zerocopysend",
        "http.response.trailers",
    ],
)
async def test_an_extension_that_was_not_offered_is_refused(pad: Page, type: str) -> None:
    """As by uvicorn, whose scope offers none either; the app may go on without it."""
    source = f"""
assert "extensions" not in scope or "{type}" not in scope["extensions"]
errors = []
async def attempt():
    try:
        await send({{"type": "{type}", "headers": [], "links": []}})
    except RuntimeError as error:
        errors.append(str(error))
await attempt()
await send({{"type": "http.response.start", "status": 200}})
await attempt()
await send({{"type": "http.response.body", "body": b"done"}})
await attempt()
print(*errors, sep="\\n")
"""
    await serve(pad, source)
    assert (await pad.get()).text == "done"
    await pad.until(lambda: pad.printed)
    assert pad.printed == [
        ("print", f"Expected ASGI message 'http.response.start', but got '{type}'."),
        ("print", f"Expected ASGI message 'http.response.body', but got '{type}'."),
        ("print", f"Unexpected ASGI message '{type}' sent, after response already completed."),
    ]


@pytest.mark.parametrize(
    ("header", "error"),
    [
        ("(b'x y', b'')", "Invalid HTTP header name."),
        ("(b'x', b'a\\nb')", "Invalid HTTP header value."),
    ],
)
async def test_invalid_headers(pad: Page, header: str, error: str) -> None:
    await serve(pad, f"await respond(send, headers=[{header}])")
    assert (await pad.get()).status == 500
    assert f"RuntimeError: {error}" in pad.printed[0][1]


# response body


async def test_a_small_response_needs_no_round_trip(pad: Page) -> None:
    await serve(pad, "await respond(send, b'hello')")
    answer = await pad.request(pull=False).end()
    assert answer.chunks == [b"hello"]


async def test_pieces_arrive_as_they_are_sent(pad: Page) -> None:
    await serve(
        pad,
        "await send({'type': 'http.response.start', 'status': 200})\n"
        "await send({'type': 'http.response.body', 'body': b'one', 'more_body': True})\n"
        "await receive(); await asyncio.Event().wait()",
    )
    fetch = await pad.request().arrived(1)
    assert (fetch.chunks, fetch.complete) == ([b"one"], False)
    fetch.disconnect()


ENDLESS = """
await send({"type": "http.response.start", "status": 200})
sent = 0
while True:
    await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
    sent += 65536
    print(sent)
"""


async def test_an_app_is_not_further_ahead_than_the_mark(pad: Page) -> None:
    await serve(pad, ENDLESS)
    fetch = await pad.request(pull=False).arrived(1)
    ahead = 65536 + HIGH_WATER + 65536
    await pad.until(lambda: ("print", str(ahead)) in pad.printed)
    assert fetch.chunks == [b"x" * 65536]
    fetch.deliver({"type": "http.pull"})
    await fetch.arrived(2)
    assert len(fetch.chunks[1]) == HIGH_WATER + 65536  # what waited, in one piece
    fetch.disconnect()


async def test_a_huge_body_goes_in_chunks_that_the_reader_pulls(pad: Page) -> None:
    await serve(pad, f"await respond(send, b'x' * {2 * CHUNK + 1})")
    fetch = await pad.request(pull=False).arrived(1)
    for count in (2, 3):
        assert not fetch.complete
        fetch.deliver({"type": "http.pull"})
        await fetch.arrived(count)
    assert [len(chunk) for chunk in fetch.chunks] == [CHUNK, CHUNK, 1]
    assert fetch.complete


async def test_what_waits_is_put_together(pad: Page) -> None:
    source = f"""
await send({{"type": "http.response.start", "status": 200}})
for chunk in (b"a", b"b" * 100, b"c" * {CHUNK}, b"d"):
    await send({{"type": "http.response.body", "body": chunk, "more_body": True}})
await send({{"type": "http.response.body"}})
"""
    await serve(pad, source)
    fetch = await pad.request(pull=False).arrived(1)
    while not fetch.complete:
        arrived = len(fetch.chunks)
        fetch.deliver({"type": "http.pull"})
        await fetch.arrived(arrived + 1)
    rest = b"b" * 100 + b"c" * CHUNK + b"d"
    assert [fetch.chunks[0], fetch.body[1:]] == [b"a", rest]
    assert fetch.chunks[1] == rest[:CHUNK]


async def test_a_client_that_leaves_ends_the_wait_for_it(pad: Page) -> None:
    source = """
await send({"type": "http.response.start", "status": 200})
for _ in range(100):
    await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
print((await receive())["type"], (await receive())["type"])
"""
    await serve(pad, source)
    fetch = await pad.request(pull=False).arrived(1)
    fetch.disconnect()
    await pad.until(lambda: pad.printed)
    assert pad.printed == [("print", "http.disconnect http.disconnect")]


async def test_the_service_worker_goes_away(pad: Page) -> None:
    await serve(pad, "await receive(); print('waiting'); print((await receive())['type'])")
    pad.request()
    await pad.until(lambda: pad.printed)
    pad.service_worker.connection.close()
    await pad.until(lambda: ("print", "http.disconnect") in pad.printed)


async def test_the_response_is_out_before_background_tasks(pad: Page) -> None:
    source = """
await respond(send, b"done")
while "go" not in events: await asyncio.sleep(0)
print("after")
"""
    await pad.open({"main.py": "events = set()\n" + app(source)})
    answer = await pad.get()
    assert answer.complete and pad.printed == []
    sys.modules["main"].events.add("go")
    await pad.until(lambda: pad.printed == [("print", "after")])


async def test_a_streaming_response_of_starlette_hears_of_the_disconnect(pad: Page) -> None:
    source = """
import asyncio
from starlette.responses import StreamingResponse

async def ticks():
    try:
        yield b"tick"
        await asyncio.Event().wait()
    finally:
        print("closed")

async def app(scope, receive, send):
    await StreamingResponse(ticks())(scope, receive, send)
"""
    await pad.open({"main.py": source})
    fetch = await pad.request().arrived(1)
    fetch.disconnect()
    await pad.until(lambda: pad.printed == [("print", "closed")])


async def test_a_generator_that_goes_on_just_then_is_closed_too(pad: Page) -> None:
    """Were it cancelled in `send`, only the garbage collector would close it."""
    source = """
import asyncio
from starlette.responses import StreamingResponse

go = asyncio.Event()

async def ticks():
    try:
        while True:
            yield b"tick"
            await go.wait()
            go.clear()
    finally:
        print("closed")

async def app(scope, receive, send):
    await StreamingResponse(ticks())(scope, receive, send)
"""
    await pad.open({"main.py": source})
    fetch = await pad.request().arrived(1)
    gc.disable()
    try:
        sys.modules["main"].go.set()
        fetch.disconnect()
        await pad.until(lambda: pad.printed == [("print", "closed")])
    finally:
        gc.enable()


async def test_an_endless_response_without_a_reader_holds_nobody_up(pad: Page) -> None:
    await serve(pad, ENDLESS)
    fetch = await pad.request().arrived(1)
    fetch.disconnect()
    other = await pad.open({"main.py": app("await respond(send, b'other')")})
    assert other["error"] is None


# misuse and failure


async def test_an_app_that_raises(pad: Page) -> None:
    await serve(pad, "1 / 0")
    answer = await pad.get()
    assert (answer.status, answer.text) == (500, "Internal Server Error")
    ((kind, text),) = pad.printed
    assert kind == "error"
    assert text.startswith("Exception in ASGI application\nTraceback (most recent call last):")
    assert text.endswith("ZeroDivisionError: division by zero")
    assert text.count("File ") == 1 and "main.py" in text  # none of the bridge's own frames
    assert pad.of("request")[0]["status"] == 500


@pytest.mark.parametrize("exception", ["SystemExit", "KeyboardInterrupt", "asyncio.CancelledError"])
async def test_an_app_may_raise_anything(pad: Page, exception: str) -> None:
    await serve(pad, f"raise {exception}")
    assert (await pad.get()).status == 500
    assert pad.printed[0][1].startswith("Exception in ASGI application")


async def test_an_app_that_dies_midway(pad: Page) -> None:
    await serve(
        pad,
        "await send({'type': 'http.response.start', 'status': 200})\n"
        "await send({'type': 'http.response.body', 'body': b'one', 'more_body': True})\n"
        "1 / 0",
    )
    answer = await pad.get()
    assert (answer.status, answer.complete) == (200, False)
    assert answer.error == "The app failed while it answered."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return", "ASGI callable returned without starting response."),
        (
            "await send({'type': 'http.response.start', 'status': 200})",
            "ASGI callable returned without completing response.",
        ),
        ("return 1", "ASGI callable should return None, but returned '1'."),
        (
            "await send({'type': 'http.response.body'})",
            "RuntimeError: Expected ASGI message 'http.response.start', but got "
            "'http.response.body'.",
        ),
        (
            "for _ in 1, 2: await send({'type': 'http.response.start', 'status': 200})",
            "RuntimeError: Expected ASGI message 'http.response.body', but got "
            "'http.response.start'.",
        ),
        (
            "await respond(send); await send({'type': 'http.response.body'})",
            "RuntimeError: Unexpected ASGI message 'http.response.body' sent, after response "
            "already completed.",
        ),
        (
            "await respond(send, b'xy', headers=[(b'content-length', b'1')])",
            "RuntimeError: Response content longer than Content-Length",
        ),
        (
            "await respond(send, b'', headers=[(b'content-length', b'1')])",
            "RuntimeError: Response content shorter than Content-Length",
        ),
        (
            "await respond(send, b'x', status=204)",
            "RuntimeError: Response content longer than Content-Length",
        ),
    ],
)
async def test_misuse_is_said_as_uvicorn_says_it(pad: Page, body: str, message: str) -> None:
    await serve(pad, body)
    await pad.get()
    await pad.until(lambda: pad.printed)
    assert pad.printed[0][0] == "error"
    assert pad.printed[0][1].endswith(message)


async def test_late_messages_are_dropped(pad: Page) -> None:
    await serve(pad, "await respond(send, b'hello')")
    fetch = await pad.get()
    for type in ("http.pull", "http.disconnect"):
        fetch.deliver({"type": type})
    assert (await pad.get()).text == "hello"
