"""The two places where anyio starts threads. FastAPI and Starlette stay as they are.

Both replacements follow anyio 4's own code; what changes is only who runs what.
"""

import asyncio
import contextvars
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from . import waiting
from .loops import PumpLoop
from .position import off_loop
from .suspension import can_suspend, web_loop
from .threads import Workers, stand_in

_workers = Workers("AnyIO worker thread ")


def patch_backend(backend: Any) -> None:
    """`anyio.to_thread.run_sync`: the function runs in a worker thread's name.

    Limiter, cancel scope and context variables are those that the thread would have had. Its stack
    is that of the task that awaits it, if no other task needs that: the browser's loop gives each
    its own, and without JSPI there is only one.
    """
    from anyio._core import _eventloop

    async def run_sync_in_worker_thread(
        cls: Any,
        func: Callable[..., Any],
        args: tuple[Any, ...],
        abandon_on_cancel: bool = False,
        limiter: Any = None,
    ) -> Any:
        await cls.checkpoint()
        async with limiter or cls.current_default_thread_limiter():
            with backend.CancelScope(shield=not abandon_on_cancel) as scope:
                parent = scope._parent_scope
                context = contextvars.copy_context()
                context.run(_eventloop.set_current_async_library, None)
                loop = asyncio.get_running_loop()

                def work() -> Any:
                    with _workers.claim(), _eventloop.claim_worker_thread(cls, loop):
                        threadlocals = _eventloop.threadlocals
                        threadlocals.current_cancel_scope = (
                            scope if abandon_on_cancel or parent is None else parent
                        )
                        try:
                            return context.run(func, *args)
                        except StopIteration as error:
                            raise RuntimeError("coroutine raised StopIteration") from error
                        finally:
                            del threadlocals.current_cancel_scope

                if can_suspend() and loop is not web_loop():
                    return await _in_its_own_stack(loop, work)
                with off_loop():
                    return work()

    backend.AsyncIOBackend.run_sync_in_worker_thread = classmethod(run_sync_in_worker_thread)


async def _in_its_own_stack(loop: asyncio.AbstractEventLoop, work: Callable[[], Any]) -> Any:
    """What `work` gives, which may wait for other tasks of this loop."""
    future: asyncio.Future[Any] = loop.create_future()

    def settle(settle_future: Callable[[Any], None], outcome: Any) -> None:
        if not future.done():  # nobody waits for it any more
            settle_future(outcome)

    def run() -> None:
        try:
            outcome, settle_future = work(), future.set_result
        except BaseException as error:
            outcome, settle_future = error, future.set_exception
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, settle_future, outcome)

    threading.Thread(target=run, daemon=True).start()
    return await future


def patch_from_thread(from_thread: Any) -> None:
    """`start_blocking_portal` (TestClient's way in): its loop is pumped by whoever waits for it."""
    from anyio._core import _eventloop

    @contextmanager
    def start_blocking_portal(
        backend: str = "asyncio",
        backend_options: dict[str, Any] | None = None,
        *,
        name: str | None = None,
    ) -> Iterator[Any]:
        if backend != "asyncio":
            raise RuntimeError(f"{backend} cannot run in a browser: only asyncio can")
        portals: list[Any] = []

        async def serve() -> None:
            async with from_thread.BlockingPortal() as portal:
                portals.append(portal)
                await portal.sleep_until_stopped()

        thread = stand_in(name or f"{backend}-portal")
        loop = PumpLoop(thread)
        debug = (backend_options or {}).get("debug")
        with asyncio.Runner(debug=debug, loop_factory=lambda: loop) as runner, off_loop():
            runner.get_loop()
            try:
                context = contextvars.Context()
                context.run(_eventloop.set_current_async_library, "asyncio")
                task = loop.create_task(serve(), context=context)
                waiting.wait_until(lambda: bool(portals) or task.done())
                if not portals:
                    task.result()
                yield from _lend(portals[0], task)
            finally:
                loop.leave_thread()

    from_thread.start_blocking_portal = start_blocking_portal


def _lend(portal: Any, task: asyncio.Task[None]) -> Iterator[Any]:
    """Yield the portal; stop it afterwards, cancelling what it runs if the block has failed."""
    failed = False
    try:
        yield portal
    except BaseException:
        failed = True
        raise
    finally:
        if not task.done():
            try:
                portal.call(portal.stop, failed)
            except RuntimeError:
                pass  # stopped by the block itself
            waiting.wait_until(task.done)
        if not failed or task.exception() is None:
            task.result()
