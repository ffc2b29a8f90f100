"""What a browser is given for what an app answered."""

from typing import Any, NamedTuple

import pytest

from tests.browser.worker.conftest import Modules

ORIGIN = "http://shop.asgipad.localhost:8000"
TAG = (
    '<script src="/__pad__/websocket.js"></script>'
    '<script src="/__pad__/preview.js" async=""></script>'
)

RESPOND = """
const { responseOf } = await load("response");
let seen = "unread";
let left = false;
const chunks = arg.body.map((chunk) => Uint8Array.from(chunk));
const body = new ReadableStream({
  pull(controller) {
    if (chunks.length) controller.enqueue(chunks.shift());
    else {
      seen = "to its end";
      controller.close();
    }
  },
  cancel() { left = true; },
});
let response;
try {
  response = responseOf(
    { status: arg.status, headers: arg.headers, body },
    { url: arg.url, method: arg.method, destination: arg.destination, rootPath: arg.root },
    [{ src: "/__pad__/websocket.js" }, { src: "/__pad__/preview.js", async: "" }],
  );
  const bytes = await response.bytes();
  return {
    status: response.status,
    headers: [...response.headers],
    body: Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""),
    null_body: response.body === null,
    seen, left,
  };
} catch (error) {
  return { failed: error.name, left };
}
"""


