"""The threadless layer where it has to work: CPython 3.14 in WebAssembly, unpatched libraries.

With JSPI as in Chromium and Firefox, and without as in WebKit.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.worker.interpreter import has_pyodide, run_pyodide

pytestmark = pytest.mark.skipif(not has_pyodide(), reason="needs the assets: python -m ide.build")

REQUEST = """
import asyncio

async def request(app, path, method="GET", body=b"", headers=()):
    \"\"\"One request in a task of its own: its status and its body.\"\"\"
    path, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "headers": [(b"host", b"app"), *headers], "scheme": "http", "root_path": "",
        "server": ("app", 80), "client": ("browser", 1),
    }
    incoming = [{"type": "http.request", "body": body, "more_body": False}]
    status, chunks = [], []
    async def receive():
        return incoming.pop() if incoming else await asyncio.Event().wait()
    async def send(message):
        if message["type"] == "http.response.start":
            status.append(message["status"])
        else:
            chunks.append(message.get("body", b""))
    await asyncio.create_task(app(scope, receive, send))
    return [status[0], b"".join(chunks).decode()]
"""


@pytest.fixture(params=[False, True], ids=["without JSPI", "with JSPI"])
def jspi(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_fastapi(jspi: bool, tmp_path: Path) -> None:
    source = """
import contextvars
import threading
import time
from pathlib import Path
from typing import Annotated

from anyio import from_thread
from fastapi import BackgroundTasks, Depends, FastAPI, Form, UploadFile
from fastapi.responses import FileResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from fastapi.testclient import TestClient

log = []
number = contextvars.ContextVar("number", default=0)
Path("static").mkdir()
Path("static/page.txt").write_text("p" * 100_000)
app = FastAPI()
app.mount("/static", StaticFiles(directory="static"))

def session():
    yield threading.current_thread().name
    log.append("closed")

@app.get("/sync")
def sync(value: int, thread: Annotated[str, Depends(session)], tasks: BackgroundTasks):
    before = number.get()
    number.set(value)
    tasks.add_task(log.append, "background")
    return [before, thread.startswith("AnyIO worker thread")]

@app.get("/file")
def file():
    return FileResponse("static/page.txt")

@app.post("/upload")
async def upload(file: UploadFile, name: Annotated[str, Form()]):
    return [len(await file.read()), name]

@app.get("/stream")
def stream():
    return StreamingResponse(str(part) for part in range(3))

@app.get("/back")
def back():
    async def later(value):
        await asyncio.sleep(0.01)
        return value
    return [from_thread.run(later, 1), from_thread.run_sync(lambda: 2)]

@app.get("/executor")
async def executor():
    loop = asyncio.get_running_loop()
    return [await loop.run_in_executor(None, len, "four"), await asyncio.to_thread(len, "five!")]

@app.get("/sleep")
def sleep(seconds: float):
    time.sleep(seconds)

def use_test_client():
    with TestClient(app) as client:
        return [client.get("/back").json(), client.get("/stream").text]

async def main():
    boundary = b"--b\\r\\ncontent-disposition: form-data; name="
    form = (
        boundary + b'"name"\\r\\n\\r\\nbig\\r\\n'
        + boundary + b'"file"; filename="f"\\r\\n\\r\\n' + b"u" * 2_000_000 + b"\\r\\n--b--\\r\\n"
    )
    kind = (b"content-type", b"multipart/form-data; boundary=b")
    begun = time.monotonic()
    await asyncio.gather(*[request(app, "/sleep?seconds=0.3") for _ in range(3)])
    show({
        "sync": [await request(app, f"/sync?value={value}") for value in (1, 2)],
        "log": log,
        "files": [len((await request(app, path))[1]) for path in ("/file", "/static/page.txt")],
        "upload": await request(app, "/upload", "POST", form, [kind]),
        "stream": await request(app, "/stream"),
        "back": await request(app, "/back"),
        "executor": await request(app, "/executor"),
        "client": await asyncio.to_thread(use_test_client),
        "slept": time.monotonic() - begun >= 0.3,
    })
