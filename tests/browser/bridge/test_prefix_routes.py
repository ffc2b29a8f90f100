"""Prefix mode: the app believes to be at the root of its origin, and is below /preview/<id>/."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame

from tests.browser.bridge.conftest import PROJECT, assert_expected
from tests.browser.console_errors import ConsoleErrors
from tests.browser.direct_runtime import DirectRuntime, run_in

APP = '''
HEAD = '<head><link rel="icon" href="data:,"></head>'

PAGES = {
    "/": HEAD + """<a id="absolute" href="/about?x">1</a> <a id="relative" href="about">2</a>
        <a id="hidden" href="/about?x" rel="noreferrer">3</a>
        <form method="post" action="/echo"><button name="a" value="b">Send</button></form>""",
    "/about": HEAD + "<h1>About</h1>",
    "/worker.js": "onmessage = async () => postMessage(await (await fetch('/echo')).text());",
    "/refresh": HEAD + '<meta http-equiv="refresh" content="0; url=/about">',
}


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    path = scope["path"].removeprefix(scope["root_path"])
    body = (await receive())["body"].decode()
    headers, status = [(b"content-type", b"text/html")], 200
    if path == "/redirect":
        status, headers, text = 303, [(b"location", b"/about")], ""
    elif path == "/worker.js":
        headers, text = [(b"content-type", b"text/javascript")], PAGES[path]
    elif path == "/echo":
        text = f"{HEAD}<pre>{scope['method']} {scope['root_path']} {scope['path']} {body}</pre>"
    elif path == "/set":
        headers += [(b"set-cookie", b"a=1; Path=/; HttpOnly"), (b"set-cookie", b"b=2; Path=/")]
        text = ""
    elif path == "/cookies":
        text = ", ".join(value.decode() for name, value in scope["headers"] if name == b"cookie")
    else:
        text = PAGES.get(path, f"{HEAD}no {path}")
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
'''

ROOT = f"/preview/{PROJECT}"


@pytest.fixture(scope="module")
def app(browser: Browser, host_port: int) -> Iterator[DirectRuntime]:
    errors = ConsoleErrors()
    ide = f"http://localhost:{host_port}/"
    with browser.new_context() as context:
        errors.watch(context)
        context.add_cookies([{"name": "asgipad", "value": "prefix", "url": ide}])
        yield DirectRuntime(context.new_page(), ide, PROJECT, {"main.py": APP})
    assert_expected(errors, ["status of 503"])  # the page that says that nobody runs the app


def path_of(frame: Frame) -> str:
    path: str = run_in(frame, "return location.pathname + location.search;")
    return path


def echoed(frame: Frame) -> str:
    frame.wait_for_selector("pre")
    return frame.inner_text("pre").rstrip()


def test_the_app_knows_its_prefix(app: DirectRuntime) -> None:
    assert app.preview.endswith(f"{ROOT}/")
    assert echoed(app.frame("echo")) == f"GET {ROOT} {ROOT}/echo"


def test_the_pages_own_requests(app: DirectRuntime) -> None:
    text, url = app.run(
        """
        const response = await runtime.fetch("/echo?x");
        return [await response.text(), response.url];
        """
    )
    assert f"GET {ROOT} {ROOT}/echo" in text
    assert url == f"{app.preview}echo?x"


@pytest.mark.parametrize(
    ("link", "query"), [("#absolute", "?x"), ("#relative", ""), ("#hidden", "?x")]
)
def test_a_link(app: DirectRuntime, link: str, query: str) -> None:
    frame = app.frame()
    frame.click(link)
    frame.wait_for_selector("h1")
    assert path_of(frame) == f"{ROOT}/about{query}"


def test_the_root_without_its_slash(app: DirectRuntime) -> None:
    frame = app.frame()
    run_in(frame, f'location.href = "{ROOT}?q";')
    frame.wait_for_url(f"**{ROOT}/?q")
    frame.click("#relative")
    frame.wait_for_selector("h1")
    assert path_of(frame) == f"{ROOT}/about"


def test_a_form_keeps_its_body(app: DirectRuntime) -> None:
    frame = app.frame()
    frame.click("button")
    assert echoed(frame) == f"POST {ROOT} {ROOT}/echo a=b"
    assert path_of(frame) == f"{ROOT}/echo"


@pytest.mark.parametrize("path", ["redirect", "refresh"])
def test_the_app_leads_on(app: DirectRuntime, path: str) -> None:
    frame = app.frame(path)
    frame.wait_for_selector("h1")
    assert path_of(frame) == f"{ROOT}/about"


def test_a_fetch_of_a_page(app: DirectRuntime) -> None:
    frame = app.frame("about")
    text = run_in(frame, 'return (await fetch("/echo", { method: "PUT", body: "x" })).text();')
    assert f"PUT {ROOT} {ROOT}/echo x" in text
    redirected = run_in(frame, 'return (await fetch("/redirect")).url;')
    assert redirected == f"{app.preview}about"


def test_a_fetch_of_a_page_that_has_moved_itself_elsewhere(app: DirectRuntime) -> None:
    frame = app.frame("about")
    text = run_in(
        frame,
        'history.pushState(null, "", "/elsewhere"); return (await fetch("/echo")).text();',
    )
    assert f"GET {ROOT} {ROOT}/echo" in text


def test_a_reload_of_a_page_that_has_moved_itself_elsewhere(app: DirectRuntime) -> None:
    frame = app.frame()
    run_in(frame, 'history.pushState(null, "", "/about?y"); location.reload();')
    frame.wait_for_selector("h1")
    assert path_of(frame) == f"{ROOT}/about?y"


@pytest.mark.parametrize("script", ["worker.js", "/worker.js"])
def test_a_fetch_of_a_worker(app: DirectRuntime, script: str) -> None:
    text = run_in(
        app.frame(),
        """
        const worker = new Worker(arg);
        worker.postMessage(null);
        return (await new Promise((resolve) => { worker.onmessage = resolve; })).data;
        """,
        script,
    )
    assert f"GET {ROOT} {ROOT}/echo" in text


def test_cookies_stay_in_the_project(app: DirectRuntime) -> None:
    frame = app.frame("about")
    seen = run_in(
        frame,
        """
        await fetch("set");
        document.cookie = "everywhere=3; path=/";
        return [document.cookie, await (await fetch("cookies")).text()];
        """,
    )
    # a page here cannot be kept from seeing the IDE's
    assert seen == ["b=2; asgipad=prefix; everywhere=3", "a=1; b=2; everywhere=3"]
    paths = {kept["name"]: kept["path"] for kept in app.page.context.cookies()}
    assert paths == {"asgipad": "/", "b": f"{ROOT}/", "everywhere": "/"}


def test_the_ide_is_not_the_apps(app: DirectRuntime) -> None:
    """Its own requests pass, and so does a link that does not say where it comes from."""
    assert app.run('return (await fetch("/__pad__/ping")).status;') == 204
    assert app.run('return (await fetch("/")).text();').startswith("<!doctype html>")
    with app.page.context.new_page() as tab:
        tab.goto(f"{app.preview}")
        tab.goto(app.page.url)
        assert tab.title() == app.page.title()


def test_the_way_back_to_the_ide_from_a_page_of_ours(app: DirectRuntime) -> None:
    """It lies on the app's origin: a referrer would lead it back into the app."""
    other = app.preview.replace(PROJECT, "nobody0000")
    with app.page.context.new_page() as tab:
        tab.goto(other)
        assert tab.inner_text("p >> nth=0") == "No tab has this project open."
        tab.get_by_role("link", name="Open it in asgipad").click()
        tab.wait_for_url(app.page.url)
        assert tab.title() == app.page.title()
