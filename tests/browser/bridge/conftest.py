"""One runtime for the tests of several files. Each file says what it serves (`FILES`) and what
browsers will complain about (`CONSOLE_ERRORS`)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.console_errors import ConsoleErrors
from tests.browser.direct_runtime import DirectRuntime

PROJECT = "bridge0000"

NOTHING = "async def app(scope, receive, send): ..."


@pytest.fixture(scope="session")
def shared_runtime(browser: Browser, base_url: str) -> Iterator[DirectRuntime]:
    with browser.new_context() as context:
        yield DirectRuntime(context.new_page(), base_url, PROJECT, {"main.py": NOTHING})


@pytest.fixture(scope="module")
def app(request: pytest.FixtureRequest, shared_runtime: DirectRuntime) -> Iterator[DirectRuntime]:
    errors = ConsoleErrors()
    errors.watch(shared_runtime.page.context)
    shared_runtime.write(request.module.FILES)
    yield shared_runtime
    assert_expected(errors, request.module.CONSOLE_ERRORS)


def assert_expected(errors: ConsoleErrors, patterns: list[str]) -> None:
    """Every error that the console has shown matches one of the patterns."""
    expected = re.compile("|".join(patterns))
    assert [error for error in errors.unexpected([]) if not expected.search(error)] == []
