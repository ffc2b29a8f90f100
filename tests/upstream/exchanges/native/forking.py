"""Serves one app after the other with uvicorn, each in a fresh process, all on one port.

It runs in the suite's environment (`environment.py`), where this repository is not. A fork knows
the libraries already, so that an app is there in a fraction of the time that a new process takes.

Lines on stdin and stdout, JSON:

    <- {"port": 40000}
    -> {"folder": "/tmp/a", "app": "main:app", "output": "/tmp/a.log"}
    <- {"started": true}        or false: `output` says why
    -> null                     the app is to end
    <- {"ended": true}
"""

import json
import os
import select
import signal
import socket
import sys
from http import HTTPStatus
from typing import Any

import fastapi.templating
import fastapi.testclient
import sqlmodel
import uvicorn

PRELOADED = (fastapi.templating, fastapi.testclient, sqlmodel)

PATIENCE = 60
"""Seconds that an app may take to start."""

PHRASES = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}
"""RFC 9110's, which Python has since 3.13, as the browser's does."""


class Server(uvicorn.Server):
    """Says when it has started, or has not."""

    def __init__(self, config: uvicorn.Config, said: int) -> None:
        super().__init__(config)
        self._said = said

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            os.write(self._said, b"!")


def fork(listener: socket.socket, order: dict[str, Any]) -> tuple[int, bool]:
    """The process that serves it, and whether it does."""
    heard, said = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(heard)
        try:
            serve(listener, order, said)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
        finally:
            os._exit(0)
    os.close(said)
    with open(heard, "rb") as pipe:
        in_time, _, _ = select.select([pipe], [], [], PATIENCE)
        return process, bool(in_time) and pipe.read(1) == b"!"


def serve(listener: socket.socket, order: dict[str, Any], said: int) -> None:
    output = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(order["folder"])
    sys.path.insert(0, order["folder"])
    for status, phrase in PHRASES.items():
        HTTPStatus(status).phrase = phrase  # type: ignore[misc]
    config = uvicorn.Config(order["app"], http="httptools", timeout_graceful_shutdown=1)
    Server(config, said).run([listener])


def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    answer({"port": listener.getsockname()[1]})
    for line in sys.stdin:
        process, started = fork(listener, json.loads(line))
        answer({"started": started})
        sys.stdin.readline()
        os.kill(process, signal.SIGKILL)  # in order, it would wait for the browser's connections
        os.waitpid(process, 0)
        answer({"ended": True})


def answer(message: dict[str, Any]) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    main()
