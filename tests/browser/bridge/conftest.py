"""One runtime for all tests of a file, which says what it runs (`FILES`) and what browsers will
complain about (`CONSOLE_ERRORS`)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.console_errors import ConsoleErrors
from tests.browser.direct_runtime import DirectRuntime

PROJECT = "bridge0000"


@pytest.fixture(scope="module")
def app(request: pytest.FixtureRequest, browser: Browser, base_url: str) -> Iterator[DirectRuntime]:
    errors = ConsoleErrors()
    with browser.new_context() as context:
        errors.watch(context)
        yield DirectRuntime(context.new_page(), base_url, PROJECT, request.module.FILES)
    expected = re.compile("|".join(request.module.CONSOLE_ERRORS))
    assert [error for error in errors.unexpected([]) if not expected.search(error)] == []
