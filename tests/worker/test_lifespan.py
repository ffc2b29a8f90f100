"""The lifespan protocol is optional, and what goes wrong in it is seen."""

import asyncio
import contextvars
import logging

import pytest

from worker.asgi import Receive, Scope, Send
from worker.lifespan import Lifespan, StartupFailed

pytestmark = pytest.mark.anyio


def lifespan(app: object) -> Lifespan:
    return Lifespan(app, contextvars.copy_context())  # type: ignore[arg-type]


async def test_an_app_that_knows_only_http(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"

    served = lifespan(app)
    await served.startup()
    await served.shutdown()
    assert caplog.records == []


async def test_an_app_that_does_not_look_at_the_scope() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200})

    await lifespan(app).startup()


async def test_an_app_that_returns_at_once() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        return

    served = lifespan(app)
    await served.startup()
    await served.shutdown()


async def test_startup_and_shutdown() -> None:
    events = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["asgi"] == {"version": "3.0", "spec_version": "2.0"}
        scope["state"]["x"] = 1
        for phase in ("startup", "shutdown"):
            events.append((await receive())["type"])
            await send({"type": f"lifespan.{phase}.complete"})

    served = lifespan(app)
    await served.startup()
    assert served.state == {"x": 1}
    await served.shutdown()
    await served.shutdown()
    assert events == ["lifespan.startup", "lifespan.shutdown"]


async def test_an_exception_after_the_startup_event_is_a_failure() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        await lifespan(app).startup()


async def test_startup_failed_says_why() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no disk"})

    with pytest.raises(StartupFailed, match="no disk"):
        await lifespan(app).startup()


async def test_startup_failed_with_an_exception_says_more() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "Traceback..."})
        raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        await lifespan(app).startup()


async def test_a_lifespan_that_cancels_itself_has_failed() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        raise asyncio.CancelledError

    with pytest.raises(StartupFailed):
        await lifespan(app).startup()


async def test_failures_after_the_startup_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.failed", "message": "still busy"})
        raise OSError("still busy")

    served = lifespan(app)
    await served.startup()
    await served.shutdown()
    assert [record.getMessage() for record in caplog.records] == ["still busy"]


async def test_a_lifespan_that_dies_while_serving_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    died = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        died.set()
        raise OSError("no disk")

    served = lifespan(app)
    await served.startup()
    await died.wait()
    await served.shutdown()
    assert caplog.records[0].levelno == logging.ERROR
    assert caplog.records[0].getMessage() == "Exception in 'lifespan' protocol"


async def test_events_out_of_order() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    with pytest.raises(RuntimeError, match="invalid state transition"):
        await lifespan(app).startup()


async def test_a_startup_that_is_given_up() -> None:
    cancelled = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.append(True)

    served = lifespan(app)
    startup = asyncio.ensure_future(served.startup())
    await asyncio.sleep(0)
    startup.cancel()
    await asyncio.sleep(0)
    await served.shutdown()
    assert cancelled == [True]
