from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from ide.delivery import deliver_bytes, deliver_file, media_type
from ide.folders import Folder, Stamp

TEXT = b"again and again\n" * 100


def client(answer: Callable[[Request], Response]) -> TestClient:
    async def endpoint(request: Request) -> Response:
        return answer(request)

    return TestClient(Starlette(routes=[Route("/", endpoint)]))


@pytest.fixture
def script(tmp_path: Path) -> TestClient:
    """Answers with a file that has a brotli copy and no gzip one."""
    (tmp_path / "a.js").write_bytes(TEXT)
    (tmp_path / "a.js.br").write_bytes(b"as if by brotli")
    folder = Folder(tmp_path)

    def answer(request: Request) -> Response:
        found = folder.find("a.js")
        assert found is not None
        return deliver_file(request, *found, {"X-Own": "yes"})

    return client(answer)


def test_plain(script: TestClient) -> None:
    response = script.get("/", headers={"accept-encoding": "identity"})
    assert response.content == TEXT
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.headers["x-own"] == "yes"
    assert "content-encoding" not in response.headers


def test_compressed_copy(script: TestClient) -> None:
    with script.stream("GET", "/", headers={"accept-encoding": "gzip, br"}) as response:
        assert response.headers["content-encoding"] == "br"
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"
        assert b"".join(response.iter_raw()) == b"as if by brotli"


def test_compressed_here(script: TestClient) -> None:
    response = script.get("/", headers={"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) < len(TEXT) / 10
    assert response.content == TEXT


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_not_modified(script: TestClient, coding: str) -> None:
    first = script.head("/", headers={"accept-encoding": coding})
    tag = first.headers["etag"]
    known = {"accept-encoding": coding, "if-none-match": f'"other", W/{tag}'}
    again = script.get("/", headers=known)
    assert again.status_code == 304
    assert again.headers["etag"] == tag
    assert again.content == b""


def test_each_coding_has_its_tag(script: TestClient) -> None:
    codings = ("identity", "gzip", "br")
    tags = {
        script.head("/", headers={"accept-encoding": coding}).headers["etag"] for coding in codings
    }
    assert len(tags) == 3


@pytest.mark.parametrize("size", [0, 2**20, 2**20 + 1])
def test_whole_whatever_its_size(tmp_path: Path, size: int) -> None:
    content = (bytes(range(256)) * 4097)[:size]
    file = tmp_path / "a.wasm"
    file.write_bytes(content)
    made = client(lambda request: deliver_file(request, file, Stamp.of(file.stat()), {}))
    response = made.get("/", headers={"accept-encoding": "identity"})
    assert response.headers["content-length"] == str(size)
    assert response.content == content


def test_head(script: TestClient) -> None:
    response = script.head("/", headers={"accept-encoding": "identity"})
    assert response.headers["content-length"] == str(len(TEXT))
    assert response.content == b""


def test_range_is_of_the_plain_file(script: TestClient) -> None:
    response = script.get("/", headers={"range": "bytes=6-8", "accept-encoding": "br"})
    assert response.status_code == 206
    assert response.content == b"and"
    assert response.headers["content-range"] == f"bytes 6-8/{len(TEXT)}"


@pytest.mark.parametrize(
    ("name", "content", "packed"),
    [("a.json", TEXT, True), ("a.json", b"{}", False), ("a.zip", TEXT, False)],
)
def test_bytes(name: str, content: bytes, packed: bool) -> None:
    made = client(lambda request: deliver_bytes(request, name, content, {}))
    response = made.get("/", headers={"accept-encoding": "gzip"})
    assert response.content == content
    assert ("content-encoding" in response.headers) is packed
    assert made.get("/", headers={"if-none-match": response.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.mjs", "text/javascript"),
        ("a.wasm", "application/wasm"),
        ("a-1.0-py3-none-any.whl", "application/zip"),
        ("a.CSS", "text/css"),
        ("a", "application/octet-stream"),
        ("a.unheard-of", "application/octet-stream"),
    ],
)
def test_media_type(name: str, kind: str) -> None:
    assert media_type(name) == kind