class Response(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes
    null_body: bool
    read_to_end: bool


def answer(
    modules: Modules,
    body: bytes = b"",
    *headers: tuple[str, str],
    status: int = 200,
    destination: str = "",
    method: str = "GET",
    root: str = "",
    path: str = "/a/b",
) -> Response:
    """The response for an app's answer."""
    result = modules.run(RESPOND, _arg(body, headers, status, destination, method, root, path))
    return Response(
        result["status"],
        dict(result["headers"]),
        result["body"].encode("latin-1"),
        result["null_body"],
        result["seen"] == "to its end" and not result["left"],
    )


def _arg(
    body: bytes,
    headers: tuple[tuple[str, str], ...],
    status: int,
    destination: str,
    method: str,
    root: str,
    path: str,
) -> dict[str, Any]:
    return {
        "body": [list(body)] if body else [],
        "headers": [list(header) for header in headers],
        "status": status,
        "destination": destination,
        "method": method,
        "root": root,
        "url": f"{ORIGIN}{root}{path}",
    }


HTML = ("content-type", "text/html; charset=utf-8")
POLICY = "content-security-policy"


# status


@pytest.mark.parametrize("status", [200, 201, 206, 299, 300, 400, 404, 418, 451, 500, 503, 599])
def test_status_and_body_are_kept(modules: Modules, status: int) -> None:
    response = answer(modules, b"text", ("content-type", "text/plain"), status=status)
    assert (response.status, response.body) == (status, b"text")


@pytest.mark.parametrize("status", [0, 100, 101, 103, 199, 600, 700, 999])
def test_a_status_that_no_response_can_have_is_an_error_of_the_app(
    modules: Modules, status: int
) -> None:
    with modules.page.expect_console_message(lambda message: message.type == "warning") as warning:
        response = answer(modules, b"text", status=status)
    assert (response.status, response.body) == (500, b"text")
    assert f"status {status}" in warning.value.text
    assert f"{ORIGIN}/a/b" in warning.value.text


@pytest.mark.parametrize("status", [204, 205, 304])
@pytest.mark.parametrize("destination", ["", "iframe"])
def test_a_status_without_a_body(modules: Modules, status: int, destination: str) -> None:
    response = answer(modules, b"", HTML, status=status, destination=destination)
    assert (response.status, response.null_body) == (status, True)
    assert response.headers["content-type"] == HTML[1]
    assert response.read_to_end


def test_head_tells_the_length_of_the_body_it_leaves_out(modules: Modules) -> None:
    response = answer(
        modules, b"", HTML, ("content-length", "1234"), method="HEAD", destination="iframe"
    )
    assert (response.null_body, response.headers["content-length"]) == (True, "1234")
    assert response.read_to_end


# content coding


def compressed(modules: Modules, format: str, text: str) -> bytes:
    bytes_ = modules.run(
        """
        const stream = new Blob([arg.text]).stream().pipeThrough(new CompressionStream(arg.format));
        return [...await new Response(stream).bytes()];
        """,
        {"format": format, "text": text},
    )
    return bytes(bytes_)


@pytest.mark.parametrize(
    ("format", "coding"),
    [("gzip", "gzip"), ("gzip", "x-gzip"), ("gzip", " GZIP"), ("deflate", "deflate")],
)
def test_an_encoded_body_is_decoded(modules: Modules, format: str, coding: str) -> None:
    body = compressed(modules, format, "text " * 100)
    response = answer(
        modules, body, ("content-encoding", coding), ("content-length", str(len(body)))
    )
    assert response.body == b"text " * 100
    # Scripts see what was on the way, as of any answer.
    assert response.headers["content-encoding"] == coding.strip()
    assert response.headers["content-length"] == str(len(body))


@pytest.mark.parametrize(
    "headers",
    [
        [("content-encoding", "deflate, gzip")],
        [("content-encoding", "deflate"), ("content-encoding", "gzip")],
        [("content-encoding", "identity, deflate,, gzip")],
    ],
)
def test_codings_are_undone_from_the_last(modules: Modules, headers: list[tuple[str, str]]) -> None:
    inner = compressed(modules, "deflate", "text")
    outer = modules.run(
        """
        const stream = new Blob([Uint8Array.from(arg)]).stream();
        return [...await new Response(stream.pipeThrough(new CompressionStream("gzip"))).bytes()];
        """,
        list(inner),
    )
    assert answer(modules, bytes(outer), *headers).body == b"text"


@pytest.mark.parametrize("coding", ["utf-8", "aws-chunked", "none", "gzip, mine"])
def test_an_unknown_coding_is_nobodys_to_undo(modules: Modules, coding: str) -> None:
    response = answer(modules, b"as it is", ("content-encoding", coding), ("content-length", "8"))
    assert response.body == b"as it is"
    assert response.headers["content-encoding"] == coding
    assert response.headers["content-length"] == "8"


def test_a_body_that_is_not_what_its_coding_says_fails(modules: Modules) -> None:
    headers = (("content-encoding", "gzip"),)
    arg = _arg(b"not gzip at all", headers, 200, "", "GET", "", "/")
    assert modules.run(RESPOND, arg)["failed"] == "TypeError"


def test_an_encoded_document_gets_the_script_too(modules: Modules) -> None:
    body = compressed(modules, "gzip", "<head></head>")
    response = answer(modules, body, HTML, ("content-encoding", "gzip"), destination="iframe")
    assert response.body == f"<head>{TAG}</head>".encode()


# headers


def test_headers_are_kept(modules: Modules) -> None:
    response = answer(
        modules,
        b"text",
        ("content-length", "4"),
        ("x-name", "caf\xe9"),
        ("x-twice", "one"),
        ("x-twice", "two"),
        ("etag", '"1"'),
        ("server", "uvicorn"),
    )
    assert response.headers == {
        "content-length": "4",
        "x-name": "caf\xe9",
        "x-twice": "one, two",
        "etag": '"1"',
        "server": "uvicorn",
    }


@pytest.mark.parametrize(
    "name", ["x-frame-options", "service-worker-allowed", "clear-site-data", "set-cookie"]
)
def test_headers_that_would_break_the_preview_are_dropped(modules: Modules, name: str) -> None:
    assert answer(modules, b"", (name, "x"), HTML, destination="iframe").headers == dict([HTML])


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("frame-ancestors 'none'", None),
        ("img-src *; Frame-Ancestors 'none'; style-src *", "img-src *; style-src *"),
        ("frame-ancestors 'none', img-src *", " img-src *"),
        ("frame-ancestors-like x", "frame-ancestors-like x"),
        ("report-uri /frame-ancestors", "report-uri /frame-ancestors"),
    ],
)
def test_frame_ancestors_are_taken_out_of_a_policy(
    modules: Modules, policy: str, expected: str | None
) -> None:
    response = answer(modules, b"", (POLICY, policy), destination="iframe")
    found = response.headers.get(POLICY)
    assert (found and found.strip()) == (expected and expected.strip())


