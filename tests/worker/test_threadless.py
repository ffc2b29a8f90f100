"""Each test runs in an interpreter of its own: pytest keeps its threads, the test has none."""

from pathlib import Path
from typing import Any

from tests.worker.interpreter import run_fresh

PREAMBLE = """
import _thread

from worker import threadless
threadless.install()

def refuse(*args, **kwargs):
    raise RuntimeError("can't start new thread")

import threading
_thread.start_new_thread = refuse
_thread.start_joinable_thread = threading._start_joinable_thread = refuse
threading._start_new_thread = refuse
"""


def run(source: str) -> Any:
    """Run `source` where no thread can be started; what it gave to `show`."""
    return run_fresh(PREAMBLE, source).shown


def test_a_thread_runs_when_it_is_joined() -> None:
    assert run(
        """
        seen = []
        thread = threading.Thread(target=lambda: seen.append(threading.current_thread().name))
        thread.start()
        alive = thread.is_alive()
        thread.join()
        show([seen == [thread.name], alive, thread.is_alive(), threading.active_count()])
        """
    ) == [True, True, False, 1]


def test_threads_have_their_own_idents_and_locals() -> None:
    assert run(
        """
        namespace = threading.local()
        namespace.value = "main"
        seen = []
        def work():
            seen.append((threading.get_ident(), hasattr(namespace, "value")))
            namespace.value = "thread"
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        idents = {ident for ident, _ in seen} | {threading.get_ident()}
        show([len(idents), [has for _, has in seen], namespace.value])
        """
    ) == [3, [False, False], "main"]


def test_a_queue_joins_producer_and_consumer() -> None:
    assert run(
        """
        import queue
        jobs, done = queue.Queue(), []
        def consume():
            while (job := jobs.get()) is not None:
                done.append(job * 2)
        consumer = threading.Thread(target=consume)
        consumer.start()
        for job in range(3): jobs.put(job)
        jobs.put(None)
        consumer.join()
        show(done)
        """
    ) == [0, 2, 4]


def test_a_daemon_that_waits_for_work_ends_there() -> None:
    assert run(
        """
        import queue
        jobs, done = queue.Queue(), []
        def consume():
            while True:
                done.append(jobs.get())
                jobs.task_done()
        threading.Thread(target=consume, daemon=True).start()
        jobs.put("job")
        jobs.join()
        show(done)
        """
    ) == ["job"]


def test_a_simple_queue_waits_too() -> None:
    assert (
        run(
            """
            import queue
            jobs = queue.SimpleQueue()
            threading.Thread(target=jobs.put, args=("job",)).start()
            show(jobs.get())
            """
        )
        == "job"
    )


def test_an_exception_in_a_thread_reaches_the_excepthook() -> None:
    assert run(
        """
            caught = []
            threading.excepthook = lambda args: caught.append(args.exc_type.__name__)
            thread = threading.Thread(target=lambda: 1 / 0)
            thread.start()
            thread.join()
            show(caught)
            """
    ) == ["ZeroDivisionError"]


def test_a_thread_starts_only_once() -> None:
    assert (
        run(
            """
            thread = threading.Thread(target=print)
            thread.start()
            try:
                thread.start()
            except RuntimeError as error:
                show(str(error))
            """
        )
        == "threads can only be started once"
    )


def test_a_wait_that_nothing_can_end_is_an_error() -> None:
    answer = run(
        """
        try:
            threading.Event().wait()
        except threadless.WouldBlockForever as error:
            show(str(error))
        """
    )
    assert "nothing is left to run that could end the wait" in answer


def test_a_wait_with_a_timeout_ends_there() -> None:
    assert run(
        """
        import time
        lock = threading.Lock()
        lock.acquire()
        begun = time.monotonic()
        waited = [threading.Event().wait(0.02), lock.acquire(timeout=0.02)]
        show([waited, time.monotonic() - begun >= 0.04])
        """
    ) == [[False, False], True]


def test_rlock_belongs_to_its_thread() -> None:
    assert run(
        """
        lock = threading.RLock()
        taken = []
        with lock, lock:
            thread = threading.Thread(target=lambda: taken.append(lock.acquire(blocking=False)))
            thread.start()
            thread.join()
        show(taken)
        """
    ) == [False]


def test_sleep_lets_threads_run() -> None:
    assert run(
        """
        import time
        seen = []
        threading.Thread(target=seen.append, args=(1,)).start()
        time.sleep(0.01)
        show(seen)
        """
    ) == [1]


def test_a_timer_counts_from_its_start() -> None:
    assert run(
        """
        import time
        seen = []
        timer = threading.Timer(0.03, seen.append, [1])
        begun = time.monotonic()
        timer.start()
        cancelled = threading.Timer(0.01, seen.append, [2])
        cancelled.start()
        cancelled.cancel()
        timer.join()
        cancelled.join()
        show([seen, time.monotonic() - begun >= 0.03])
        """
    ) == [[1], True]