"""
    assert run_pyodide(
        REQUEST + source,
        *("fastapi", "httpx2", "httpx2-jsfetch", "python-multipart"),
        jspi=jspi,
        folder=tmp_path,
    ).shown == {
        "sync": [[200, "[0,true]"], [200, "[0,true]"]],
        "log": ["background", "closed"] * 2,
        "files": [100_000, 100_000],
        "upload": [200, '[2000000,"big"]'],
        "stream": [200, "012"],
        "back": [200, "[1,2]"],
        "executor": [200, "[4,5]"],
        "client": [[1, 2], "012"],
        "slept": True,
    }


@pytest.mark.slow
def test_datasette(jspi: bool, tmp_path: Path) -> None:
    source = """
import sqlite3
from datasette.app import Datasette

async def main():
    show([await visit({}), await visit({"num_sql_threads": 0})])

async def visit(settings):
    with sqlite3.connect("data.db") as database:
        database.execute("drop table if exists heroes")
        database.execute("create table heroes (name text)")
        database.execute("insert into heroes values ('Deadpond')")
    database.close()
    app = Datasette(
        ["data.db"],
        settings=settings,
        config={"permissions": {"insert-row": True}},
    ).app()
    insert = b'{"row": {"name": "Rusty"}}'
    json = (b"content-type", b"application/json")
    paths = ("/", "/data", "/data/heroes", "/data/heroes.json?_shape=arrays&_col=name")
    pages = [await request(app, path) for path in paths]
    inserted = await request(app, "/data/heroes/-/insert", "POST", insert, [json])
    count = await request(app, "/data/-/query.json?sql=select+count(*)+as+n+from+heroes")
    statuses = [status for status, _ in pages]
    return [statuses, "Deadpond" in pages[2][1], inserted[0], '{"n": 2}' in count[1]]
"""
    shown = run_pyodide(REQUEST + source, "datasette", jspi=jspi, folder=tmp_path).shown
    assert shown == [[[200, 200, 200, 200], True, 201, True]] * 2


def test_with_jspi_threads_wait_for_each_other(tmp_path: Path) -> None:
    source = """
import asyncio
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from asgipad import threadless

async def main():
    ping, pong = queue.Queue(), queue.Queue()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(lambda: (ping.put(1), pong.get())[1])
        second = pool.submit(lambda: (ping.get(), pong.put(2))[0])
        pair = [first.result(), second.result()]

    done = []
    jobs = queue.Queue()
    def consume():
        while True:
            done.append(jobs.get())
            jobs.task_done()
    consumer = threading.Thread(target=consume, daemon=True)
    consumer.start()
    for job in range(3):
        jobs.put(job)
        await asyncio.to_thread(jobs.join)

    busy, most = [], []
    def work():
        busy.append(1)
        most.append(len(busy))
        time.sleep(0.01)
        busy.pop()
    with ThreadPoolExecutor(2) as pool:
        for _ in range(5):
            pool.submit(work)

    threadless.end_threads()
    await asyncio.to_thread(consumer.join)
    show([pair, done, max(most), len(most), consumer.is_alive()])
"""
    assert run_pyodide(source, jspi=True, folder=tmp_path).shown == [
        [2, 1],
        [0, 1, 2],
        2,
        5,
        False,
    ]


def test_without_jspi_a_hopeless_wait_is_an_error(tmp_path: Path) -> None:
    source = """
import asyncio
import threading

async def main():
    try:
        await asyncio.to_thread(threading.Event().wait)
    except RuntimeError as error:
        show(type(error).__name__)
"""
    assert run_pyodide(source, jspi=False, folder=tmp_path).shown == "WouldBlockForever"


def test_what_is_due_already_runs_at_once(jspi: bool, tmp_path: Path) -> None:
    source = """
