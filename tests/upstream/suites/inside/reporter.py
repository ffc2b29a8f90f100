"""A pytest plugin that tells how each test ended, as soon as it has."""

from collections.abc import Callable, Collection, Generator
from typing import Any, Literal, TypedDict

import pytest

Ending = Literal["passed", "failed", "error", "skipped", "xfailed", "xpassed", "hung"]


class Outcome(TypedDict):
    """How one test ended; or one file, where collecting it has failed or skipped it."""

    test: str
    """The node id: `tests/test_routing.py::test_mount[asyncio]`."""
    ending: Ending
    reason: str
    """The traceback or why it was skipped; "" for those that passed."""
    seconds: float


class TookTooLong(Exception):
    """A test was interrupted, because it has reached its limit of time."""


class Reporter:
    """Calls `begin` with the node id before a test and `end` with its outcome after it.

    Tests in `done` are left out, and so are those for trio, which no browser can import.
    """

    def __init__(
        self,
        begin: Callable[[str], object],
        end: Callable[[Outcome], object],
        done: Collection[str] = (),
    ) -> None:
        self._begin = begin
        self._end = end
        self._done = frozenset(done)
        self._outcome: Outcome | None = None
        self._hung = False

    def pytest_addoption(self, parser: pytest.Parser) -> None:
        # FastAPI's configuration names options and marks of plugins that are not used here: whoever
        # runs the suite watches the time.
        parser.addini("timeout", "Seconds that a test may take.")

    def pytest_configure(self, config: pytest.Config) -> None:
        for mark in ("timeout(seconds)", "xdist_group(name)"):
            config.addinivalue_line("markers", f"{mark}: has no effect")

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        left_out = [item for item in items if item.nodeid in self._done or _needs_trio(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.outcome != "passed" and report.nodeid not in self._done:
            ending: Ending = "skipped" if report.skipped else "error"
            self._end(Outcome(test=report.nodeid, ending=ending, reason=_reason(report), seconds=0))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, object, object]:
        try:
            return (yield)
        except KeyboardInterrupt as interrupt:  # pytest would end here
            self._hung = True
            raise TookTooLong from interrupt

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._hung = False
        self._outcome = Outcome(test=nodeid, ending="passed", reason="", seconds=0)
        self._begin(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        outcome = self._outcome
        assert outcome is not None
        outcome["seconds"] += report.duration
        ending = _ending(report)
        if ending != "passed":
            outcome["ending"] = "hung" if self._hung else ending
            outcome["reason"] = _reason(report)

    def pytest_runtest_logfinish(self) -> None:
        assert self._outcome is not None
        self._end(self._outcome)
        self._outcome = None


def _needs_trio(item: pytest.Item) -> bool:
    call: Any = getattr(item, "callspec", None)
    if call is None:
        return False
    firsts = (
        each[0] if isinstance(each, tuple) and each else each for each in call.params.values()
    )
    return any(isinstance(first, str) and first == "trio" for first in firsts)


def _ending(report: pytest.TestReport) -> Ending:
    expected_to_fail = hasattr(report, "wasxfail")
    if report.skipped:
        return "xfailed" if expected_to_fail else "skipped"
    if report.failed:
        return "failed" if report.when == "call" else "error"
    return "xpassed" if expected_to_fail else "passed"


def _reason(report: pytest.CollectReport | pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2]  # of a skip: file, line, reason
    return getattr(report, "wasxfail", "") or report.longreprtext
