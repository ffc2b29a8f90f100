"""One loaded version of the app: answers requests until the next one takes over."""

import asyncio
import contextvars
import logging
import weakref
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from .asgi import ASGIApp
from .bridge import Exchange
from .lifespan import Lifespan
from .messages import AppError
from .websocket import WebSocket

logger = logging.getLogger("uvicorn.error")
T = TypeVar("T")

GRACE = 0.25
"""Seconds that requests have to end before they are cancelled at a reload."""

current: ContextVar["Generation | None"] = ContextVar("generation", default=None)
"""The generation whose code is running: in its import, its lifespan, its requests, their tasks."""


class Generation:
    """A version of the app with its own context, lifespan and tasks.

    `number` counts from 1. It begins with a copy of `context`, and answers nothing before `serve`
    or `fail` was called.
    """

    def __init__(self, number: int, context: contextvars.Context) -> None:
        self.number = number
        self.app_name: str | None = None
        self.app: ASGIApp | None = None
        self.error: AppError | None = None
        self.tasks: weakref.WeakSet[asyncio.Task[Any]] = weakref.WeakSet()
        self._context = context.copy()
        self._context.run(current.set, self)
        self._respond: Callable[[Exchange | WebSocket], ASGIApp] | None = None
        self._lifespan: Lifespan | None = None
        self._exchanges: set[Exchange | WebSocket] = set()
        self._stopped = False

    @property
    def busy(self) -> bool:
        """Is a request being answered, or a socket open?"""
        return bool(self._exchanges)

    def run(self, function: Callable[[], T]) -> T:
        """Call `function` as code of this generation; what it sets is seen by all requests."""
        return self._context.run(function)

    def serve(self, name: str, app: ASGIApp) -> None:
        """Answer with `app`, once it has started."""
        self.app_name, self.app = name, app
        self._respond = lambda _: app
        self._lifespan = Lifespan(app, self._context.copy())

    async def startup(self) -> None:
        """Begin the app's lifespan.

        :raises BaseException: what the app raised in it
        """
        if self._lifespan is not None:
            await self._lifespan.startup()

    def fail(self, error: AppError, respond: Callable[[Exchange | WebSocket], ASGIApp]) -> None:
        """There is no app; `respond` makes one that says so, for each request."""
        self.error = error
        self.app = None
        self._respond = respond

    def answer(
        self,
        exchange: Exchange | WebSocket,
        log: Callable[[Exchange, int, float], None],
        done: Callable[[], None],
    ) -> None:
        """Let the app answer a request or a socket, in a task and a context of its own."""
        assert self._respond is not None, "neither served nor failed"
        assert not self._stopped, "a stopped generation answers nothing"
        state = self._lifespan.state if self._lifespan is not None else {}

        def end(exchange: Exchange | WebSocket) -> None:
            self._exchanges.discard(exchange)
            done()

        self._exchanges.add(exchange)
        self._context.copy().run(exchange.start, self._respond(exchange), state, log, end)

    async def stop(self) -> None:
        """End all requests, the lifespan and every task that the app has left."""
        if self._stopped:
            return
        self._stopped = True
        for exchange in list(self._exchanges):
            exchange.hang_up()
        requests = {exchange.task for exchange in self._exchanges if exchange.task is not None}
        await _end(requests, "request", self.number, grace=GRACE)
        if self._lifespan is not None:
            await self._lifespan.shutdown()
        left = {task for task in self.tasks if not task.done()} - {asyncio.current_task()}
        await _end(left, "task", self.number)
        self.app = self._respond = self._lifespan = (
            None  # what is kept of the app now is kept by the app
        )
        self._context = contextvars.Context()


def track_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Note for each task of `loop` which generation made it.

    Not a task factory: Pyodide's loop would not hand it the task's name and context. Not the task's
    context either, which can be asked for since Python 3.12 only.
    """
    create_task = loop.create_task
    if getattr(create_task, "_tracks_generations", False):
        return

    def create_tracked(coroutine: Any, **options: Any) -> asyncio.Task[Any]:
        task = create_task(coroutine, **options)
        generation = current.get()
        if generation is not None:
            generation.tasks.add(task)
        return task

    create_tracked._tracks_generations = True  # type: ignore[attr-defined]
    loop.create_task = create_tracked  # type: ignore[method-assign, assignment]


async def _end(tasks: set[asyncio.Task[Any]], what: str, number: int, grace: float = 0) -> None:
    if tasks and grace:
        _, tasks = await asyncio.wait(tasks, timeout=grace)
    for task in tasks:
        task.cancel()
    if tasks:
        _, stubborn = await asyncio.wait(tasks, timeout=GRACE)
        for task in stubborn:
            logger.warning(
                "A %s of version %d goes on after its cancellation: %r", what, number, task
            )
