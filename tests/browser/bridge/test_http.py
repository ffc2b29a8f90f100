"""Requests of the app's own pages, through the whole bridge and back."""

import hashlib
from typing import Any

import pytest

from tests.browser.direct_runtime import DirectRuntime, run_in

APP = '''
import asyncio
import gzip
import hashlib
import json

events = []
releases = {}


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    handler = globals().get(scope["path"].strip("/").split("/")[0] or "home", missing)
    await handler(scope, receive, send)


async def start(send, status=200, **headers):
    pairs = [(name.replace("_", "-").encode(), str(value).encode())
             for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})


async def end(send, body=b""):
    await send({"type": "http.response.body", "body": body})


async def chunk(send, body):
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def body_of(receive):
    chunks = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        chunks.append(message["body"])
        if not message["more_body"]:
            return chunks


def named(scope):
    return scope["query_string"].decode()


async def missing(scope, receive, send):
    await start(send, 404)
    await end(send, b"Not Found")


async def home(scope, receive, send):
    await start(send, content_type="text/html")
    await end(send, b"<title>Home</title><link rel=icon href=data:,>")


async def echo(scope, receive, send):
    """Everything of the request."""
    body = b"".join(await body_of(receive))
    await start(send, content_type="application/json")
    await end(send, json.dumps({
        "method": scope["method"],
        "path": scope["path"],
        "raw_path": scope["raw_path"].decode(),
        "query_string": named(scope),
        "headers": [[name.decode("latin-1"), value.decode("latin-1")]
                    for name, value in scope["headers"]],
        "body": body.decode("latin-1"),
    }).encode())


async def pieces(scope, receive, send):
    """Two pieces; between them, somebody has to ask for /release."""
    released = releases[named(scope)] = asyncio.Event()
    await start(send, content_type="text/plain")
    await chunk(send, b"one")
    await released.wait()
    await end(send, b"two")


async def release(scope, receive, send):
    releases[named(scope)].set()
    await start(send, 204)
    await end(send)


async def events_of(scope, receive, send):
    name = named(scope)
    while not (found := [event for event in events if event[0] == name]):
        await asyncio.sleep(0.01)
    await start(send)
    await end(send, json.dumps(found).encode())


async def note(scope, receive, send):
    events.append([named(scope), b"".join(await body_of(receive)).decode()])
    await start(send, 204)
    await end(send)


async def ticks(scope, receive, send):
    """Until the client leaves, which it notes."""
    await start(send, content_type="text/event-stream")
    await chunk(send, b"data: tick\\n\\n")
    await receive()
    events.append([named(scope), (await receive())["type"]])


async def upload(scope, receive, send):
    chunks = await body_of(receive)
    await start(send)
    await end(send, json.dumps({
        "sha256": hashlib.sha256(b"".join(chunks)).hexdigest(),
        "length": dict(scope["headers"]).get(b"content-length", b"").decode(),
        "largest": max(map(len, chunks)),
    }).encode())


produced = 0


async def download(scope, receive, send):
    """As many MiB as the query says, counted in `produced`."""
    global produced
    produced = 0
    await start(send, content_type="application/octet-stream")
    for number in range(int(named(scope))):
        await chunk(send, bytes([number % 256]) * (1 << 20))
        produced += 1
    await end(send)


async def count(scope, receive, send):
    await start(send)
    await end(send, str(produced).encode())


async def status(scope, receive, send):
    code = int(named(scope))
    await start(send, code, x_status=code)
    await end(send)


async def head(scope, receive, send):
    await start(send, content_type="text/plain", content_length=5)
    await end(send, b"hello")


async def zipped(scope, receive, send):
    body = gzip.compress(b"text " * 1000)
    await start(send, content_type="text/plain", content_encoding="gzip", content_length=len(body))
    await end(send, body)


async def redirect(scope, receive, send):
    code, location = named(scope).split(",", 1)
    await start(send, int(code), location=location)
    await end(send)


async def dies(scope, receive, send):
    if named(scope) == "later":
        await start(send)
        await chunk(send, b"half of ")
    raise RuntimeError("a bug of the app")


async def ranged(scope, receive, send):
    wanted = dict(scope["headers"]).get(b"range")
    assert wanted == b"bytes=2-4", wanted
    await start(send, 206, content_range="bytes 2-4/10")
    await end(send, b"234")


async def plain_headers(scope, receive, send):
    await start(send, 300, location="/elsewhere", x_frame_options="DENY")
    await end(send)


async def tagged(scope, receive, send):
    """Knows its etag; notes what it was asked with."""
    asked = dict(scope["headers"]).get(b"if-none-match", b"").decode()
    events.append(["tagged", asked])
    await start(send, 304 if asked == '"1"' else 200, etag='"1"', cache_control="no-cache")
    await end(send, b"" if asked == '"1"' else b"fresh")
'''

