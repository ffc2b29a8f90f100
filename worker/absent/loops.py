"""The classes of event loops that the app can meet."""

from asyncio import AbstractEventLoop
from collections.abc import Iterator

from ..threadless.loops import PumpLoop
from ..threadless.suspension import web_loop


def event_loops() -> Iterator[type[AbstractEventLoop]]:
    """Those of simulated threads, and the browser's own, where there is one."""
    yield PumpLoop
    loop = web_loop()
    if loop is not None:
        yield type(loop)
