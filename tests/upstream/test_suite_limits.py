"""A test that never ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.upstream.suites.browser import Plan, run, suite_host
from tests.upstream.suites.suite import Suite

ENDLESS = """
import threading

def test_that_is_busy():
    while True:
        pass

def test_that_waits():
    threading.Event().wait()

def test_that_is_fine():
    pass
"""


@dataclass(frozen=True)
class OwnSuite(Suite):
    """A suite that is not upstream's."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root


@pytest.fixture
def suite(tmp_path: Path) -> OwnSuite:
    file = tmp_path / "tests" / "test_endless.py"
    file.parent.mkdir()
    file.write_text(ENDLESS)
    return OwnSuite("endless", tmp_path)


@pytest.fixture
def url(suite: OwnSuite) -> Iterator[str]:
    with suite_host(suite, wheels=[], carried=["pytest"]) as url:
        yield url


@pytest.mark.slow
def test_a_test_that_hangs_is_ended_and_the_run_goes_on(
    suite: OwnSuite, url: str, page: Page
) -> None:
    outcomes = run(page, url, Plan(suite.files(), limit=2), heard=lambda outcome: None)
    assert [(each["test"].partition("::")[2], each["ending"]) for each in outcomes] == [
        ("test_that_is_busy", "hung"),
        ("test_that_waits", "hung"),
        ("test_that_is_fine", "passed"),
    ]
    busy, waiting, _ = outcomes
    assert "KeyboardInterrupt" in busy["reason"]
    assert "nor could it be interrupted" in waiting["reason"]
