"""HTTP from the app: to another site and to itself, with the clients that people use."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from tests.browser.console_errors import ConsoleErrors
from tests.browser.direct_runtime import DirectRuntime, run_in
from tests.other_site import OtherSite, other_site

PROJECT = "outgoing00"
VENDOR = Path(__file__).parents[2] / "static" / "vendor"

APP = '''
import json
import urllib.error
import urllib.request
import xmlrpc.client

import httpx
import httpx2
import requests
import urllib3
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, StreamingResponse

app = FastAPI()


def told(error):
    """The class, its bases by name, and the message."""
    return {"error": [each.__name__ for each in type(error).__mro__], "message": str(error)}


def with_httpx(library):
    def ask(method, url, **options):
        response = library.request(method, url, **options)
        return [response.status_code, response.text, dict(response.headers)]
    return ask


def with_httpx_async(library):
    async def ask(method, url, **options):
        async with library.AsyncClient() as client:
            response = await client.request(method, url, **options)
        return [response.status_code, response.text, dict(response.headers)]
    return ask


def with_requests(method, url, **options):
    response = requests.request(method, url, **options)
    return [response.status_code, response.text, dict(response.headers)]


def with_urllib3(method, url, **options):
    response = urllib3.request(method, url, **options)
    return [response.status, response.data.decode(), dict(response.headers)]


def with_urllib(method, url, json=None, headers=None, timeout=None):
    headers = dict(headers or {})
    data = None
    if json is not None:
        data, headers["Content-Type"] = dumps(json).encode(), "application/json"
    request = urllib.request.Request(url, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=timeout) as response:
        return [response.status, response.read().decode(), dict(response.headers)]


dumps = json.dumps
SYNC = {
    "httpx": with_httpx(httpx),
    "httpx2": with_httpx(httpx2),
    "requests": with_requests,
    "urllib3": with_urllib3,
    "urllib": with_urllib,
}
ASYNC = {"httpx": with_httpx_async(httpx), "httpx2": with_httpx_async(httpx2)}


@app.post("/sync/{client}")
def ask(client: str, wanted: dict):
    try:
        return SYNC[client](**wanted)
    except Exception as error:
        return told(error)


@app.post("/blocking/{client}")
async def ask_blocking(client: str, wanted: dict):
    return ask(client, wanted)


@app.post("/async/{client}")
async def ask_async(client: str, wanted: dict):
    try:
        return await ASYNC[client](**wanted)
    except Exception as error:
        return told(error)


@app.post("/stream/{client}")
async def stream(client: str, url: str):
    library = {"httpx": httpx, "httpx2": httpx2}[client]
    async def parts():
        async with library.AsyncClient() as http, http.stream("GET", url) as response:
            async for part in response.aiter_bytes():
                yield part
    return StreamingResponse(parts())


@app.post("/stream-sync/{client}")
def stream_sync(client: str, url: str):
    def parts():
        if client == "requests":
            with requests.get(url, stream=True) as response:
                yield from response.iter_content(1024)
        elif client == "urllib":
            with urllib.request.urlopen(url) as response:
                while part := response.read1():
                    yield part
        else:
            library = {"httpx": httpx, "httpx2": httpx2}[client]
            with library.stream("GET", url) as response:
                yield from response.iter_bytes()
    return StreamingResponse(parts())


@app.api_route("/echo", methods=["GET", "POST", "PUT"])
async def echo(request: Request):
    return {
        "method": request.method, "url": str(request.url), "headers": dict(request.headers),
        "body": (await request.body()).decode(),
    }


@app.get("/moved")
def moved():
    return RedirectResponse("/echo")


@app.get("/")
def home():
    return "home"
'''


@pytest.fixture(scope="module")
def site() -> Iterator[OtherSite]:
    with other_site() as running:
        yield running


@pytest.fixture(scope="module")
def app(browser: Browser, base_url: str) -> Iterator[DirectRuntime]:
    with browser.new_context() as context:
        runtime = DirectRuntime(context.new_page(), base_url, PROJECT, {"main.py": APP})
        runtime.frame()
        yield runtime


def post(app: DirectRuntime, path: str, **wanted: Any) -> Any:
    """What the endpoint tells of the answer that it got: status, text and headers, or an error."""
    frame = app.page.frame(name="preview")
    assert frame is not None
    body = """
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, body: JSON.stringify(arg.wanted) };
      return (await fetch(arg.path, init)).json();
    """
    return run_in(frame, body, {"path": path, "wanted": wanted})


CLIENTS = ["httpx", "httpx2", "requests", "urllib3", "urllib"]
WAYS = [
    *(f"/sync/{client}" for client in CLIENTS),
    *(f"/blocking/{client}" for client in CLIENTS),
    *(f"/async/{client}" for client in ("httpx", "httpx2")),
]
UNREACHABLE = "http://127.0.0.1:9/"

CORS = re.compile(
    r"http://127.0.0.1:\d+/closed/echo does not let other sites read its answers \(CORS\)"
)
"""The beginning of what is said, and the URL in it."""

FAMILY = {
    "httpx": ("ConnectError", "ConnectTimeout", "ReadError"),
    "httpx2": ("ConnectError", "ConnectTimeout", "ReadError"),
    "requests": ("ConnectionError", "ReadTimeout", "ChunkedEncodingError"),
    "urllib3": ("MaxRetryError", "MaxRetryError", "HTTPError"),
    "urllib": ("URLError", "URLError", "ConnectionError"),
}
"""What each raises where there is no answer, a late one, half a one."""


@pytest.mark.parametrize("way", WAYS)
def test_another_site_answers(app: DirectRuntime, site: OtherSite, way: str) -> None:
    status, text, headers = post(app, way, method="GET", url=f"{site.url}/echo?q=1")
    told = json.loads(text)
    assert (status, told["method"], told["path"]) == (200, "GET", "/echo?q=1")
    assert headers["content-type"] == "application/json"
    sent = {"headers": {"X-Name": "Ada"}, "json": {"a": [1]}}
    status, text, _ = post(app, way, method="POST", url=f"{site.url}/echo", **sent)
    told = json.loads(text)
    assert (told["method"], json.loads(told["body"])) == ("POST", {"a": [1]})
    assert told["headers"]["content-type"] == "application/json"
    assert told["headers"]["x-name"] == "Ada"


@pytest.mark.parametrize("way", WAYS)
def test_statuses_redirects_and_answers_without_a_body(
    app: DirectRuntime, site: OtherSite, way: str
) -> None:
    assert post(app, way, method="GET", url=f"{site.url}/status/204")[:2] == [204, ""]
    head = post(app, way, method="HEAD", url=f"{site.url}/echo")
    assert head[:2] == [200, ""]
    assert int(head[2]["content-length"]) > 0
    redirected = post(app, way, method="GET", url=f"{site.url}/redirect")
    assert json.loads(redirected[1])["path"] == "/echo"
    missing = post(app, way, method="GET", url=f"{site.url}/status/404")
    if way.endswith("/urllib"):
        assert missing["error"][0] == "HTTPError"
    else:
        assert missing[:2] == [404, "status 404"]


@pytest.mark.parametrize("way", WAYS)
def test_what_fails_is_an_error_of_the_client_and_says_why(
    app: DirectRuntime, site: OtherSite, way: str
) -> None:
    failed, late, half = FAMILY[way.rpartition("/")[2]]
    refused = post(app, way, method="GET", url=f"{site.url}/closed/echo")
    assert failed in refused["error"]
    assert CORS.search(refused["message"]), refused
    assert "Access-Control-Allow-Origin: *" in refused["message"]

    nobody = post(app, way, method="GET", url=UNREACHABLE)
    assert failed in nobody["error"]
    assert "http://127.0.0.1:9 cannot be reached" in nobody["message"]
    assert "CORS" not in nobody["message"]

    slow = post(app, way, method="GET", url=f"{site.url}/slow", timeout=0.05)
    assert late in slow["error"]
    assert "timed out" in slow["message"]

    broken = post(app, way, method="GET", url=f"{site.url}/broken")
    assert half in broken["error"]


def test_a_header_that_a_site_does_not_allow_is_named(app: DirectRuntime, site: OtherSite) -> None:
    secret = {"X-Secret": "1"}
    told = post(app, "/async/httpx", method="PUT", url=f"{site.url}/echo", headers=secret)
    assert "other sites may read its answers, but not send PUT with" in told["message"]
    assert "the header fields x-secret" in told["message"]


@pytest.mark.parametrize("way", WAYS)
def test_the_app_asks_itself(app: DirectRuntime, way: str) -> None:
    for url in ("http://127.0.0.1:8000/echo?q=1", "http://localhost:8000/echo?q=1"):
        told = json.loads(post(app, way, method="GET", url=url)[1])
        assert (told["url"], told["headers"]["host"]) == (url, url.split("/")[2])
    own = f"{app.preview}echo"
    told = json.loads(post(app, way, method="POST", url=own, json=[1])[1])
    assert (told["url"], json.loads(told["body"])) == (own, [1])


def test_redirects_of_the_app_are_the_clients_business(app: DirectRuntime) -> None:
    moved = "http://127.0.0.1:8000/moved"
    status, _, headers = post(app, "/sync/httpx", method="GET", url=moved)
    assert (status, headers["location"]) == (307, "http://127.0.0.1:8000/echo")
    for client in ("requests", "urllib3", "urllib"):
        told = json.loads(post(app, f"/sync/{client}", method="GET", url=moved)[1])
        assert told["url"] == "http://127.0.0.1:8000/echo"


@pytest.mark.parametrize("way", ["/sync/requests", "/blocking/urllib", "/async/httpx"])
def test_other_requests_are_answered_meanwhile(
    app: DirectRuntime, site: OtherSite, way: str
) -> None:
    slow = """
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, body: JSON.stringify(arg.wanted) };
      globalThis.slow = fetch(arg.way, init).then((response) => response.json());
      return (await fetch("/")).text();
    """
    frame = app.page.frame(name="preview")
    assert frame is not None
    wanted = {"method": "GET", "url": f"{site.url}/slow"}
    site.release.clear()
    assert run_in(frame, slow, {"way": way, "wanted": wanted}) == '"home"'
    site.release.set()
    assert run_in(frame, "return await slow;")[:2] == [200, "at last"]


@pytest.mark.parametrize(
    "path",
    [
        *(f"/stream/{client}" for client in ("httpx", "httpx2")),
        *(f"/stream-sync/{client}" for client in ("httpx", "httpx2", "requests", "urllib")),
    ],
)
def test_an_answer_is_streamed(app: DirectRuntime, site: OtherSite, path: str) -> None:
    frame = app.page.frame(name="preview")
    assert frame is not None
    site.release.clear()
    first = """
      const url = `${arg.path}?url=${encodeURIComponent(arg.url)}`;
      const { body } = await fetch(url, { method: "POST" });
      globalThis.parts = body.pipeThrough(new TextDecoderStream()).getReader();
      return (await parts.read()).value;
    """
    assert run_in(frame, first, {"path": path, "url": f"{site.url}/stream"}) == "first"
    site.release.set()
    assert run_in(frame, "return [(await parts.read()).value, (await parts.read()).done];") == [
        "second",
        True,
    ]


def test_an_app_that_asks_itself_while_it_is_imported_is_told_so(
    app: DirectRuntime, console_errors: ConsoleErrors
) -> None:
    early = "import urllib.request\nurllib.request.urlopen('http://localhost:8000/')\n"
    error = app.run("return (await runtime.write(arg)).error;", {"main.py": early + APP})
    assert "is this app itself, and it does not serve yet" in error["message"]
    assert (error["type"], error["line"]) == ("URLError", 2)
    app.write({"main.py": APP})


# without JSPI ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def without_jspi(browser: Browser, base_url: str) -> Iterator[DirectRuntime]:
    """A browser whose Python cannot be suspended, as WebKit's."""

    script = (VENDOR / "pyodide" / "pyodide.mjs").read_text("utf-8")
    without = f"delete WebAssembly.Suspending; delete WebAssembly.promising;{script}"

    def take_away(route: Route) -> None:
        headers = {"access-control-allow-origin": "*", "content-type": "text/javascript"}
        route.fulfill(headers=headers, body=without)

    with browser.new_context() as context:
        context.route("**/pyodide.mjs", take_away)
        runtime = DirectRuntime(context.new_page(), base_url, PROJECT, {"main.py": APP})
        runtime.frame()
        yield runtime


@pytest.mark.parametrize("way", WAYS)
def test_without_jspi_clients_do_their_work(
    without_jspi: DirectRuntime, site: OtherSite, way: str
) -> None:
    app = without_jspi
    status, text, _ = post(app, way, method="POST", url=f"{site.url}/echo", json={"a": 1})
    assert (status, json.loads(json.loads(text)["body"])) == (200, {"a": 1})
    assert post(app, way, method="GET", url=f"{site.url}/status/204")[:2] == [204, ""]
    refused = post(app, way, method="GET", url=f"{site.url}/closed/echo")
    assert FAMILY[way.rpartition("/")[2]][0] in refused["error"]
    assert "does not let other sites read its answers (CORS)" in refused["message"]


def test_without_jspi_only_an_async_client_can_ask_the_app_itself(
    without_jspi: DirectRuntime,
) -> None:
    url = "http://localhost:8000/echo"
    assert post(without_jspi, "/async/httpx", method="GET", url=url)[0] == 200
    for client in CLIENTS:
        told = post(without_jspi, f"/sync/{client}", method="GET", url=url)
        assert FAMILY[client][0] in told["error"]
        assert "The app asks itself and waits for the answer" in told["message"]
