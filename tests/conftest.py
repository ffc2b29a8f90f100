"""What no test may leave behind for the next one."""

import logging
from collections.abc import Iterator

import pytest

_UVICORNS = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Chromium last: Playwright's loop runs from then on, and `asyncio.run` refuses beside it."""
    items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def uvicorns_loggers() -> Iterator[None]:
    """A server configures them for the whole process, and the runtime speaks through them."""
    loggers = [logging.getLogger(name) for name in _UVICORNS]
    before = [(each.level, each.propagate, each.disabled, each.handlers[:]) for each in loggers]
    yield
    for logger, (level, propagate, disabled, handlers) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.propagate, logger.disabled, logger.handlers[:] = propagate, disabled, handlers
