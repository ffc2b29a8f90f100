"""A running host for tests: the real app and server, in a thread, on a free port."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp

from ide.app import create_app
from ide.assets import Assets
from ide.serve import listen, server_for
from ide.settings import Settings


@contextmanager
def hosting(index: str | None = None, assets: Assets | None = None) -> Iterator[int]:
    """Serves on loopback; gives the port. Requests wait until the server is ready for them."""
    with serving(create_app(_settings(index), assets)) as port:
        yield port


@contextmanager
def serving(app: ASGIApp) -> Iterator[int]:
    """As `hosting`, for any app."""
    server = server_for(app)
    sockets = listen(_settings())
    thread = threading.Thread(target=server.run, args=(sockets,), name="host")
    thread.start()
    try:
        yield sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        for listener in sockets:
            listener.close()


def _settings(index: str | None = None) -> Settings:
    return Settings(port=0, open_browser=False, index=index)