import asyncio

async def main():
    loop, ran = asyncio.get_running_loop(), asyncio.Queue()
    loop.call_at(loop.time() - 1, ran.put_nowait, "at")
    loop.call_later(-1, ran.put_nowait, "later")
    show([await ran.get(), await ran.get()])
"""
    assert run_pyodide(source, jspi=jspi, folder=tmp_path).shown == ["at", "later"]


def test_with_jspi_two_of_anyios_worker_threads_wait_for_each_other(tmp_path: Path) -> None:
    source = """
import asyncio
import threading
import anyio
import anyio.to_thread

async def main():
    asked, answered = threading.Event(), threading.Event()
    seen = []
    def answer():
        asked.wait()
        seen.append("asked")
        answered.set()
    def ask():
        asked.set()
        answered.wait()
        seen.append("answered")
    async def both():
        async with anyio.create_task_group() as group:
            group.start_soon(anyio.to_thread.run_sync, answer)
            group.start_soon(anyio.to_thread.run_sync, ask)
    await asyncio.to_thread(anyio.run, both)
    show(seen)
"""
    shown = run_pyodide(source, "anyio", jspi=True, folder=tmp_path).shown
    assert shown == ["asked", "answered"]


def test_with_jspi_a_loop_in_a_thread_of_its_own_can_be_stopped(tmp_path: Path) -> None:
    source = """
import asyncio
import threading
from concurrent.futures import Future

async def main():
    started = Future()
    async def serve():
        stopped = asyncio.Event()
        started.set_result((asyncio.get_running_loop(), stopped))
        await stopped.wait()
    def use():
        thread = threading.Thread(target=lambda: asyncio.run(serve()))
        thread.start()
        loop, stopped = started.result()
        answer = asyncio.run_coroutine_threadsafe(asyncio.sleep(0, "answer"), loop).result()
        loop.call_soon_threadsafe(stopped.set)
        thread.join()
        return [answer, loop.is_closed()]
    show(await asyncio.to_thread(use))
"""
    assert run_pyodide(source, jspi=True, folder=tmp_path).shown == ["answer", True]


def test_with_jspi_garbage_is_collected_while_a_stack_lies_under_another(tmp_path: Path) -> None:
    source = """
import asyncio
import gc
import hashlib
import threading

def through_c(depth, call):
    return next(map(lambda _: through_c(depth - 1, call), [0])) if depth else call()

def litter(depth):
    "Of what the hash leaves behind in C's memory, nothing is an address."
    return hashlib.sha512().digest() and depth and next(map(litter, [depth - 1]))

async def suspended(call):
    loop, begun = asyncio.get_running_loop(), asyncio.Event()
    def run():
        loop.call_soon_threadsafe(begun.set)
        return call()
    task = asyncio.create_task(asyncio.to_thread(run))
    await begun.wait()
    return task

async def main():
    gc.disable()
    proceed, finish = threading.Event(), threading.Event()
    def above():
        proceed.wait()
        litter(80)
        for _ in range(20):
            new = [[] for _ in range(10_000)]
            gc.collect(1)  # looks at all stacks; other generations do not
    def below():
        return through_c(30, finish.wait)
    upper, lower = await suspended(above), await suspended(below)
    proceed.set()
    await upper
    finish.set()
    show(await lower)
"""
    assert run_pyodide(source, jspi=True, folder=tmp_path).shown is True


def test_with_jspi_what_javascript_calls_cannot_be_suspended(tmp_path: Path) -> None:
    source = """
from js import Promise
from pyodide.code import run_js
from pyodide.ffi import run_sync

def wait():
    try:
        run_sync(Promise.resolve(1))
    except RuntimeError as error:
        return str(error)

async def main():
    show(run_js("(call) => call()")(wait))
"""
    shown = run_pyodide(source, jspi=True, folder=tmp_path).shown
    assert shown.startswith("Cannot stack switch")
