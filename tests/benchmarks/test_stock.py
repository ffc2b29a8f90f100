import hashlib
import io
import zipfile

import pytest
from starlette.testclient import TestClient

from tests.benchmarks.apps import HELLO, SHOP
from tests.benchmarks.stock.host import create_app


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app())


def test_the_index_leads_to_wheels_and_their_metadata(client: TestClient) -> None:
    page = client.get("/host/simple/fastapi/").json()
    [file] = page["files"]
    wheel = client.get(file["url"]).content
    assert hashlib.sha256(wheel).hexdigest() == file["hashes"]["sha256"]
    metadata = client.get(file["url"] + ".metadata")
    assert metadata.text.startswith("Metadata-Version:")
    assert hashlib.sha256(metadata.content).hexdigest() == file["core-metadata"]["sha256"]


def test_what_is_not_there(client: TestClient) -> None:
    for path in ("simple/nothing/", "files/nothing.whl.metadata", "apps/nothing.zip", "..", ""):
        assert client.get(f"/host/{path}").status_code == 404
    assert client.get("/").status_code == 404  # the app's, which the service worker answers


def test_python_comes_compressed_and_is_kept(client: TestClient) -> None:
    answer = client.get("/host/pyodide/pyodide.asm.wasm", headers={"Accept-Encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
    assert "immutable" in answer.headers["cache-control"]


def test_the_lock_has_only_what_pyodide_starts_with(client: TestClient) -> None:
    packages = client.get("/host/pyodide/pyodide-lock.json").json()["packages"]
    assert sorted(packages) == ["micropip", "packaging"]
    name = packages["micropip"]["file_name"]
    assert client.get(f"/host/pyodide/{name}").status_code == 200


def test_an_app_comes_as_a_zip(client: TestClient) -> None:
    content = client.get("/host/apps/hello.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("main.py") == HELLO.files["main.py"]
        assert archive.read("requirements.txt") == b"fastapi\n"


def test_the_service_worker_may_answer_everything(client: TestClient) -> None:
    answer = client.get("/host/service_worker.js")
    assert answer.headers["service-worker-allowed"] == "/"
    assert answer.headers["content-type"].startswith("text/javascript")


def test_the_edited_app_has_75_lines() -> None:
    assert len(SHOP.modules["main.py"].splitlines()) == 75
