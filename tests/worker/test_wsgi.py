"""WSGI applications behind the bridge: what they and their clients see of each other."""

import asyncio
import json
from pathlib import Path
from textwrap import dedent

import pytest

from tests.worker.interpreter import has_pyodide, run_pyodide
from tests.worker.page import Page

pytestmark = pytest.mark.anyio


async def serve(pad: Page, source: str) -> None:
    outcome = await pad.open({"main.py": dedent(source)})
    assert outcome["error"] is None, outcome["error"]["text"]


FORM = [("host", "p1.localhost:8000"), ("content-type", "application/x-www-form-urlencoded")]

FLASK = """
from flask import Flask, Response, request

app = Flask(__name__)
"""


async def test_the_environment(pad: Page) -> None:
    await serve(
        pad,
        """
        import json, sys
        def app(environ, start_response):
            start_response("200 OK", [("X-A", "1"), ("X-A", "2")])
            assert environ["wsgi.errors"] is sys.stderr
            said = {name: value for name, value in environ.items() if isinstance(value, str | bool)}
            return [json.dumps([said, environ["wsgi.input"].readline(3).decode()]).encode()]
        """,
    )
    headers = [*FORM, ("content-length", "6"), ("x-name", "Ada")]
    body = [b"ab\n", b"cd\n"]
    answer = await pad.get("/caf%C3%A9/x?q=1", method="POST", headers=headers, body=body)
    environ, line = json.loads(answer.text)
    assert line == "ab\n"
    assert environ == {
        "CONTENT_LENGTH": "6",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "HTTP_HOST": "p1.localhost:8000",
        "HTTP_X_NAME": "Ada",
        "PATH_INFO": "/cafÃ©/x",
        "QUERY_STRING": "q=1",
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": "49152",
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.multiprocess": False,
        "wsgi.multithread": True,
        "wsgi.run_once": False,
        "wsgi.url_scheme": "http",
    }
    assert [value for name, value in answer.headers if name == "x-a"] == ["1", "2"]


async def test_under_a_root_path(pad: Page) -> None:
    await serve(pad, FLASK + "@app.get('/a')\ndef a(): return [request.script_root, request.path]")
    answer = await pad.get("/a", root_path="/preview/p1")
    assert json.loads(answer.text) == ["/preview/p1", "/a"]


async def test_forms_and_statuses(pad: Page) -> None:
    await serve(
        pad,
        FLASK + "@app.post('/')\ndef add():\n    return f'Hello {request.form[\"name\"]}', 201",
    )
    headers = [*FORM, ("content-length", "8")]
    answer = await pad.get("/", method="POST", headers=headers, body=[b"name=Ada"])
    assert (answer.status, answer.text) == (201, "Hello Ada")
    assert (await pad.get("/missing")).status == 404
    assert (await pad.get("/")).status == 405


async def test_a_large_body_arrives_in_parts(pad: Page) -> None:
    await serve(pad, FLASK + "@app.post('/')\ndef size(): return str(len(request.get_data()))")
    parts = [b"x" * 100_000] * 30
    headers = [("host", "p1"), ("content-length", str(3_000_000))]
    answer = await pad.get("/", method="POST", headers=headers, body=parts)
    assert (answer.text, answer.receives) == ("3000000", 29)


STREAM = (
    FLASK
    + """
import queue
jobs, events = queue.Queue(), []

@app.get("/stream")
def stream():
    def parts():
        try:
            while (part := jobs.get()) is not None:
                yield part
        finally:
            events.append("closed")
    return Response(parts(), mimetype="text/plain")

@app.post("/<part>")
def put(part):
    jobs.put(None if part == "end" else part)
    return ""

@app.get("/events")
def told():
    return events
"""
)


async def test_a_response_is_streamed_while_others_are_answered(pad: Page) -> None:
    await serve(pad, STREAM)
    streamed = pad.request("/stream")
    await pad.get("/one", method="POST")
    await streamed.arrived(1)
    assert (streamed.text, streamed.complete) == ("one", False)
    await pad.get("/two", method="POST")
    await pad.get("/end", method="POST")
    assert (await streamed.end()).text == "onetwo"
    assert (await pad.get("/events")).text == '["closed"]\n'


