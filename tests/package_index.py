"""A package index for tests: a simple index in JSON (PEP 691), on a free port, and its files."""

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PURE = "py3-none-any"

Packages = dict[str, dict[str, bytes]]
"""Name -> file name -> content."""


def wheel(name: str, version: str, needs: tuple[str, ...] = ()) -> bytes:
    """A wheel whose one module knows its `version`."""
    package = name.replace("-", "_")
    info = f"{package}-{version}.dist-info"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {need}" for need in needs]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"{package}/__init__.py", f"version = {version!r}\n")
        archive.writestr(f"{info}/METADATA", "\n".join(metadata) + "\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        archive.writestr(f"{info}/RECORD", f"{package}/__init__.py,,\n")
    return buffer.getvalue()


@contextmanager
def serving(packages: Packages) -> Iterator[str]:
    """Yields the URL of the index."""
    handler = type("Handler", (_Handler,), {"packages": packages})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/simple/"
        server.shutdown()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    packages: Packages

    def do_GET(self) -> None:
        _, folder, name, filename = (*self.path.split("/"), "")[:4]
        if name not in self.packages:
            self.answer(404, "text/plain", b"")
        elif folder == "files":
            self.answer(200, "application/octet-stream", self.packages[name][filename])
        else:
            files = [
                {
                    "filename": filename,
                    "url": f"http://{self.headers['host']}/files/{name}/{filename}",
                    "hashes": {"sha256": hashlib.sha256(content).hexdigest()},
                }
                for filename, content in self.packages[name].items()
            ]
            page = {"meta": {"api-version": "1.0"}, "name": name, "files": files}
            self.answer(200, "application/vnd.pypi.simple.v1+json", json.dumps(page).encode())

    def answer(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("access-control-allow-origin", "*")
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Silent."""
