"""Threads without threads: unpatched FastAPI, Starlette and anyio where no thread can be started.

In a browser Python has one thread. Sync endpoints and dependencies, `def` background tasks,
FileResponse, StaticFiles, spooled uploads, sync generators, executors and TestClient all want a
second one. One idea serves them all: **code that would block on another thread instead runs what
that thread would have run.**

| module        | noun                                                                            |
|---------------|---------------------------------------------------------------------------------|
| `position`    | which simulated thread the one real thread stands in for, and the loops it hides |
| `suspension`  | giving the real thread back to JavaScript in mid-call (JSPI), where there is any |
| `waiting`     | the wait every blocking primitive comes down to; Lock, Condition, sleep          |
| `loops`       | an event loop that can be pumped from outside; asyncio.run and the loop policy   |
| `web`         | the browser's own loop, where it cannot do what asyncio's can                    |
| `threads`     | Thread and ThreadPoolExecutor                                                    |
| `anyio_patch` | the two places where anyio starts threads                                        |
| `imports`     | patching a module as soon as it is imported                                      |

Two ways of waiting
-------------------
With JSPI (Chromium, Firefox) a blocking call suspends its own stack. A started Thread gets a stack
of its own, so threads may wait for each other and a sync endpoint that sleeps holds nobody up.

Without JSPI (WebKit) a blocking call runs, on top of its own stack, the loops and the threads it
may be waiting for. The browser's own loop cannot be run that way, and two threads that wait for
each other cannot both go on: such a wait raises `WouldBlockForever` instead of freezing the page.
A daemon thread that has nothing to do ends there.
"""

from . import anyio_patch, loops, suspension, threads, waiting, web
from .imports import when_imported
from .position import off_loop
from .threads import end_threads
from .waiting import WouldBlockForever

__all__ = ["WouldBlockForever", "end_threads", "install", "off_loop", "when_imported"]

_installed = False


def install() -> None:
    """Teach this interpreter to run without threads. Call it before anything else is imported.

    What was imported earlier keeps the locks and functions it has already taken hold of. A second
    call changes nothing.
    """
    global _installed
    if _installed:
        return
    _installed = True
    suspension.install()
    waiting.install()
    threads.install()
    loops.install()
    web.install()
    when_imported("anyio._backends._asyncio", anyio_patch.patch_backend)
    when_imported("anyio.from_thread", anyio_patch.patch_from_thread)
