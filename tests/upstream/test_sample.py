"""Some of upstream's own tests in a browser: threads, streams, sockets, the whole TestClient.

`python -m tests.upstream starlette` and `... fastapi` run all of them.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.upstream.suites import packages
from tests.upstream.suites.browser import Plan, run, suite_host
from tests.upstream.suites.report import judge
from tests.upstream.suites.suite import SUITES, Suite

SAMPLES = {
    "starlette": [
        "tests/middleware/test_base.py",
        "tests/test_background.py",
        "tests/test_concurrency.py",
        "tests/test_responses.py",
        "tests/test_staticfiles.py",
        "tests/test_testclient.py",
        "tests/test_websockets.py",
    ],
    "fastapi": [
        "tests/test_dependency_contextmanager.py",
        "tests/test_sse.py",
        "tests/test_tutorial/test_background_tasks/test_tutorial001.py",
        "tests/test_tutorial/test_security/test_tutorial005.py",
        "tests/test_tutorial/test_websockets/test_tutorial002.py",
        "tests/test_ws_dependencies.py",
    ],
}


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> Iterator[tuple[Suite, str]]:
    """A suite and where it is served; before the page, to end after it."""
    suite = SUITES[request.param]
    with suite_host(suite, packages.wheels(print)) as url:
        yield suite, url


def test_outcomes_are_native(sample: tuple[Suite, str], page: Page) -> None:
    suite, url = sample
    plan = Plan(SAMPLES[suite.name])
    outcomes = run(page, url, plan, heard=lambda outcome: None)
    report = judge(suite, plan, outcomes)
    assert report.comparison.total > 50
    assert report.is_expected, "\n".join(report.lines())