def test_a_thread_begins_when_its_starter_gets_back_to_the_loop() -> None:
    assert run(
        """
        import asyncio
        async def main():
            seen = []
            threading.Thread(target=seen.append, args=(1,)).start()
            await asyncio.sleep(0.01)
            return seen
        show(asyncio.run(main()))
        """
    ) == [1]


def test_a_pool_runs_submissions_and_hands_on_exceptions() -> None:
    assert run(
        """
        from concurrent.futures import ThreadPoolExecutor, wait
        names = []
        with ThreadPoolExecutor(2, "pool", initializer=lambda: names.append("ready")) as pool:
            squares = list(pool.map(lambda number: number * number, range(4)))
            failed = pool.submit(lambda: 1 / 0)
            name = pool.submit(lambda: threading.current_thread().name).result()
            done, open = wait([failed])
        try:
            pool.submit(print)
        except RuntimeError as error:
            refused = str(error)
        show([squares, type(failed.exception()).__name__, name, len(done), names, refused])
        """
    ) == [
        [0, 1, 4, 9],
        "ZeroDivisionError",
        "pool_0",
        1,
        ["ready"],
        "cannot schedule new futures after shutdown",
    ]


def test_asyncio_reaches_its_executor_and_back() -> None:
    assert run(
        """
        import asyncio
        async def double(number):
            await asyncio.sleep(0)
            return number * 2
        async def main():
            loop = asyncio.get_running_loop()
            def from_thread():
                return asyncio.run_coroutine_threadsafe(double(4), loop).result()
            return [
                await asyncio.to_thread(lambda: asyncio._get_running_loop() is None),
                await loop.run_in_executor(None, from_thread),
                asyncio.current_task() is not None,
            ]
        show(asyncio.run(main()))
        """
    ) == [True, 8, True]


def test_asyncio_run_inside_a_loop_is_refused_as_ever() -> None:
    assert (
        run(
            """
            import asyncio
            async def main():
                try:
                    asyncio.run(asyncio.sleep(0))
                except RuntimeError as error:
                    return str(error)
            show(asyncio.run(main()))
            """
        )
        == "asyncio.run() cannot be called from a running event loop"
    )


def test_off_loop_may_run_a_loop() -> None:
    assert run(
        """
            import asyncio
            async def inner():
                return "inner"
            async def main():
                with threadless.off_loop():
                    answer = asyncio.run(inner())
                await asyncio.sleep(0)
                return [answer, asyncio.current_task() is not None]
            show(asyncio.run(main()))
            """
    ) == ["inner", True]


def test_end_threads_ends_what_has_not_begun() -> None:
    assert run(
        """
        seen = []
        thread = threading.Thread(target=seen.append, args=(1,))
        thread.start()
        threadless.end_threads()
        thread.join()
        show([seen, thread.is_alive()])
        """
    ) == [[], False]


def test_when_imported_patches_once_the_module_is_there() -> None:
    assert run(
        """
        import sys
        patched = []
        threadless.when_imported("colorsys", lambda module: patched.append(module.__name__))
        early = list(patched)
        import colorsys
        threadless.when_imported("colorsys", lambda module: patched.append("again"))
        show([early, patched])
        """
    ) == [[], ["colorsys", "again"]]


def test_a_module_that_was_only_looked_for_is_patched_when_it_is_imported() -> None:
    assert run(
        """
        import importlib.util
        import sys
        import tempfile
        import zipfile
        patched = []
        folder = tempfile.mkdtemp()
        with zipfile.ZipFile(folder + "/two.zip", "w") as archive:
            archive.writestr("pad_one.py", "")
            archive.writestr("pad_two.py", "")
        sys.path.insert(0, folder + "/two.zip")
        threadless.when_imported("pad_one", lambda module: patched.append(module.__name__))
        spec = importlib.util.find_spec("pad_one")
        import pad_two
        early = list(patched)
        import pad_one
        show([early, patched, type(pad_one.__loader__).__name__])
        """
    ) == [[], ["pad_one"], "zipimporter"]


def test_when_imported_patches_what_pytest_rewrites() -> None:
    assert run(
        """
        import contextlib, io, tempfile
        import pytest
        patched = []
        folder = tempfile.mkdtemp()
        threadless.when_imported("anyio.from_thread", lambda m: patched.append(m.__name__))

        class LateImport:
            def pytest_configure(self):
                import anyio.from_thread

        with contextlib.redirect_stdout(io.StringIO()):
            pytest.main(["--collect-only", folder], plugins=[LateImport()])
        show(patched)
        """
    ) == ["anyio.from_thread"]


