"""Pages of the app, in the preview's frame and outside of it."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.browser.direct_runtime import DirectRuntime, run_in

APP = '''
import asyncio
import json
from urllib.parse import parse_qsl

HTML = b"text/html; charset=utf-8"


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    name = scope["path"].strip("/").replace(".", "_") or "page"
    status, headers, body = await globals()[name](scope, receive, send)
    pairs = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


async def page(scope, receive, send):
    """A page with the title, the headers and the markup that the query asks for."""
    query = parse_qsl(scope["query_string"].decode())
    wanted = dict(query)
    headers = [("content-type", wanted.get("type", "text/html; charset=utf-8"))]
    headers += [tuple(value.split(": ", 1)) for key, value in query if key == "header"]
    body = wanted.get("body", "<head><link rel=icon href=data:,></head><title>Page</title>")
    return 200, headers, body.encode()


async def echo(scope, receive, send):
    await receive()
    asked = {name.decode(): value.decode() for name, value in scope["headers"]}
    head = '<head><link rel="icon" href="data:,"></head>'
    body = f"{head}<pre>{json.dumps({**asked, ':method': scope['method']})}</pre>"
    return 200, [("content-type", "text/html")], body.encode()


async def own_js(scope, receive, send):
    return 200, [("content-type", "text/javascript")], b"globalThis.ran = true;"


async def style_css(scope, receive, send):
    return 200, [("content-type", "text/css")], b"body { color: rgb(1, 2, 3) }"
'''

FILES = {"main.py": APP}
CONSOLE_ERRORS = [
    r"script-src 'none'",  # an app's own script, refused by its own policy
    r"Framing '.*' violates",  # the IDE in its own preview
]

ICON = '<link rel="icon" href="data:,">'


def page(**wanted: str) -> str:
    return "?" + urlencode(wanted, doseq=True)


def reported(app: DirectRuntime, path: str, name: str = "preview") -> dict[str, Any]:
    """What the page hears of a document that it shows in a frame."""
    app.run("reports.length = 0;")
    app.frame(path, name)
    report: dict[str, Any] = app.run(
        """
        const found = () => reports.find(({ frame }) => frame === arg);
        while (!found()) await new Promise((resolve) => addEventListener("message", resolve));
        return found();
        """,
        name,
    )
    return report


POLICY = "content-security-policy"


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'self'; img-src data:",
        "default-src 'none'; img-src data:",
        "script-src 'none'",
        "script-src 'nonce-abc'",
        "script-src 'strict-dynamic' 'nonce-abc'",
        "script-src 'strict-dynamic' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
        "script-src 'unsafe-inline'",
        "script-src-elem 'none'; script-src 'self'",
        "frame-ancestors 'none'",
        "default-src 'self'; img-src data:, script-src 'nonce-abc'",
        "require-trusted-types-for 'script'",
        "sandbox allow-scripts allow-same-origin",
    ],
)
def test_a_page_with_any_policy_is_framed_and_reports(app: DirectRuntime, policy: str) -> None:
    report = reported(app, page(header=f"{POLICY}: {policy}"))
    assert (report["type"], report["title"]) == ("preview.location", "Page")


@pytest.mark.parametrize("header", ["x-frame-options: DENY", "x-frame-options: sameorigin"])
def test_a_page_that_refuses_frames_is_framed(app: DirectRuntime, header: str) -> None:
    assert reported(app, page(header=header))["title"] == "Page"


def test_a_policy_in_the_markup(app: DirectRuntime) -> None:
    meta = "<meta http-equiv=content-security-policy content=\"script-src 'none'\">"
    body = f"<head>{ICON}{meta}<title>Strict</title><script src=own.js></script></head>"
    assert reported(app, page(body=body))["title"] == "Strict"
    assert run_in(app.frame(page(body=body)), "return globalThis.ran ?? false;") is False


@pytest.mark.parametrize(
    ("body", "type", "title"),
    [
        (f"<!doctype html><html><head>{ICON}<title>One</title></head></html>", "text/html", "One"),
        (f"{ICON}<title>No head</title>", "text/html; charset=utf-8", "No head"),
        ("plain text that is called HTML", "text/html", ""),
        (
            '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
            f"<head><title>XHTML</title>{ICON.replace('>', '/>')}</head><body/></html>",
            "application/xhtml+xml",
            "XHTML",
        ),
        (f"<head>{ICON}<title>Utf\u00e9-8</title>", "text/html; charset=utf-8", "Utf\u00e9-8"),
        (f"<base href=https://other.test/>{ICON}<title>Base</title>", "text/html", "Base"),
    ],
)
def test_any_kind_of_page_reports(app: DirectRuntime, body: str, type: str, title: str) -> None:
    assert reported(app, page(body=body, type=type))["title"] == title


def test_the_quirks_of_a_page_stay_its_own(app: DirectRuntime) -> None:
    body = f"<!-- first --><!doctype html>{ICON}<p>text"
    assert run_in(app.frame(page(body=body)), "return document.compatMode;") == "CSS1Compat"
    assert run_in(app.frame(page(body=ICON)), "return document.compatMode;") == "BackCompat"


def test_the_page_hears_where_the_app_moves(app: DirectRuntime) -> None:
    reported(app, page(body=f"<head>{ICON}<title>Moves</title>"))
    frame = app.page.frame("preview")
    assert frame is not None
    run_in(frame, 'history.pushState(null, "", "/pushed?a#b"); document.title = "Pushed";')
    run_in(frame, 'location.hash = "c"; await new Promise((resolve) => setTimeout(resolve, 10));')
    run_in(frame, "history.back();")
    heard = app.run(
        """
        while (reports.length < 4) await new Promise((resolve) => setTimeout(resolve, 10));
        return reports.map(({ href, traversal }) => [new URL(href).pathname, href.split("#")[1],
          traversal]);
        """
    )
    assert [place for place, _, _ in heard] == ["/", "/pushed", "/pushed", "/pushed"]
    assert [(fragment, traversal) for _, fragment, traversal in heard[1:]] == [
        ("b", False),
        ("c", False),
        ("b", True),
    ]


def test_the_pages_commands_are_obeyed(app: DirectRuntime) -> None:
    reported(app, "?first")
    reports = app.run(
        """
        reports.length = 0;
        document.getElementById("preview").contentWindow.postMessage(
          { type: "preview.reload" }, arg);
        while (reports.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
        return reports;
        """,
        app.preview.rstrip("/"),
    )
    assert [report["type"] for report in reports] == ["preview.reloading", "preview.location"]
    assert reports[1]["href"] == f"{app.preview}?first"


def test_the_apps_own_frames_are_its_own(app: DirectRuntime) -> None:
    """Their parent is the app's page: neither it nor the IDE's page gets a message of ours."""
    reported(app, "?outer")
    frame = app.page.frame("preview")
    assert frame is not None
    heard = run_in(
        frame,
        """
        const heard = [];
        addEventListener("message", ({ data }) => heard.push(data));
        const inner = document.createElement("iframe");
        inner.src = "/?inner";
        const loaded = new Promise((resolve) => { inner.onload = resolve; });
        document.body.append(inner);
        await loaded;
        inner.contentWindow.history.pushState(null, "", "/x");
        inner.contentWindow.parent.postMessage("last", "*");
        while (heard.at(-1) !== "last") await new Promise((resolve) => setTimeout(resolve, 10));
        return heard;
        """,
    )
    assert heard == ["last"]
    hrefs = app.run("return reports.map(({ href }) => href);")
    assert set(hrefs) == {f"{app.preview}?outer"}


def test_only_our_page_may_give_commands(app: DirectRuntime) -> None:
    reported(app, "?victim")
    frame = app.page.frame("preview")
    assert frame is not None
    run_in(frame, 'globalThis.same = true; postMessage({ type: "preview.reload" });')
    assert run_in(
        frame, "await new Promise((resolve) => setTimeout(resolve, 10)); return globalThis.same;"
    )


def test_an_attribute_that_happens_to_be_named_like_ours(app: DirectRuntime) -> None:
    body = f'<head>{ICON}</head><a href="#dialog" data-open="dialog">Open</a>'
    frame = app.frame(page(body=body))
    frame.click("a")
    assert run_in(frame, "return location.hash;") == "#dialog"


def test_a_traceback_opens_the_editor(app: DirectRuntime) -> None:
    body = f'<head>{ICON}</head><a href="#" data-open="main.py" data-line="21">main.py</a>'
    reported(app, page(body=body))
    frame = app.page.frame("preview")
    assert frame is not None
    frame.click("a")
    assert app.run(
        """
        const found = () => reports.find(({ type }) => type === "preview.open");
        while (!found()) await new Promise((resolve) => setTimeout(resolve, 10));
        return found();
        """
    ) == {"frame": "preview", "type": "preview.open", "path": "main.py", "line": 21}


# what the app is told


def asked(app: DirectRuntime, name: str = "preview") -> dict[str, str]:
    frame = app.page.frame(name)
    assert frame is not None
    found: dict[str, str] = run_in(
        frame, 'return JSON.parse(document.querySelector("pre").textContent);'
    )
    return found


def test_the_first_page_in_the_frame(app: DirectRuntime) -> None:
    app.frame("echo")
    headers = asked(app)
    assert headers[":method"] == "GET"
    assert headers["sec-fetch-mode"] == "navigate"
    assert headers["sec-fetch-dest"] == "iframe"
    assert headers["accept"].startswith("text/html,")
    assert headers["upgrade-insecure-requests"] == "1"
    assert "origin" not in headers
    assert list(headers)[:3] == ["host", "connection", "sec-ch-ua"]
    assert list(headers)[5:9] == [
        "upgrade-insecure-requests",
        "user-agent",
        "accept",
        "sec-fetch-site",
    ]


def test_a_form_tells_its_origin(app: DirectRuntime) -> None:
    form = '<form method="post" action="/echo"><button name="a" value="b c">Send</button></form>'
    frame = app.frame(page(body=f"<head>{ICON}</head>{form}"))
    frame.click("button")
    frame.wait_for_selector("pre")
    headers = asked(app)
    origin = app.preview.rstrip("/")
    assert headers[":method"] == "POST"
    assert headers["origin"] == origin
    assert headers["referer"].startswith(f"{origin}/?body=")
    assert headers["sec-fetch-site"] == "same-origin"
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert headers["content-length"] == "5"


def test_somebody_elses_form_tells_its_origin_too(app: DirectRuntime, base_url: str) -> None:
    """So that an app's protection against forged requests protects in the preview as well."""
    app.frame()
    app.run(
        """
        const form = document.createElement("form");
        Object.assign(form, { method: "post", action: `${arg}echo`, target: "preview" });
        document.body.append(form);
        form.submit();
        """,
        app.preview,
    )
    frame = app.page.frame("preview")
    assert frame is not None
    frame.wait_for_selector("pre")
    headers = asked(app)
    # The IDE's own pages hide their referrer from other origins.
    assert headers["origin"] == "null"
    assert headers[":method"] == "POST"


def test_an_address_typed_into_a_new_tab(app: DirectRuntime) -> None:
    with app.page.context.new_page() as tab:
        tab.goto(f"{app.preview}echo")
        headers = run_in(
            tab.main_frame, 'return JSON.parse(document.querySelector("pre").textContent);'
        )
    assert headers["sec-fetch-site"] == "none"
    assert headers["sec-fetch-dest"] == "document"
    assert "referer" not in headers


def test_the_ide_is_not_shown_inside_its_own_preview(app: DirectRuntime, base_url: str) -> None:
    body = f'<head>{ICON}</head><a href="{base_url}">IDE</a>'
    frame = app.frame(page(body=body))
    with app.page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        frame.click("a")


def test_a_page_saved_to_disk_is_as_the_app_sent_it(app: DirectRuntime) -> None:
    path = page(body="<head></head>", header="content-disposition: attachment; filename=a.html")
    with app.page.context.new_page() as tab:
        with tab.expect_download() as saving:
            tab.evaluate("url => { location.href = url; }", app.preview + path)
        assert saving.value.path().read_bytes() == b"<head></head>"
