"""A running host for tests: the real app and server, in a thread, on a free port."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ide.app import create_app
from ide.assets import Assets
from ide.serve import listen, server_for
from ide.settings import Settings


@contextmanager
def hosting(index: str | None = None, assets: Assets | None = None) -> Iterator[int]:
    """Serves on loopback; gives the port. Requests wait until the server is ready for them."""
    settings = Settings(port=0, open_browser=False, index=index)
    server = server_for(create_app(settings, assets))
    sockets = listen(settings)
    thread = threading.Thread(target=server.run, args=(sockets,), name="host")
    thread.start()
    try:
        yield sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        for listener in sockets:
            listener.close()