FILES = {"main.py": APP}
CONSOLE_ERRORS = [
    r"the server responded with a status of (404|418|500|503|599) ",
    r"net::ERR_FAILED",  # a response that died, a redirect that was refused
]


def echo(answer: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    return answer, dict(answer["headers"])


# bodies


def test_pieces_arrive_one_by_one(app: DirectRuntime) -> None:
    assert run_in(
        app.frame(),
        """
        const { body } = await fetch("/pieces?one");
        const reader = body.pipeThrough(new TextDecoderStream()).getReader();
        const first = await reader.read();
        await fetch("/release?one");
        const second = await reader.read();
        return [first.value, second.value, (await reader.read()).done];
        """,
    ) == ["one", "two", True]


@pytest.mark.parametrize("how", ["reader.cancel()", "controller.abort()", "frame.remove()"])
def test_the_app_hears_that_a_reader_has_left(app: DirectRuntime, how: str) -> None:
    frame = app.frame()
    run_in(
        frame,
        """
        globalThis.controller = new AbortController();
        const { body } = await fetch(`/ticks?${arg}`, { signal: controller.signal });
        globalThis.reader = body.getReader();
        await reader.read();
        """,
        how,
    )
    if how == "frame.remove()":
        app.run('document.getElementById("preview").remove();')
    else:
        run_in(frame, f"{how};")
    assert app.run("return (await runtime.fetch(`/events_of?${encodeURI(arg)}`)).json();", how) == [
        [how, "http.disconnect"]
    ]


def test_an_upload_arrives_whole_and_in_chunks(app: DirectRuntime) -> None:
    size = 20 * 1024 * 1024 + 7
    answer = run_in(
        app.frame(),
        """
        const body = new Uint8Array(arg).map((_, index) => index * 31);
        return (await fetch("/upload", { method: "POST", body })).json();
        """,
        size,
    )
    sent = bytes(index * 31 % 256 for index in range(256)) * (size // 256 + 1)
    assert answer == {
        "sha256": hashlib.sha256(sent[:size]).hexdigest(),
        "length": str(size),
        "largest": 1024 * 1024,
    }


def test_a_download_goes_as_fast_as_it_is_read(app: DirectRuntime) -> None:
    ahead, total, wrong = run_in(
        app.frame(),
        """
        const { body } = await fetch(`/download?${arg}`);
        const reader = body.getReader();
        const count = async () => Number(await (await fetch("/count")).text());
        let [ahead, before] = [await count(), -1];
        while (ahead !== before) [before, ahead] = [ahead, await count()];
        let [total, wrong] = [0, 0];
        for (let read = await reader.read(); !read.done; read = await reader.read()) {
          const expected = (total >> 20) % 256;
          if (read.value[0] !== expected) wrong += 1;
          total += read.value.byteLength;
        }
        return [ahead, total, wrong];
        """,
        50,
    )
    assert (total, wrong) == (50 * 1024 * 1024, 0)
    assert ahead <= 5


def test_a_gzipped_body_is_text_again(app: DirectRuntime) -> None:
    coding, length, text = run_in(
        app.frame(),
        """
        const response = await fetch("/zipped");
        const { headers } = response;
        return [headers.get("content-encoding"), headers.get("content-length"),
          await response.text()];
        """,
    )
    assert (coding, text) == ("gzip", "text " * 1000)
    assert int(length) < len(text)  # of what the app has sent


def test_head_has_the_headers_alone(app: DirectRuntime) -> None:
    assert run_in(
        app.frame(),
        """
        const response = await fetch("/head", { method: "HEAD" });
        return [response.headers.get("content-length"), await response.text()];
        """,
    ) == ["5", ""]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (201, "Created"),
        (204, "No Content"),
        (205, "Reset Content"),
        (226, "IM Used"),
        (304, "Not Modified"),
        (404, "Not Found"),
        (418, "I'm a Teapot"),
        (599, ""),
    ],
)
def test_statuses(app: DirectRuntime, status: int, reason: str) -> None:
    assert run_in(
        app.frame(),
        """
        const response = await fetch(`/status?${arg}`);
        const { status, statusText, headers } = response;
        return [status, statusText, headers.get("x-status"), await response.text()];
        """,
        status,
    ) == [status, reason, str(status), ""]


