"""The lifespan of one generation, by ASGI's lifespan protocol 2.0.

Support is optional, as with uvicorn's `--lifespan auto`: an app that raises on the scope before it
asks for the first event, or answers it in another protocol's words, does not speak lifespan and
serves without. Unlike with uvicorn, an app that raises later in its startup has failed.
"""

import asyncio
import contextvars
import logging
from typing import Any

from .asgi import ASGIApp, Event

logger = logging.getLogger("uvicorn.error")

_EVENTS = (
    "lifespan.startup.complete",
    "lifespan.startup.failed",
    "lifespan.shutdown.complete",
    "lifespan.shutdown.failed",
)
_TRANSITION_ERROR = "Got invalid state transition on lifespan protocol."

SHUTDOWN_TIMEOUT = 2.0
"""Seconds that the end of a lifespan may take. A reload waits for it."""

_RAISE_TIMEOUT = 1.0
"""Seconds between an app's `startup.failed` and the exception that led to it."""


class StartupFailed(Exception):
    """The app sent `lifespan.startup.failed` and raised nothing."""


class Lifespan:
    """Runs `app` with a lifespan scope in a task of its own, in `context`."""

    def __init__(self, app: ASGIApp, context: contextvars.Context) -> None:
        self.state: dict[str, Any] = {}
        self._app = app
        self._context = context
        self._task: asyncio.Task[None] | None = None
        self._inbox: asyncio.Queue[Event] = asyncio.Queue()
        self._started = asyncio.Event()
        self._stopped = asyncio.Event()
        self._received = False
        self._foreign = False
        self._startup_failed: str | None = None
        self._shutdown_failed = False
        self._error: BaseException | None = None  # of the startup

    async def startup(self) -> None:
        """Return when the app has started.

        Cancelling this leaves the app starting; `shutdown` then ends it.

        :raises BaseException: what the app raised, or StartupFailed
        """
        loop = asyncio.get_running_loop()
        self._inbox.put_nowait({"type": "lifespan.startup"})
        self._task = self._context.run(loop.create_task, self._run())
        await self._started.wait()
        if self._startup_failed is not None:
            # Starlette raises after it has sent the message: the exception knows more.
            await asyncio.wait({self._task}, timeout=_RAISE_TIMEOUT)
            raise _not_cancelled(self._error) or StartupFailed(self._startup_failed)
        if self._error is not None and self._received and not self._foreign:
            raise _not_cancelled(self._error) or StartupFailed("the lifespan cancelled itself")

    async def shutdown(self) -> None:
        """End the lifespan, by cancellation if need be. Failures are logged."""
        task = self._task
        if task is None or task.done():
            return
        if not self._started.is_set():
            await _cancel(task)  # it was still starting: there is nothing to shut down yet
            return
        self._inbox.put_nowait({"type": "lifespan.shutdown"})
        stopped = asyncio.ensure_future(self._stopped.wait())
        await asyncio.wait({stopped, task}, timeout=SHUTDOWN_TIMEOUT)
        if not stopped.done():
            logger.warning(
                "The lifespan did not end within %g s of its shutdown.", SHUTDOWN_TIMEOUT
            )
            stopped.cancel()
        else:
            await asyncio.wait({task}, timeout=_RAISE_TIMEOUT)
        await _cancel(task)

    async def _run(self) -> None:
        scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self.state,
        }
        try:
            await self._app(scope, self._receive, self._send)
        except GeneratorExit:
            raise
        except BaseException as exc:
            if not self._started.is_set() or self._startup_failed is not None:
                self._error = exc
            elif not self._shutdown_failed and not isinstance(exc, asyncio.CancelledError):
                logger.error("Exception in 'lifespan' protocol", exc_info=exc)
        finally:
            self._started.set()
            self._stopped.set()

    async def _receive(self) -> Event:
        event = await self._inbox.get()
        self._received = True
        return event

    async def _send(self, event: Event) -> None:
        if event["type"] not in _EVENTS:
            self._foreign = True
            raise RuntimeError(f"Expected a lifespan event, but got '{event['type']}'.")
        phase = self._started if event["type"].startswith("lifespan.startup.") else self._stopped
        if phase.is_set() or (phase is self._stopped and not self._started.is_set()):
            raise RuntimeError(_TRANSITION_ERROR)
        if event["type"] == "lifespan.startup.failed":
            self._startup_failed = event.get("message") or "the app gave no reason"
        elif event["type"] == "lifespan.shutdown.failed":
            self._shutdown_failed = True
            logger.error("%s", event.get("message") or "The lifespan's shutdown failed.")
        phase.set()


def _not_cancelled(error: BaseException | None) -> BaseException | None:
    """Raised on, a CancelledError would be taken for the cancellation of who waits."""
    return None if isinstance(error, asyncio.CancelledError) else error


async def _cancel(task: asyncio.Task[None]) -> None:
    if not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=SHUTDOWN_TIMEOUT)
