"""What no test may leave behind for the next one."""

import logging
from pathlib import Path

import pytest

_UPSTREAM = Path(__file__).with_name("upstream")
_UVICORNS = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")
_LOGGERS = {
    logger: (logger.level, logger.propagate, logger.disabled, logger.handlers[:])
    for logger in map(logging.getLogger, _UVICORNS)
}
"""As they are in a new process."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--snapshots",
        choices=("on", "off"),
        default="on",
        help="let Python in the browser start from snapshots",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Chromium last: Playwright's loop runs from then on, and `asyncio.run` refuses beside it.

    There upstream's samples first: the process that gets them last would work on alone.
    """

    def place(item: pytest.Item) -> tuple[bool, bool]:
        in_chromium = "playwright" in getattr(item, "fixturenames", ())
        return in_chromium, not item.path.is_relative_to(_UPSTREAM)

    items.sort(key=place)


@pytest.fixture(autouse=True)
def uvicorns_loggers() -> None:
    """A server configures them for its whole process, and the runtime speaks through them.

    Before the test: the server of a module's or the session's fixture started before any of its
    own, and stays.
    """
    for logger, (level, propagate, disabled, handlers) in _LOGGERS.items():
        logger.setLevel(level)
        logger.propagate, logger.disabled, logger.handlers[:] = propagate, disabled, handlers