# what goes wrong


def test_an_app_that_dies_midway_fails_the_reader(app: DirectRuntime) -> None:
    assert run_in(
        app.frame(),
        """
        const response = await fetch("/dies?later");
        return [response.status, await response.text().catch(({ name }) => name)];
        """,
    ) == [200, "TypeError"]


def test_an_app_that_dies_at_once_has_an_internal_error(app: DirectRuntime) -> None:
    assert run_in(
        app.frame(),
        'const response = await fetch("/dies"); return [response.status, await response.text()];',
    ) == [500, "Internal Server Error"]


def test_a_synchronous_request_is_told_why_it_fails(app: DirectRuntime) -> None:
    """Browsers do not show it to the service worker."""
    status, text = run_in(
        app.frame(),
        """
        const request = new XMLHttpRequest();
        request.open("GET", "/status?200", false);
        request.send();
        return [request.status, request.responseText];
        """,
    )
    assert status == 503
    assert "A synchronous XMLHttpRequest does that" in text


# redirects


def test_a_chain_of_redirects(app: DirectRuntime) -> None:
    assert run_in(
        app.frame(),
        """
        const response = await fetch("/redirect?302,/redirect?307,/echo?x", { method: "POST" });
        const { method, query_string } = await response.json();
        return [new URL(response.url).pathname, response.redirected, method, query_string];
        """,
    ) == ["/echo", True, "GET", "x"]


def test_a_307_sends_the_body_again(app: DirectRuntime) -> None:
    assert run_in(
        app.frame(),
        """
        const init = { method: "POST", body: "again", headers: { "content-type": "text/x" } };
        const { method, body, headers } = await (await fetch("/redirect?307,/echo", init)).json();
        return [method, body, Object.fromEntries(headers)["content-type"]];
        """,
    ) == ["POST", "again", "text/x"]


def test_redirect_modes(app: DirectRuntime) -> None:
    assert run_in(
        app.frame(),
        """
        const manual = await fetch("/redirect?303,/", { redirect: "manual" });
        const refused = await fetch("/redirect?303,/", { redirect: "error" })
          .catch(({ name }) => name);
        return [manual.type, manual.status, refused];
        """,
    ) == ["opaqueredirect", 0, "TypeError"]


# what the app is told


def test_a_fetch_as_a_server_would_see_it(app: DirectRuntime) -> None:
    answer, headers = echo(
        run_in(
            app.frame("x/y?z"),
            """
            const response = await fetch("/echo/caf%C3%A9%2Fa?q=a%20b#fragment", {
              method: "PATCH", body: "caf\\u00e9", headers: { "X-Name": "value" },
            });
            return response.json();
            """,
        )
    )
    assert answer["method"] == "PATCH"
    assert answer["path"] == "/echo/café/a"
    assert answer["raw_path"] == "/echo/caf%C3%A9%2Fa"
    assert answer["query_string"] == "q=a%20b"
    assert answer["body"].encode("latin-1") == "café".encode()
    origin = app.preview.rstrip("/")
    assert (
        headers.items()
        >= {
            "host": origin.removeprefix("http://"),
            "origin": origin,
            "referer": f"{origin}/x/y?z",
            "content-length": "5",
            "content-type": "text/plain;charset=UTF-8",
            "x-name": "value",
            "sec-fetch-site": "same-origin",
            "sec-fetch-mode": "cors",
            "sec-fetch-dest": "empty",
        }.items()
    )


