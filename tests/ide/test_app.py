import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ide.settings import Settings
from tests.ide.conftest import Browse, write

IDE = "http://asgipad.localhost:8000"
PREVIEW = "http://abcde12345.asgipad.localhost:8000"
ENTRY = "http://localhost:8000"
LAN = "http://192.168.1.4:8000"
EVERYWHERE = pytest.mark.parametrize("origin", [IDE, PREVIEW, ENTRY, LAN])
DOCUMENT = {"sec-fetch-dest": "document"}


def config_of(client: TestClient, path: str) -> dict[str, str]:
    match = re.search(r'id="config">(.*?)</script>', client.get(path).text)
    assert match is not None
    config: dict[str, str] = json.loads(match[1])
    return config


@pytest.mark.parametrize("origin", [IDE, LAN])
@pytest.mark.parametrize(("path", "text"), [("/", "start page"), ("/p/?abcde12345", "js/main.js")])
def test_ide_documents(browse: Browse, origin: str, path: str, text: str) -> None:
    response = browse(origin).get(path)
    assert response.status_code == 200
    assert text in response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["content-security-policy"] == "frame-ancestors 'none'"
    assert response.headers["referrer-policy"] == "same-origin"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("origin", "policy"),
    [(IDE, "same-origin-allow-popups"), (ENTRY, "same-origin-allow-popups"), (LAN, None)],
)
def test_opener_policy_where_browsers_heed_it(
    browse: Browse, origin: str, policy: str | None
) -> None:
    assert browse(origin).get("/").headers.get("cross-origin-opener-policy") == policy


def test_config_of_the_ide(browse: Browse) -> None:
    client = browse(IDE, Settings(index="https://packages.example/simple/"))
    config = config_of(client, "/p/")
    assert config["mode"] == "origins"
    assert config["ide"] == f"{IDE}/"
    assert config["preview"] == "http://{id}.asgipad.localhost:8000/"
    assert config["index"] == "https://packages.example/simple/"
    assert config["vendor"] == f"{IDE}/vendor/0123456789abcdef/"


def test_snapshots(browse: Browse, snapshots: str) -> None:
    client = browse(IDE)
    address = config_of(client, "/p/")["snapshots"]
    assert address == f"{IDE}/snapshots/{snapshots}/"
    response = client.get(f"{address}runtime.snapshot")
    assert response.text == "memory" * 1000
    assert response.headers["access-control-allow-origin"] == "*"
    assert "immutable" in response.headers["cache-control"]
    assert client.get("/static/v/snapshots/runtime.snapshot").status_code == 404
    assert config_of(browse(IDE, Settings(snapshots=False)), "/p/")["snapshots"] is None


def test_config_follows_the_port_of_a_forward(browse: Browse) -> None:
    config = config_of(browse("http://asgipad.localhost:9123"), "/")
    assert config["assets"].startswith("http://asgipad.localhost:9123/static/")
    assert config["host"] == "http://{id}.asgipad.localhost:9123/__pad__/host.html"


def test_config_behind_an_https_proxy(browse: Browse) -> None:
    client = browse("http://pad.school.example")
    client.headers["x-forwarded-proto"] = "https"
    config = config_of(client, "/")
    assert config["mode"] == "prefix"
    assert config["preview"] == "https://pad.school.example/preview/{id}/"


# localhost


