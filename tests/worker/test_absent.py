"""What a browser has not got says so: on CPython here, and in Pyodide at the end."""

from pathlib import Path
from typing import Any

import pytest

from tests.worker.interpreter import has_pyodide, run_fresh, run_pyodide

INSTALL = """
from worker import threadless
threadless.install()
from worker import absent
absent.install()

def told(function, *args, **options):
    \"\"\"The class of the error, its bases that callers catch, and its message.\"\"\"
    caught = (ConnectionError, OSError, ImportError, NotImplementedError, AttributeError)
    try:
        return ["no error", [], repr(function(*args, **options))]
    except Exception as error:
        bases = [base.__name__ for base in caught if isinstance(error, base)]
        return [type(error).__name__, bases, str(error)]
"""

CONNECTION = ["ConnectionError", "OSError"]
FETCH = "httpx, requests and urllib.request work: they go through the browser's fetch"


def said(source: str) -> Any:
    """What the source shows, after `INSTALL`."""
    return run_fresh(INSTALL, source).shown


def message(told: list[Any]) -> str:
    """Without the number, which is the platform's."""
    return str(told[2]).partition("] ")[2]


def test_a_connection_names_its_other_end() -> None:
    shown = said(
        """
        import asyncio, smtplib, socket
        async def opened():
            return await asyncio.open_connection("127.0.0.1", 9000)
        connecting = socket.socket()
        show([
            told(connecting.connect, ("127.0.0.1", 6379)),
            told(socket.create_connection, ("localhost", 8025), 1),
            told(lambda: asyncio.run(opened())),
            told(socket.socket(type=socket.SOCK_DGRAM).sendto, b"x", ("10.0.0.1", 53)),
            told(smtplib.SMTP, "127.0.0.1", 25),
            connecting.connect_ex(("127.0.0.1", 80)) != 0,
        ])
        """
    )
    *errors, is_closed = shown
    assert is_closed
    assert [each[:2] for each in errors] == [["NoSockets", CONNECTION]] * 5
    start = "a browser has no sockets: "
    assert [message(each) for each in errors] == [
        f"{start}127.0.0.1:6379 cannot be reached. SQLite is there: a file in the project, "
        "or :memory:",
        f"{start}127.0.0.1:8025 cannot be reached. {FETCH}",
        f"{start}127.0.0.1:9000 cannot be reached. {FETCH}",
        f"{start}10.0.0.1:53 cannot be reached. {FETCH}",
        f"{start}127.0.0.1:25 cannot be reached. Keep or print the message while you try the app "
        "out, or use a mail service's HTTP API",
    ]


def test_a_name_is_not_looked_up() -> None:
    shown = said(
        """
        import smtplib, socket
        show([
            told(socket.getaddrinfo, "db.example.org", 5432),
            told(smtplib.SMTP, "smtp.example.org", 587),
            told(socket.gethostbyname, "example.org"),
        ])
        """
    )
    assert [each[:2] for each in shown] == [["NoNames", ["OSError"]]] * 3
    assert [message(each) for each in shown] == [
        "a browser looks up no names for Python, db.example.org:5432 among them. SQLite is there: "
        "a file in the project, or :memory:",
        "a browser looks up no names for Python, smtp.example.org:587 among them. Keep or print "
        "the message while you try the app out, or use a mail service's HTTP API",
        f"a browser looks up no names for Python, example.org among them. {FETCH}",
    ]


def test_local_names_and_addresses_are_known() -> None:
    assert said(
        """
        import socket
        def addresses(host, **options):
            found = socket.getaddrinfo(host, 80, type=socket.SOCK_STREAM, **options)
            return [address[4][0] for address in found]
        show([
            addresses("localhost"), addresses(b"app.localhost"), addresses("10.1.2.3"),
            addresses(None, flags=socket.AI_PASSIVE, family=socket.AF_INET),
            socket.gethostbyname(socket.gethostname()), bool(socket.getfqdn()),
        ])
        """
    ) == [["127.0.0.1"], ["127.0.0.1"], ["10.1.2.3"], ["0.0.0.0"], "127.0.0.1", True]


def test_a_server_is_refused() -> None:
    shown = said(
        """
        import asyncio, http.server, socket
        async def started():
            await asyncio.start_server(print, "127.0.0.1", 9000)
        show([
            told(http.server.HTTPServer, ("127.0.0.1", 8080), None),
            told(lambda: asyncio.run(started())),
            told(socket.create_server, ("127.0.0.1", 8080)),
        ])
        """
    )
    assert [each[1][-1] for each in shown] == ["OSError"] * 3
    start = "a browser has no sockets: nobody can connect to"
    end = "The preview serves the app: give it an ASGI or WSGI application and start no server"
    assert message(shown[0]) == f"{start} 127.0.0.1:8080. {end}"
    assert message(shown[1]) == f"{start} 127.0.0.1:9000. {end}"
    assert f"{start} 127.0.0.1:8080. {end}" in message(shown[2])


def test_a_command_is_named() -> None:
    shown = said(
        """
        import asyncio, os, subprocess
        async def awaited():
            await asyncio.create_subprocess_exec("git", "log")
        show([
            told(subprocess.run, ["ls", "-l", "a b"]),
            told(subprocess.check_output, "ls | wc", shell=True),
            told(subprocess.run, ["python", "-m", "pip", "install", "rich"]),
            told(os.system, "ls"),
            told(os.popen, "ls"),
            told(os.execv, "/bin/ls", ["ls"]),
            told(os.spawnv, os.P_WAIT, "/bin/ls", ["ls"]),
            told(lambda: asyncio.run(awaited())),
        ])
        """
    )
    assert [each[:2] for each in shown] == [["NoProcesses", ["OSError"]]] * 8
    start, end = "a browser has no processes: ", "If it is Python, import it and call it"
    assert [message(each) for each in shown] == [
        f"{start}`ls -l 'a b'` cannot be run. {end}",
        f"{start}`ls | wc` cannot be run. {end}",
        f"{start}`python -m pip install rich` cannot be run. "
        "Name packages in requirements.txt: asgipad installs them",
        f"{start}`ls` cannot be run. {end}",
        f"{start}`ls` cannot be run. {end}",
        f"{start}`/bin/ls` cannot be run. {end}",
        f"{start}`/bin/ls` cannot be run. {end}",
        f"{start}`git log` cannot be run. {end}",
    ]


