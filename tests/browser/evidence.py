"""What a failed test leaves of a browser's profile that it shares with others."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.console_errors import ConsoleErrors


def failed(request: pytest.FixtureRequest) -> bool:
    """Whether the test has, as far as it came, or will, for its console; asked when it is over."""
    report = getattr(request.node, "rep_call", None)  # pytest-playwright keeps that of each phase
    errors: ConsoleErrors = request.getfixturevalue("console_errors")
    surprises = errors.unexpected(expected_errors(request))
    return report is None or bool(report.failed or surprises)


def expected_errors(request: pytest.FixtureRequest) -> list[str]:
    """Patterns of the console's errors that the test is about."""
    ran = hasattr(request.node, "rep_call")  # not where a fixture has skipped it
    return [marker.args[0] for marker in request.node.iter_markers("console_error") if ran]


@contextmanager
def evidence(
    context: BrowserContext, request: pytest.FixtureRequest, folder: str
) -> Iterator[None]:
    """Keeps a picture of each tab, and the trace of what was done meanwhile, if the test fails.

    The context's tracing must have been started.
    """
    context.tracing.start_chunk()
    try:
        yield
    finally:
        if failed(request):
            for number, page in enumerate(context.pages, start=1):
                page.screenshot(path=Path(folder) / f"test-failed-{number}.png")
            context.tracing.stop_chunk(path=Path(folder) / "trace-1.zip")
        else:
            context.tracing.stop_chunk()
