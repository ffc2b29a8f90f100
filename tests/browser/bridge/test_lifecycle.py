"""What ends while requests are on their way: readers, service workers, runtimes, tabs.

In this order: what ends the runtime itself comes last.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.bridge.conftest import PROJECT, assert_expected
from tests.browser.console_errors import ConsoleErrors
from tests.browser.direct_runtime import DirectRuntime, run_in

APP = """
import asyncio
import ctypes

from js import setTimeout
from pyodide.ffi import create_once_callable

name = "one"
left = []


async def leaving(scope, receive):
    assert (await receive())["type"] == "http.disconnect"
    left.append(scope["query_string"].decode())


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await receive()
    if scope["type"] == "websocket":
        if scope["path"] == "/open":
            await send({"type": "websocket.accept"})
        await receive()
        return
    path = scope["path"]
    if path == "/slow":
        await leaving(scope, receive)
        return
    if path == "/fatal":
        ctypes.string_at(0xFFFFFFF0, 100)
    if path == "/timer":
        setTimeout(create_once_callable(lambda: 1 / 0), 0)
    headers = [(b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if path == "/stream":
        await send({"type": "http.response.body", "body": b"tick", "more_body": True})
        await leaving(scope, receive)
        return
    body = ",".join(left) if path == "/left" else name
    await send({"type": "http.response.body", "body": body.encode()})
"""

CONSOLE_ERRORS = [
    r"the server responded with a status of 503",
    r"net::ERR_FAILED",  # a service worker that was stopped while it answered
    r"Pyodide has suffered a fatal error",
    r"The cause of the fatal error was",
    r"memory access out of bounds",
    r"uncaught: ",  # Pyodide, after that
    r"The app has stopped before it answered",  # a socket's handshake
    r"Unexpected response code: 503",  # another
]


def answer(app: DirectRuntime, path: str = "/") -> tuple[int, str]:
    status, text = app.run(
        """
        const response = await runtime.fetch(arg);
        return [response.status, await response.text()];
        """,
        path,
    )
    return status, text


def ensure_running(app: DirectRuntime) -> None:
    """The test before may have ended it."""
    if answer(app)[0] == 503:
        app.run("await runtime.restart({ 'main.py': arg });", APP)


@pytest.fixture(scope="module")
def app(browser: Browser, base_url: str) -> Iterator[DirectRuntime]:
    """A runtime of its own, to end it."""
    errors = ConsoleErrors()
    with browser.new_context() as context:
        errors.watch(context)
        yield DirectRuntime(context.new_page(), base_url, PROJECT, {"main.py": APP})
    assert_expected(errors, CONSOLE_ERRORS)


# the page's own requests


def test_a_request_can_be_given_up(app: DirectRuntime) -> None:
    assert app.run(
        """
        const outcomes = [];
        for (const path of ["/slow", "/stream"]) {
          const giving = new AbortController();
          const { signal } = giving;
          const reading = runtime.fetch(path, { signal }).then(async ({ body }) => {
            const reader = body.getReader();
            await reader.read();
            giving.abort();
            await reader.read();
          });
          if (path === "/slow") setTimeout(() => giving.abort());
          outcomes.push(await reading.catch(({ name }) => name));
        }
        const given = { signal: AbortSignal.abort() };
        outcomes.push(await runtime.fetch("/", given).catch(({ name }) => name));
        return outcomes;
        """
    ) == ["AbortError", "AbortError", "AbortError"]


@pytest.mark.parametrize(
    ("address", "path"),
    [("/a?b", "/a?b"), ("a", "/a"), ("//a//b", "//a//b"), ("/%zz/é#c", "/%zz/%C3%A9")],
)
def test_addresses_of_the_app(app: DirectRuntime, address: str, path: str) -> None:
    url = app.run("return (await runtime.fetch(arg)).url;", address)
    assert url == app.preview.rstrip("/") + path
    assert app.run("return (await runtime.fetch(arg)).url;", url) == url


@pytest.mark.parametrize("address", ["http://other.test/", "data:,x"])
def test_other_addresses_are_refused(app: DirectRuntime, address: str) -> None:
    name = app.run("return runtime.fetch(arg).catch(({ name }) => name);", address)
    assert name == "TypeError"


# the service worker


def test_the_app_hears_that_a_service_worker_was_stopped(app: DirectRuntime) -> None:
    frame = app.frame()
    run_in(
        frame,
        """
        globalThis.reader = (await fetch("/stream?cut")).body.getReader();
        await reader.read();
        """,
    )
    session = app.page.context.new_cdp_session(app.page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    session.detach()
    assert run_in(frame, "return reader.read().catch(({ name }) => name);") == "TypeError"
    assert run_in(
        frame,
        """
        while (!(await (await fetch("/left")).text()).includes("cut")) { /* not yet */ }
        return true;
        """,
    )


# the runtime


def test_an_error_in_a_callback_is_one_for_the_console(app: DirectRuntime) -> None:
    text = app.run(
        """
        let printed = "";
        const ended = new Promise((resolve) => {
          runtime.addEventListener("console", ({ detail }) => {
            printed += detail.entries.map(({ text }) => text).join("");
            if (printed.includes("ZeroDivisionError")) resolve();
          });
        });
        await runtime.fetch("/timer");
        await ended;
        return printed;
        """
    )
    assert 'File "/project/main.py"' in text
    assert answer(app) == (200, "one")


SOCKETS = """
const closed = (path) => new Promise((resolve) => {
  const socket = new WebSocket(path);
  const events = [];
  for (const type of ["open", "error", "close"]) {
    socket.addEventListener(type, ({ code = type }) => {
      events.push(code);
      if (type === "close") resolve(events);
    });
  }
  if (path === "/open") opened = new Promise((resolve) => { socket.onopen = resolve; });
});
let opened;
globalThis.ends = Promise.all([closed("/waiting"), closed("/open")]);
await opened;
"""


def test_sockets_end_with_the_runtime(app: DirectRuntime) -> None:
    ensure_running(app)
    with app.page.context.new_page() as tab, app.page.context.new_page() as silent:
        # as in browsers whose ports do not tell when they are closed
        silent.add_init_script("delete MessagePort.prototype.onclose;")
        for page in (tab, silent):
            page.goto(app.preview)
            run_in(page.main_frame, SOCKETS)
        app.run("await runtime.stop();")
        for page in (tab, silent):
            assert run_in(page.main_frame, "return ends;") == [["error", 1006], ["open", 1006]]
            denied = 'new WebSocket("/").onclose = ({ code }) => resolve(code);'
            late = f"return new Promise((resolve) => {{ {denied} }});"
            assert run_in(page.main_frame, late) == 1006


def test_a_restart_answers_who_waits_and_serves_who_comes(app: DirectRuntime) -> None:
    ensure_running(app)
    frame = app.frame()
    run_in(frame, 'globalThis.waiting = fetch("/slow").then((response) => response.text());')
    assert answer(app) == (200, "one")
    app.run("await runtime.stop();")
    assert run_in(frame, "return waiting;") == "The app is not running. It was stopped.\n"
    stopped = app.frame(name="stopped")
    assert stopped.inner_text("h1") == "The app is not running"
    assert stopped.inner_text("p >> nth=0") == "It was stopped."
    app.run("globalThis.starting = runtime.restart({ 'main.py': arg });", APP)
    # Made while Python starts: it waits for the app.
    assert run_in(frame, 'return (await fetch("/")).text();') == "one"


# tabs


@pytest.fixture
def second_tab(app: DirectRuntime, base_url: str) -> Iterator[DirectRuntime]:
    with app.page.context.new_page() as page:
        yield DirectRuntime(page, base_url, PROJECT, {"main.py": APP.replace('"one"', '"two"')})


def test_a_project_moves_to_another_tab(app: DirectRuntime, second_tab: DirectRuntime) -> None:
    frame = app.frame()
    assert run_in(frame, 'return (await fetch("/")).text();') == "two"
    # The tab that had it hears of that late, and ends what it has.
    app.run("await runtime.stop();")
    assert run_in(frame, 'return (await fetch("/")).text();') == "two"
    run_in(frame, 'globalThis.waiting = fetch("/slow").then((response) => response.text());')
    second_tab.page.close()
    assert run_in(frame, "return waiting;") == (
        "The app is not running. The tab that had this project open was closed.\n"
    )
    assert answer(app) == (503, "The app is not running. It was stopped.\n")


def test_a_python_that_breaks_is_known_to_have(app: DirectRuntime) -> None:
    crash, failed = app.run(
        """
        await runtime.restart({ "main.py": arg });
        const crashed = new Promise((resolve) => {
          runtime.addEventListener("crashed", ({ detail }) => resolve(detail.message));
        });
        const failed = runtime.fetch("/fatal").catch(({ constructor }) => constructor.name);
        return [await crashed, await failed];
        """,
        APP,
    )
    assert "memory access out of bounds" in crash
    assert failed == "RuntimeStopped"
    assert answer(app) == (503, "The app is not running. Python has stopped.\n")


def test_nobody_runs_the_project(app: DirectRuntime, base_url: str) -> None:
    app.run("runtime.close();")
    with app.page.context.new_page() as tab:
        tab.goto(app.preview)
        assert tab.inner_text("p >> nth=0") == "No tab has this project open."
        link = tab.get_by_role("link", name="Open it in asgipad")
        assert link.get_attribute("href") == f"{base_url}p/?{PROJECT}"