def test_processes_of_python_are_refused() -> None:
    assert said(
        """
        import multiprocessing, os
        from concurrent.futures import ProcessPoolExecutor
        show([
            told(os.fork),
            told(multiprocessing.Process(target=print, name="Reader").start),
            told(multiprocessing.Pool, 2),
            told(multiprocessing.get_context("spawn").Queue),
            told(ProcessPoolExecutor),
            multiprocessing.cpu_count() > 0,
        ])
        """
    ) == [
        [
            "NoProcesses",
            ["OSError"],
            "[Errno 95] a browser has no processes: this one cannot fork. "
            "Use a ThreadPoolExecutor, or asyncio",
        ],
        [
            "NoProcesses",
            ["OSError"],
            "[Errno 95] a browser has no processes: Reader cannot be started. "
            "Use a ThreadPoolExecutor, or asyncio",
        ],
        [
            "ImportError",
            ["ImportError"],
            "a browser has no processes for multiprocessing.Pool. "
            "Use a ThreadPoolExecutor, or asyncio",
        ],
        [
            "ImportError",
            ["ImportError"],
            "a browser has no processes for multiprocessing.Queue. "
            "Use a ThreadPoolExecutor, or asyncio",
        ],
        [
            "NotImplementedError",
            ["NotImplementedError"],
            "a browser has no processes for a pool of them. Use a ThreadPoolExecutor, or asyncio",
        ],
        True,
    ]


def test_timers_that_interrupt_stay_away_and_say_why() -> None:
    assert said(
        """
        import signal
        show([told(lambda: signal.alarm(1)), hasattr(signal, "setitimer"), int(signal.SIGINT)])
        """
    ) == [
        [
            "AttributeError",
            ["AttributeError"],
            "a browser has no timers that interrupt, so there is no signal.alarm. "
            "In async code use asyncio.timeout()",
        ],
        False,
        2,
    ]


def test_what_needs_none_of_it_still_works() -> None:
    assert said(
        """
        import asyncio, platform, queue, socket, ssl, uuid
        import anyio.from_thread, datasette.app, fastapi, uvicorn
        from fastapi.testclient import TestClient

        app = fastapi.FastAPI()
        @app.get("/")
        def home():
            return [platform.processor() is not None, uuid.getnode() > 0, platform.platform() != ""]

        with TestClient(app) as client, anyio.from_thread.start_blocking_portal() as portal:
            show([
                client.get("/").json(), portal.call(asyncio.sleep, 0, "slept"),
                socket.AF_INET == 2, str(uuid.uuid1()) != "",
                isinstance(uvicorn.Config(app), uvicorn.Config),
            ])
        """
    ) == [[True, True, True], "slept", True, True, True]


@pytest.mark.skipif(not has_pyodide(), reason="needs the assets: python -m ide.build")
@pytest.mark.parametrize("jspi", [False, True], ids=["without JSPI", "with JSPI"])
def test_in_pyodide(jspi: bool, tmp_path: Path) -> None:
    source = """
async def main():
    from asgipad import absent
    absent.install()
    import asyncio, multiprocessing, os, platform, signal, smtplib, socket, subprocess, uuid

    async def told(function, *args):
        try:
            result = function(*args)
            return repr(await result if asyncio.iscoroutine(result) else result)
        except Exception as error:
            return str(error).partition("a browser ")[2].partition(". ")[0]

    show([
        await told(socket.socket().connect, ("127.0.0.1", 9)),
        await told(socket.create_connection, ("example.org", 80)),
        await told(asyncio.open_connection, "127.0.0.1", 9),
        await told(asyncio.to_thread, lambda: asyncio.run(asyncio.open_connection("10.0.0.1", 9))),
        await told(asyncio.start_server, print, "0.0.0.0", 8000),
        await told(smtplib.SMTP, "smtp.example.org", 587),
        await told(socket.socketpair),
        await told(subprocess.run, ["ls"]),
        await told(os.system, "ls"),
        await told(os.fork),
        await told(asyncio.create_subprocess_shell, "ls"),
        await told(multiprocessing.Process(target=print, name="Reader").start),
        await told(multiprocessing.Lock),
        await told(lambda: signal.alarm(1)),
        await told(lambda: bool(platform.platform() and uuid.uuid1() and not platform.processor())),
    ])
"""
    assert run_pyodide(source, jspi=jspi, folder=tmp_path).shown == [
        "has no sockets: 127.0.0.1:9 cannot be reached",
        "looks up no names for Python, example.org:80 among them",
        "has no sockets: 127.0.0.1:9 cannot be reached",
        "has no sockets: 10.0.0.1:9 cannot be reached",
        "has no sockets: nobody can connect to 0.0.0.0:8000",
        "looks up no names for Python, smtp.example.org:587 among them",
        "has no sockets: there is no pair of them either",
        "has no processes: `ls` cannot be run",
        "has no processes: `ls` cannot be run",
        "has no processes: this one cannot fork",
        "has no processes: `ls` cannot be run",
        "has no processes: Reader cannot be started",
        "has no processes for multiprocessing.Lock",
        "has no timers that interrupt, so there is no signal.alarm",
        "True",
    ]
