"""A tiny tree with everything that the host looks for."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ide.app import create_app
from ide.assets import Assets
from ide.derived import bundle_inputs, snapshot_inputs
from ide.settings import Settings

FILES = {
    "static/index.html": "<p>start page</p><!-- config -->",
    "static/project.html": (
        '<link rel="stylesheet" href="%assets%style.css"><!-- config -->'
        '<script type="module" src="%assets%js/main.js"></script>'
    ),
    "static/lead.html": '<a href="%address%">lead page</a>',
    "static/missing.html": '<a href="%address%">missing page</a>',
    "static/style.css": "body { margin: 0 }",
    "static/js/main.js": 'import { EditorView } from "codemirror";\nimport "./editor.js";\n',
    "static/js/editor.js": 'import {\n  thing,\n} from "./parts/thing.js";\n',
    "static/js/parts/thing.js": "export const thing = 1;\n" * 100,
    "static/templates/hello/template.toml": (
        'title = "Hello"\ndescription = "Small."\nframeworks = ["FastAPI"]\n'
        'order = 1\nopen = "main.py"\npath = "/"\n'
    ),
    "static/templates/hello/main.py": "app = None\n",
    "worker/host.html": "<p>host page</p><!-- config -->",
    "worker/boot.html": '<a href="%address%">boot page</a><!-- config -->',
    "worker/service_worker.js": "// nothing to do\n",
    "worker/bridge.py": "answer = 42\n",
}
BUNDLES = {
    "static/js/main.js": 'import {\n  thing\n} from "./chunk-1.js";\n',
    "static/js/chunk-1.js": 'import { EditorView } from "codemirror";\nexport const thing = 1;\n',
    "worker/service_worker.js": "// joined\n",
}
VENDOR = {
    "codemirror.js": "export class EditorView {}\n" * 100,
    "pyodide/pyodide.mjs": "export default 1;\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout that was built."""
    for name, text in FILES.items():
        write(tmp_path / name, text)
    vendor = tmp_path / "static" / "vendor"
    for name, text in VENDOR.items():
        write(vendor / name, text)
    packed = gzip.compress(VENDOR["codemirror.js"].encode())
    (vendor / "codemirror.js.gz").write_bytes(packed)
    (vendor / "codemirror.js.br").write_bytes(b"as if by brotli")
    manifest = {"hash": "0123456789abcdef", "files": {name: {} for name in VENDOR}}
    write(vendor / "manifest.json", json.dumps(manifest))
    return tmp_path


@pytest.fixture
def assets(root: Path) -> Assets:
    return Assets.below(root)


@pytest.fixture
def snapshots(root: Path, assets: Assets) -> str:
    """As if they had been taken of what is in the tree; their version."""
    folder = root / "static" / "snapshots"
    write(folder / "runtime.snapshot", "memory" * 1000)
    inputs = snapshot_inputs(assets.vendor.version(), assets.worker)
    manifest = {"hash": "fedcba", "inputs": inputs, "files": {"runtime.snapshot": {}}}
    write(folder / "manifest.json", json.dumps(manifest))
    return "fedcba"


@pytest.fixture
def bundles(root: Path, assets: Assets) -> str:
    """As if they had been made of what is in the tree; their version."""
    folder = root / "static" / "bundles"
    for name, text in BUNDLES.items():
        write(folder / name, text)
    inputs = bundle_inputs(assets.static, assets.worker)
    manifest = {"hash": "b00b1e", "inputs": inputs, "files": {name: {} for name in BUNDLES}}
    write(folder / "manifest.json", json.dumps(manifest))
    return "b00b1e"


Browse = Callable[..., TestClient]


@pytest.fixture
def browse(assets: Assets) -> Browse:
    """Makes a client that sees the host at an origin."""

    def client(origin: str, settings: Settings | None = None) -> TestClient:
        app = create_app(settings or Settings(), assets)
        return TestClient(app, base_url=origin, follow_redirects=False)

    return client


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
