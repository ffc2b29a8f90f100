"""What no test may leave behind for the next one."""

import logging
from collections.abc import Iterator

import pytest

_UVICORNS = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")


@pytest.fixture(autouse=True)
def uvicorns_loggers() -> Iterator[None]:
    """A server configures them for the whole process, and the runtime speaks through them."""
    loggers = [logging.getLogger(name) for name in _UVICORNS]
    before = [(each.level, each.propagate, each.disabled, each.handlers[:]) for each in loggers]
    yield
    for logger, (level, propagate, disabled, handlers) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.propagate, logger.disabled, logger.handlers[:] = propagate, disabled, handlers
