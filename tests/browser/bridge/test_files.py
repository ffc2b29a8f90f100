"""Files of a Starlette app: ranges, media that seek, downloads, and bodies too large to hold."""

from pathlib import Path

import pytest

from tests.browser.direct_runtime import DirectRuntime, run_in

APP = '''
import hashlib
import wave

import pyodide_js
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, StreamingResponse
from starlette.routing import Route

MIB = 1024 * 1024
SECONDS = 300

with open("digits.txt", "w") as file:
    file.write("0123456789")
with wave.open("long.wav", "wb") as sound:
    sound.setnchannels(2)
    sound.setsampwidth(2)
    sound.setframerate(44100)
    sound.writeframes(bytes(44100 * 4 * SECONDS))

ranges = []


def heap():
    return pyodide_js._module.HEAPU8.length


async def home(request: Request):
    return HTMLResponse("""<title>Files</title><link rel=icon href=data:,>
      <a href="/report">Report</a>
      <form method="post" action="/report"><button>Make it</button></form>""")


async def digits(request: Request):
    return FileResponse("digits.txt")


async def sound(request: Request):
    ranges.append(request.headers.get("range"))
    return FileResponse("long.wav")


async def asked(request: Request):
    return JSONResponse(ranges)


async def report(request: Request):
    return FileResponse("digits.txt", filename=f"Bericht für {request.method}.txt")


async def memory(request: Request):
    return JSONResponse(heap())


async def upload(request: Request):
    sha256, size, largest = hashlib.sha256(), 0, 0
    async for chunk in request.stream():
        sha256.update(chunk)
        size += len(chunk)
        largest = max(largest, len(chunk))
    return JSONResponse([size, sha256.hexdigest(), largest, heap()])


async def download(request: Request):
    async def body():
        for number in range(int(request.url.query)):
            yield bytes([number % 256]) * MIB

    return StreamingResponse(body())


functions = [digits, sound, asked, memory, upload, download, report]
both = ["GET", "POST"]
routes = [Route("/" + function.__name__, function, methods=both) for function in functions]
routes.append(Route("/", home))
app = Starlette(routes=routes)
'''

FILES = {"main.py": APP}
CONSOLE_ERRORS = [r"the server responded with a status of 416 "]

SOME_MIB = 16
"""More than what is on its way at a time may take of the runtime's memory."""


@pytest.mark.parametrize(
    ("method", "headers", "status", "length", "body"),
    [
        ("GET", {}, 200, "10", "0123456789"),
        ("GET", {"range": "bytes=2-4"}, 206, "3", "234"),
        ("GET", {"range": "bytes=-3"}, 206, "3", "789"),
        ("GET", {"range": "bytes=7-"}, 206, "3", "789"),
        ("HEAD", {}, 200, "10", ""),
        ("GET", {"range": "bytes=20-"}, 416, "0", ""),
        ("GET", {"range": "bytes=2-4", "if-range": '"another"'}, 200, "10", "0123456789"),
    ],
)
def test_a_range_of_a_file(
    app: DirectRuntime, method: str, headers: dict[str, str], status: int, length: str, body: str
) -> None:
    assert run_in(
        app.frame(),
        """
        const response = await fetch("/digits", arg);
        const length = response.headers.get("content-length");
        return [response.status, length, await response.text()];
        """,
        {"method": method, "headers": headers},
    ) == [status, length, body]


def test_two_ranges_of_a_file(app: DirectRuntime) -> None:
    type, body = run_in(
        app.frame(),
        """
        const response = await fetch("/digits", { headers: { range: "bytes=0-1,8-9" } });
        return [response.headers.get("content-type"), await response.text()];
        """,
    )
    assert type.startswith("multipart/byteranges; boundary=")
    assert "content-range: bytes 0-1/10\r\n\r\n01\r\n" in body.lower()
    assert "content-range: bytes 8-9/10\r\n\r\n89\r\n" in body.lower()


def test_a_video_seeks(app: DirectRuntime) -> None:
    seekable, reached, asked = run_in(
        app.frame(),
        """
        const video = document.createElement("video");
        const event = (type) => new Promise((resolve, reject) => {
          video.addEventListener(type, resolve, { once: true });
          video.addEventListener("error", () => reject(video.error), { once: true });
        });
        video.preload = "metadata";
        video.src = "/sound";
        document.body.append(video);
        await event("loadedmetadata");
        const sought = event("seeked");
        video.currentTime = 290;
        await sought;
        const end = video.seekable.end(0);
        const reached = video.currentTime;
        video.remove();
        return [end, reached, await (await fetch("/asked")).json()];
        """,
    )
    assert (seekable, reached) == (300, 290)
    assert any(range.startswith("bytes=") and range != "bytes=0-" for range in asked)


@pytest.mark.parametrize("control", ["a", "button"])
def test_a_download(app: DirectRuntime, tmp_path: Path, control: str) -> None:
    frame = app.frame()
    with app.page.expect_download() as started:
        frame.click(control)
    download = started.value
    method = "GET" if control == "a" else "POST"
    assert download.suggested_filename == f"Bericht für {method}.txt"
    download.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_text() == "0123456789"
    assert frame.title() == "Files"


def test_an_upload_larger_than_what_may_be_held(app: DirectRuntime) -> None:
    before, got, expected = run_in(
        app.frame(),
        """
        const before = await (await fetch("/memory")).json();
        const pieces = Array.from({ length: 200 }, (_, n) => new Uint8Array(1 << 20).fill(n));
        const body = new Blob(pieces);
        const got = await (await fetch("/upload", { method: "POST", body })).json();
        const hash = await crypto.subtle.digest("SHA-256", await body.arrayBuffer());
        return [before, got, new Uint8Array(hash).toHex()];
        """,
    )
    size, sha256, largest, heap = got
    assert size == 200 << 20
    assert sha256 == expected
    assert largest <= 1 << 20
    assert heap - before <= SOME_MIB << 20


def test_a_download_larger_than_what_may_be_held(app: DirectRuntime) -> None:
    size, wrong, growth = run_in(
        app.frame(),
        """
        const before = await (await fetch("/memory")).json();
        const { body } = await fetch("/download?200");
        let size = 0, wrong = 0;
        for await (const chunk of body) {
          for (let at = 0; at < chunk.length; at += 4096) {
            wrong += chunk[at] !== ((size + at) >> 20) % 256;
          }
          size += chunk.length;
        }
        return [size, wrong, await (await fetch("/memory")).json() - before];
        """,
    )
    assert (size, wrong) == (200 << 20, 0)
    assert growth <= SOME_MIB << 20