def test_sync_endpoints_dependencies_and_background_tasks() -> None:
    assert run(
        """
        import contextvars
        from contextlib import asynccontextmanager
        from typing import Annotated
        from fastapi import BackgroundTasks, Depends, FastAPI
        from fastapi.testclient import TestClient

        log = []
        number = contextvars.ContextVar("number", default=0)

        @asynccontextmanager
        async def lifespan(app):
            log.append("up")
            yield
            log.append("down")

        def session():
            log.append("open")
            yield "session"
            log.append("closed")

        app = FastAPI(lifespan=lifespan)

        @app.get("/{value}")
        def read(value: int, session: Annotated[str, Depends(session)], tasks: BackgroundTasks):
            before = number.get()
            number.set(value)
            tasks.add_task(log.append, "background")
            return [session, before, value]

        with TestClient(app) as client:
            answers = [client.get(f"/{value}").json() for value in (1, 2)]
        show([answers, log])
        """
    ) == [
        [["session", 0, 1], ["session", 0, 2]],
        ["up", *["open", "background", "closed"] * 2, "down"],
    ]


def test_files_uploads_and_sync_generators(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("p" * 100_000)
    assert run(
        f"""
        from starlette.applications import Starlette
        from starlette.responses import FileResponse, PlainTextResponse, StreamingResponse
        from starlette.routing import Mount, Route
        from starlette.staticfiles import StaticFiles
        from starlette.testclient import TestClient

        folder = {str(tmp_path)!r}

        async def upload(request):
            async with request.form() as form:
                return PlainTextResponse(str(len(await form["file"].read())))

        app = Starlette(routes=[
            Route("/file", lambda request: FileResponse(folder + "/page.txt")),
            Route("/stream", lambda request: StreamingResponse(str(n) for n in range(3))),
            Route("/upload", upload, methods=["POST"]),
            Mount("/static", StaticFiles(directory=folder)),
        ])
        client = TestClient(app)
        show([
            len(client.get("/file").content),
            len(client.get("/static/page.txt").content),
            client.get("/stream").text,
            client.post("/upload", files={{"file": b"u" * 2_000_000}}).text,
        ])
        """
    ) == [100_000, 100_000, "012", "2000000"]


def test_anyio_from_thread_and_websockets() -> None:
    assert run(
        """
        import anyio
        from anyio import from_thread, to_thread
        from starlette.applications import Starlette
        from starlette.responses import JSONResponse
        from starlette.routing import Route, WebSocketRoute
        from starlette.testclient import TestClient

        async def double(number):
            await anyio.sleep(0)
            return number * 2

        def sync(request):
            return JSONResponse([from_thread.run(double, 4), from_thread.run_sync(len, "four")])

        async def echo(websocket):
            await websocket.accept()
            await websocket.send_text(await to_thread.run_sync(str.upper, await
                                                               websocket.receive_text()))
            await websocket.close()

        app = Starlette(routes=[Route("/", sync), WebSocketRoute("/ws", echo)])
        with TestClient(app) as client, client.websocket_connect("/ws") as websocket:
            websocket.send_text("hello")
            show([client.get("/").json(), websocket.receive_text()])
        """
    ) == [[8, 4], "HELLO"]


def test_a_failing_block_cancels_what_its_portal_runs() -> None:
    assert run(
        """
        import anyio
        from anyio.from_thread import start_blocking_portal
        log = []
        async def long():
            try:
                await anyio.sleep_forever()
            except BaseException as error:
                log.append(type(error).__name__)
                raise
        try:
            with start_blocking_portal() as portal:
                portal.start_task_soon(long)
                portal.call(anyio.sleep, 0)
                raise ValueError("left")
        except ValueError as error:
            log.append(str(error))
        show(log)
        """
    ) == ["CancelledError", "left"]


def test_sqlite_sessions_from_sync_endpoints(tmp_path: Path) -> None:
    assert run(
        f"""
        from fastapi import Depends, FastAPI
        from fastapi.testclient import TestClient
        from sqlmodel import Field, Session, SQLModel, create_engine, select

        class Hero(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            name: str

        engine = create_engine("sqlite:///{tmp_path}/heroes.db")
        SQLModel.metadata.create_all(engine)

        def session():
            with Session(engine) as session:
                yield session

        app = FastAPI()

        @app.post("/")
        def create(hero: Hero, session: Session = Depends(session)) -> Hero:
            session.add(hero)
            session.commit()
            session.refresh(hero)
            return hero

        @app.get("/")
        def read(session: Session = Depends(session)) -> list[Hero]:
            return session.exec(select(Hero)).all()

        client = TestClient(app)
        client.post("/", json={{"name": "Deadpond"}})
        show(client.get("/").json())
        engine.dispose()
        """
    ) == [{"id": 1, "name": "Deadpond"}]
