"""Another site for tests: a server on loopback whose answers other sites may read, or may not."""

import contextlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass
class OtherSite:
    """`url` has no slash at its end. Everything under /closed/ lacks the headers of CORS."""

    url: str
    release: threading.Event = field(default_factory=threading.Event)
    """Lets /slow and the second half of /stream be answered."""


@contextmanager
def other_site() -> Iterator[OtherSite]:
    """Serves on a free port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        site = OtherSite(f"http://127.0.0.1:{server.server_port}")
        _Handler.site = site
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield site
        finally:
            site.release.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: OtherSite

    def do_GET(self) -> None:
        """Also for the other methods: what is answered depends on the path only."""
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        path = urlsplit(self.path).path
        match path.removeprefix("/closed").split("/")[1:]:
            case ["echo"]:
                self._echo(body)
            case ["status", status]:
                self._answer(int(status), b"" if status == "204" else b"status " + status.encode())
            case ["redirect"]:
                self._answer(302, b"", location="/echo")
            case ["slow"]:
                self.site.release.wait()
                self._answer(200, b"at last")
            case ["stream"]:
                self._stream()
            case ["broken"]:
                self._answer(200, b"half", content_length=8)
                self.close_connection = True
            case _:
                self._answer(404, b"nothing here")

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

    def do_OPTIONS(self) -> None:
        """A preflight. X-Secret is a header that is not allowed."""
        methods = "GET, POST, PUT, DELETE"
        self._answer(204, b"", allow_methods=methods, allow_headers="content-type, x-name")

    def _echo(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        told = {"method": self.command, "path": self.path, "headers": headers}
        text = json.dumps({**told, "body": body.decode("latin-1")})
        self._answer(200, text.encode(), content_type="application/json")

    def _stream(self) -> None:
        self._head(200, transfer_encoding="chunked")
        self.wfile.write(b"5\r\nfirst\r\n")
        self.wfile.flush()
        self.site.release.wait()
        self.wfile.write(b"6\r\nsecond\r\n0\r\n\r\n")

    def _answer(self, status: int, body: bytes, **headers: object) -> None:
        if status != 204:
            headers.setdefault("content_length", len(body))
        self._head(status, **headers)
        if self.command != "HEAD":
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it did not wait
                self.wfile.write(body)

    def _head(self, status: int, **headers: object) -> None:
        self.send_response(status)
        if not self.path.startswith("/closed/"):
            self.send_header("access-control-allow-origin", "*")
        for name, value in headers.items():
            prefix = "access-control-" if name.startswith("allow_") else ""
            self.send_header(prefix + name.replace("_", "-"), str(value))
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Silent."""