def test_headers_come_in_the_browsers_order(app: DirectRuntime) -> None:
    _, headers = echo(
        run_in(
            app.frame(),
            """
            const headers = { "x-own": "1", "content-type": "text/x" };
            const init = { method: "POST", body: "a", headers, cache: "no-store" };
            return (await fetch("/echo", init)).json();
            """,
        )
    )
    assert list(headers) == [
        "host",
        "connection",
        "content-length",
        "pragma",
        "cache-control",
        "sec-ch-ua-platform",
        "x-own",
        "user-agent",
        "sec-ch-ua",
        "content-type",
        "sec-ch-ua-mobile",
        "accept",
        "origin",
        "sec-fetch-site",
        "sec-fetch-mode",
        "sec-fetch-dest",
        "referer",
        "accept-encoding",
        "accept-language",
    ]


def test_a_part_is_not_asked_for_in_a_coding(app: DirectRuntime) -> None:
    _, headers = echo(
        run_in(
            app.frame(),
            'return (await fetch("/echo", { headers: { range: "bytes=2-4" } })).json();',
        )
    )
    assert headers["accept-encoding"] == "identity"


def test_scripts_see_the_headers_that_the_app_has_sent(app: DirectRuntime) -> None:
    """As they are: only a redirect's Location is made absolute, only a frame must be allowed."""
    assert run_in(
        app.frame(),
        """
        const { headers } = await fetch("/plain_headers");
        return [headers.get("location"), headers.get("x-frame-options")];
        """,
    ) == ["/elsewhere", "DENY"]


def test_the_page_asks_as_one_of_the_apps_own_pages(app: DirectRuntime) -> None:
    _, headers = echo(app.run('return (await runtime.fetch("/echo")).json();'))
    assert headers["referer"] == app.preview
    assert headers["sec-fetch-site"] == "same-origin"
    assert "origin" not in headers


def test_a_range_is_the_apps_to_answer(app: DirectRuntime) -> None:
    assert run_in(
        app.frame(),
        """
        const response = await fetch("/ranged", { headers: { range: "bytes=2-4" } });
        return [response.status, response.headers.get("content-range"), await response.text()];
        """,
    ) == [206, "bytes 2-4/10", "234"]


def test_the_browsers_cache_takes_no_part(app: DirectRuntime) -> None:
    """Every request reaches the app, and only conditions that a page sets itself."""
    statuses, asked = run_in(
        app.frame(),
        """
        const plain = [await fetch("/tagged"), await fetch("/tagged")];
        const conditional = await fetch("/tagged", { headers: { "if-none-match": '"1"' } });
        const statuses = [...plain, conditional].map(({ status }) => status);
        return [statuses, await (await fetch("/events_of?tagged")).json()];
        """,
    )
    assert statuses == [200, 200, 304]
    assert asked == [["tagged", ""], ["tagged", ""], ["tagged", '"1"']]


def test_an_event_source(app: DirectRuntime) -> None:
    assert run_in(
        app.frame(),
        """
        const source = new EventSource("/ticks?source");
        const { data } = await new Promise((resolve) => { source.onmessage = resolve; });
        source.close();
        return [data, await (await fetch("/events_of?source")).json()];
        """,
    ) == ["tick", [["source", "http.disconnect"]]]


def test_a_beacon(app: DirectRuntime) -> None:
    assert run_in(
        app.frame(),
        """
        navigator.sendBeacon("/note?beacon", "bye");
        return (await fetch("/events_of?beacon")).json();
        """,
    ) == [["beacon", "bye"]]