async def test_a_generator_is_closed_when_its_client_has_left(pad: Page) -> None:
    await serve(pad, STREAM)
    streamed = pad.request("/stream")
    await pad.get("/one", method="POST")
    await streamed.arrived(1)
    streamed.disconnect()
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        while (await pad.get("/events")).text != '["closed"]\n':
            await pad.get("/more", method="POST")  # a server notices when it writes
    assert [text for kind, text in pad.printed if kind == "error"] == []


async def test_an_exception_is_the_apps_500_and_is_logged(
    pad: Page, caplog: pytest.LogCaptureFixture
) -> None:
    await serve(pad, FLASK + "@app.get('/')\ndef fail(): return 1 / 0")
    answer = await pad.get("/")
    assert (answer.status, "Internal Server Error" in answer.text) == (500, True)
    assert "ZeroDivisionError: division by zero" in caplog.text


async def test_an_exception_of_a_bare_application(pad: Page) -> None:
    await serve(pad, "def app(environ, start_response): return 1 / 0")
    assert (await pad.get("/")).status == 500
    assert "ZeroDivisionError" in "\n".join(text for _, text in pad.printed)


async def test_a_response_that_dies_midway_fails(pad: Page) -> None:
    await serve(
        pad,
        """
        def app(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            yield b"half"
            raise RuntimeError("gone")
        """,
    )
    answer = await pad.get("/")
    assert answer.error == "The app failed while it answered."
    assert "RuntimeError: gone" in "\n".join(text for _, text in pad.printed)


async def test_an_import_that_fails_has_the_error_page(pad: Page) -> None:
    outcome = await pad.open({"main.py": FLASK + "1 / 0"})
    assert outcome["error"] is not None
    assert (outcome["error"]["type"], outcome["error"]["line"]) == ("ZeroDivisionError", 5)
    assert "ZeroDivisionError" in (await pad.get("/")).text


async def test_an_edit_ends_what_is_being_answered(pad: Page) -> None:
    await serve(pad, STREAM)
    streamed = pad.request("/stream")
    await pad.get("/one", method="POST")
    await streamed.arrived(1)
    await pad.write({"main.py": FLASK + "@app.get('/')\ndef home(): return 'new'"})
    assert (await streamed.end()).error == "The app was reloaded while it answered."
    assert (await pad.get("/")).text == "new"


@pytest.mark.skipif(not has_pyodide(), reason="needs the assets: python -m ide.build")
@pytest.mark.parametrize("jspi", [False, True], ids=["without JSPI", "with JSPI"])
def test_in_pyodide(jspi: bool, tmp_path: Path) -> None:
    """A body and a response that are larger than what fits into any buffer on the way."""
    source = """
import asyncio
from flask import Flask, Response, request
from asgipad.wsgi import WSGIServer

site = Flask(__name__)

@site.post("/size")
def size():
    return {"size": len(request.get_data())}

@site.get("/stream")
def stream():
    return Response((b"x" * 100_000 for _ in range(30)), mimetype="text/plain")

async def ask(method, path, body=(b"",)):
    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": [(b"host", b"p1"), (b"content-length", b"3000000")],
        "http_version": "1.1", "scheme": "http", "root_path": "", "server": ("p1", 80),
    }
    rest, events = list(body), []
    async def receive():
        await asyncio.sleep(0.001)  # of JavaScript's
        if not rest:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": rest.pop(0), "more_body": bool(rest)}
    async def send(event):
        await asyncio.sleep(0.001)
        events.append(event)
    await WSGIServer(site)(scope, receive, send)
    content = b"".join(event.get("body", b"") for event in events[1:])
    return [events[0]["status"], len(content), content[:20].decode()]

async def main():
    show([
        await ask("POST", "/size", [b"y" * 100_000] * 30),
        await asyncio.gather(*[ask("GET", "/stream") for _ in range(3)]),
    ])
"""
    assert run_pyodide(source, "flask", "a2wsgi", jspi=jspi, folder=tmp_path).shown == [
        [200, 17, '{"size":3000000}\n'],
        [[200, 3_000_000, "x" * 20]] * 3,
    ]
