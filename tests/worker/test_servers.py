"""Each test in an interpreter of its own: the host's uvicorn has to go on serving."""

from tests.worker.interpreter import run_fresh

INSTALL = """
from worker import servers
servers.install()
"""
SAID = "is not needed here: the preview already serves the app"


def test_uvicorn_run_says_so_and_returns() -> None:
    finished = run_fresh(
        INSTALL,
        """
        import uvicorn
        uvicorn.run("main:app", host="0.0.0.0", port=80, reload=True)
        """,
    )
    assert finished.printed == [f"uvicorn.run() {SAID}"]


def test_uvicorn_imported_before_is_patched_too() -> None:
    finished = run_fresh(
        """
        import uvicorn
        from uvicorn import main
        """,
        INSTALL,
        "uvicorn.run('main:app')",
    )
    assert finished.printed == [f"uvicorn.run() {SAID}"]


def test_a_uvicorn_server_says_so_and_returns() -> None:
    finished = run_fresh(
        INSTALL,
        """
        import asyncio
        import uvicorn
        server = uvicorn.Server(uvicorn.Config("main:app"))
        server.run()
        asyncio.run(server.serve())
        """,
    )
    assert finished.printed == [f"uvicorn.Server.run() {SAID}", f"uvicorn.Server.serve() {SAID}"]


def test_hypercorn_stands_in() -> None:
    finished = run_fresh(
        INSTALL,
        """
        import asyncio
        from hypercorn.asyncio import serve
        from hypercorn.config import Config
        config = Config.from_mapping(bind=["localhost:80"])
        config.bind = ["localhost:8080"]
        asyncio.run(serve("app", config))
        """,
    )
    assert finished.printed == [f"hypercorn.asyncio.serve() {SAID}"]


def test_granian_stands_in() -> None:
    finished = run_fresh(
        INSTALL,
        """
        from granian import Granian
        Granian("main:app", interface="asgi").serve()
        """,
    )
    assert finished.printed == [f"Granian.serve() {SAID}"]


def test_flask_says_so_and_returns() -> None:
    finished = run_fresh(
        INSTALL,
        """
        from flask import Flask
        from werkzeug.serving import run_simple
        app = Flask("site")
        app.run(debug=True, port=80)
        run_simple("localhost", 80, app)
        """,
    )
    assert finished.printed == [f"Flask.run() {SAID}", f"werkzeug.serving.run_simple() {SAID}"]


def test_wsgiref_and_waitress_say_so_and_return() -> None:
    finished = run_fresh(
        INSTALL,
        """
        from wsgiref.simple_server import demo_app, make_server
        import waitress
        with make_server("", 80, demo_app) as server:
            server.serve_forever()
        waitress.serve(demo_app, listen="*:80")
        """,
    )
    assert finished.printed == [f"wsgiref's serve_forever() {SAID}", f"waitress.serve() {SAID}"]


def test_uvloop_leaves_the_loop_alone() -> None:
    assert (
        run_fresh(
            "from worker import threadless; threadless.install()",
            INSTALL,
            """
        import asyncio
        import uvloop
        uvloop.install()
        async def main():
            return "ran"
        show(uvloop.run(main()))
        """,
        ).shown
        == "ran"
    )


def test_an_installed_package_comes_before_its_stand_in() -> None:
    assert run_fresh(
        INSTALL,
        """
        import pathlib, sys, tempfile
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "granian.py").write_text("real = True")
            sys.path.insert(0, folder)
            import granian
            show(granian.real)
        """,
    ).shown