def test_a_policy_that_only_reports_is_left_alone(modules: Modules) -> None:
    policy = "script-src 'none'; frame-ancestors 'none'"
    name = f"{POLICY}-report-only"
    assert answer(modules, b"", (name, policy), HTML, destination="iframe").headers[name] == policy


# documents


@pytest.mark.parametrize("destination", ["document", "iframe", "frame", "embed", "object"])
@pytest.mark.parametrize("type", ["text/html", "TEXT/HTML;charset=utf-8", "application/xhtml+xml"])
def test_a_document_gets_the_script(modules: Modules, destination: str, type: str) -> None:
    response = answer(
        modules,
        b"<head></head>",
        ("content-type", type),
        ("content-length", "13"),
        destination=destination,
    )
    assert response.body == f"<head>{TAG}</head>".encode()
    assert "content-length" not in response.headers


def test_the_script_carries_the_policys_nonce(modules: Modules) -> None:
    headers = (HTML, (POLICY, "script-src 'nonce-abc'"))
    response = answer(modules, b"<head></head>", *headers, destination="iframe")
    tag = TAG.replace("></", ' nonce="abc"></')
    assert response.body == f"<head>{tag}</head>".encode()


@pytest.mark.parametrize("destination", ["", "script", "image", "worker"])
def test_what_is_no_document_is_not_touched(modules: Modules, destination: str) -> None:
    headers = (HTML, ("content-length", "13"), (POLICY, "script-src 'none'"))
    response = answer(modules, b"<head></head>", *headers, destination=destination)
    assert response.body == b"<head></head>"
    assert response.headers == dict(headers)


@pytest.mark.parametrize(
    "headers",
    [
        [("content-type", "text/plain")],
        [("content-type", "text/html-like")],
        [("content-type", "text/html; charset=utf-16le")],
        [HTML, ("content-disposition", "attachment; filename=a.html")],
        [],
    ],
)
def test_a_document_that_is_not_shown_as_html_is_not_touched(
    modules: Modules, headers: list[tuple[str, str]]
) -> None:
    headers = [*headers, ("content-length", "13")]
    response = answer(modules, b"<head></head>", *headers, destination="iframe")
    assert response.body == b"<head></head>"
    assert response.headers == dict(headers)


# redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/c?d#e", f"{ORIGIN}/c?d#e"),
        ("c", f"{ORIGIN}/a/c"),
        ("?c", f"{ORIGIN}/a/b?c"),
        ("", f"{ORIGIN}/a/b"),
        ("../x", f"{ORIGIN}/x"),
        ("//other.test/c", "http://other.test/c"),
        ("https://other.test/c", "https://other.test/c"),
        ("http://[", "http://["),
    ],
)
def test_a_redirect_is_absolute(
    modules: Modules, status: int, location: str, expected: str
) -> None:
    response = answer(modules, b"", ("location", location), status=status)
    assert (response.status, response.headers["location"]) == (status, expected)


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/c", f"{ORIGIN}/preview/shop/c"),
        ("/preview/shop/c", f"{ORIGIN}/preview/shop/c"),
        ("/preview/shop", f"{ORIGIN}/preview/shop"),
        ("/preview/shopping", f"{ORIGIN}/preview/shop/preview/shopping"),
        ("c", f"{ORIGIN}/preview/shop/a/c"),
        ("https://other.test/c", "https://other.test/c"),
    ],
)
def test_a_redirect_stays_in_its_prefix(modules: Modules, location: str, expected: str) -> None:
    response = answer(modules, b"", ("location", location), status=303, root="/preview/shop")
    assert response.headers["location"] == expected


def test_a_location_that_redirects_nobody_is_left_alone(modules: Modules) -> None:
    response = answer(modules, b"", ("location", "/items/1"), status=201, root="/preview/shop")
    assert response.headers["location"] == "/items/1"