@pytest.mark.parametrize("origin", [ENTRY, "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_entry_leads_to_the_ide(browse: Browse, origin: str) -> None:
    response = browse(origin).get("/p/?abcde12345")
    assert response.text == f'<a href="{IDE}/p/?abcde12345">lead page</a>'


def test_entry_of_a_browser_that_cannot_go_there(browse: Browse) -> None:
    client = browse(ENTRY)
    client.cookies["asgipad"] = "prefix"
    assert "start page" in client.get("/").text
    assert config_of(client, "/")["mode"] == "prefix"


@EVERYWHERE
def test_ping_can_be_heard_from_everywhere(browse: Browse, origin: str) -> None:
    response = browse(origin).get("/__pad__/ping")
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"


# previews


@pytest.mark.parametrize("base", [f"{PREVIEW}/", f"{LAN}/preview/abcde12345/"])
@pytest.mark.parametrize("path", ["", "about", "static/v/style.css", "p/", "vendor/x"])
def test_document_of_a_preview_gets_the_boot_page(browse: Browse, base: str, path: str) -> None:
    origin = base.split("/preview")[0].removesuffix("/")
    ide = IDE if origin == PREVIEW else origin
    response = browse(origin).get(base + path, headers=DOCUMENT)
    assert response.status_code == 200
    assert f'<a href="{ide}/p/?abcde12345">boot page</a>' in response.text
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("base", [f"{PREVIEW}/", f"{LAN}/preview/abcde12345/"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
def test_anything_else_is_told_why(browse: Browse, base: str, method: str) -> None:
    client = browse(base.split("/preview")[0])
    response = client.request(method, f"{base}items", headers={"sec-fetch-dest": "empty"})
    assert response.status_code == 503
    assert "the app runs in the browser" in response.text
    assert "/p/?abcde12345" in response.text


def test_posted_form_gets_the_boot_page(browse: Browse) -> None:
    assert "boot page" in browse(PREVIEW).post("/items", headers=DOCUMENT).text


def test_browser_without_fetch_metadata(browse: Browse) -> None:
    """On plain http no Sec-Fetch headers are sent."""
    client = browse(LAN)
    accept = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    assert "boot page" in client.get("/preview/abcde12345", headers=accept).text
    assert client.get("/preview/abcde12345", headers={"accept": "*/*"}).status_code == 503


@pytest.mark.parametrize("origin", [PREVIEW, LAN])
def test_host_page_is_framed_by_the_ide_alone(browse: Browse, origin: str) -> None:
    response = browse(origin).get("/__pad__/host.html?id=abcde12345")
    framed_by = IDE if origin == PREVIEW else "'self'"
    assert "host page" in response.text
    assert response.headers["content-security-policy"] == f"frame-ancestors {framed_by}"
    assert response.headers["cache-control"] == "no-cache"


def test_no_project_runs_on_the_ide_origin(browse: Browse) -> None:
    client = browse(IDE)
    assert client.get("/__pad__/host.html").status_code == 404
    assert client.get("/preview/abcde12345/", headers=DOCUMENT).status_code == 404


def test_config_of_a_preview_names_its_own_address(browse: Browse) -> None:
    config = config_of(browse(PREVIEW), "/__pad__/host.html")
    assert config["preview"] == f"{PREVIEW}/"
    assert config["ide"] == f"{IDE}/"


@pytest.mark.parametrize("path", ["/__pad__/", "/__pad__/app", "/__pad__/worker/v/gone.js"])
def test_reserved_prefix_never_is_the_apps(browse: Browse, path: str) -> None:
    response = browse(PREVIEW).get(path, headers=DOCUMENT)
    assert response.status_code == 404


# files


def test_own_files_are_kept_for_ever_and_shared(browse: Browse) -> None:
    client = browse(IDE)
    response = client.get(f"{config_of(client, '/')['assets']}style.css")
    assert response.text == "body { margin: 0 }"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


def test_an_edit_changes_the_address(browse: Browse, root: Path) -> None:
    client = browse(IDE)
    before = config_of(client, "/")["assets"]
    write(root / "static/style.css", "body { margin: 1px }")
    assert config_of(client, "/")["assets"] != before
    outdated = client.get(f"{before}style.css")
    assert outdated.text == "body { margin: 1px }"
    assert outdated.headers["cache-control"] == "no-cache"


def test_an_edit_without_a_new_document_is_not_kept(browse: Browse, root: Path) -> None:
    client = browse(IDE)
    assets = config_of(client, "/")["assets"]
    write(root / "static/style.css", "body { margin: 1px }")
    assert client.get(f"{assets}style.css").headers["cache-control"] == "no-cache"


def test_vendored_files(browse: Browse) -> None:
    response = browse(IDE).get(
        "/vendor/0123456789abcdef/codemirror.js", headers={"accept-encoding": "gzip"}
    )
    assert response.headers["content-encoding"] == "gzip"
    assert response.text.startswith("export class EditorView")
    assert response.headers["access-control-allow-origin"] == "*"
    assert "immutable" in response.headers["cache-control"]


@EVERYWHERE
def test_worker_files_are_on_every_origin(browse: Browse, origin: str) -> None:
    client = browse(origin)
    path = config_of(browse(IDE), "/")["worker"]
    response = client.get(f"{path}service_worker.js")
    assert response.headers["service-worker-allowed"] == "/"
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in response.headers["cache-control"]


def test_the_browsers_package_follows_edits(browse: Browse, root: Path) -> None:
    client = browse(PREVIEW)

    def answer() -> bytes:
        content = client.get("/__pad__/worker/any/asgipad.zip").content
        return zipfile.ZipFile(io.BytesIO(content)).read("asgipad/bridge.py")

    assert answer() == b"answer = 42\n"
    write(root / "worker/bridge.py", "answer = 6 * 7\n")
    assert answer() == b"answer = 6 * 7\n"


def test_templates(browse: Browse) -> None:
    client = browse(IDE)
    response = client.get(f"{config_of(client, '/')['assets']}templates.json")
    assert [template["name"] for template in response.json()] == ["hello"]
    assert "immutable" in response.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/v/gone.js",
        "/static/v/vendor/codemirror.js",
        "/static/v/index.html",
        "/static/v/..%2f..%2fworker%2fbridge.py",
        "/static/v/%2e%2e/worker/bridge.py",
        "/vendor/v/codemirror.js.gz",
        "/vendor/v/..%2fstyle.css",
        "/elsewhere",
        "/p",
    ],
)
def test_nothing_there(browse: Browse, path: str) -> None:
    client = browse(IDE)
    assert client.get(path).status_code == 404
    page = client.get(path, headers=DOCUMENT)
    assert page.status_code == 404
    assert page.text == f'<a href="{IDE}/">missing page</a>'


def test_preview_origins_do_not_serve_the_ide(browse: Browse) -> None:
    client = browse(PREVIEW)
    assets = config_of(browse(IDE), "/")["assets"].removeprefix(IDE)
    for path in ("/", "/p/", f"{assets}style.css", "/vendor/0123456789abcdef/codemirror.js"):
        assert client.get(path, headers={"sec-fetch-dest": "empty"}).status_code == 503


@pytest.mark.parametrize("host", ["a b", "nobody.asgipad.localhost"])
def test_no_such_origin(browse: Browse, host: str) -> None:
    response = browse(IDE).get("/", headers={"host": host})
    assert response.status_code == 400
    assert "is not" in response.text


def test_the_ide_is_read_only(browse: Browse) -> None:
    assert browse(IDE).post("/").status_code == 405


def test_vendor_folder_that_vanishes(browse: Browse, root: Path) -> None:
    client = browse(IDE)
    (root / "static/vendor/manifest.json").unlink()
    response = client.get("/")
    assert response.status_code == 503
    assert "manifest.json is missing" in response.text
