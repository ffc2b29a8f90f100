"""What a run in the browser came to."""

from typing import NamedTuple

from tests.upstream.suites.browser import Plan
from tests.upstream.suites.differences import Known
from tests.upstream.suites.inside.reporter import Outcome
from tests.upstream.suites.recording import Comparison, Recording
from tests.upstream.suites.suite import Suite


class Report(NamedTuple):
    """How the outcomes compare with those that are committed."""

    comparison: Comparison
    known: Known
    over: list[str]
    """Known differences that do not differ any more."""
    reasons: dict[str, str]
    """Of the tests that did not pass: node id -> traceback, or why it was skipped."""

    @property
    def is_expected(self) -> bool:
        differences = self.comparison.differences
        return not self.over and all(self.known.reason(each) for each in differences)

    def lines(self) -> list[str]:
        """For a person to read."""
        lines: list[str] = []
        unknown = []
        for each in self.comparison.differences:
            line = f"{each.test}: natively {each.native}, here {each.browser}"
            if each.tests > 1:
                line += f" ({each.tests} tests)"
            if reason := self.known.reason(each):
                lines += [f"known    {line}", f"         {reason}"]
            else:
                unknown += [f"UNKNOWN  {line}", f"         {self._last_line(each.test)}"]
        lines += unknown
        lines += [f"OVER     {test}: equal now, take it off the list" for test in self.over]
        return [
            *lines,
            f"{self.comparison.equal} of {self.comparison.total} outcomes are equal to native",
        ]

    def document(self) -> dict[str, object]:
        """For a program to read."""
        return {
            "total": self.comparison.total,
            "equal": self.comparison.equal,
            "differences": [
                {
                    **each._asdict(),
                    "known": self.known.reason(each),
                    "reason": self.reasons.get(each.test, ""),
                }
                for each in self.comparison.differences
            ],
            "over": self.over,
        }

    def _last_line(self, test: str) -> str:
        lines = self.reasons.get(test, "").strip().splitlines()
        return lines[-1] if lines else ""


def judge(suite: Suite, plan: Plan, outcomes: list[Outcome]) -> Report:
    """Compares with what is committed."""
    recording = Recording.parse(suite.recording.read_text("utf-8"))
    known = Known.parse(suite.differences.read_text("utf-8"))
    selected = bool(plan.options)
    comparison = recording.compare(outcomes, plan.files, selected=selected)
    over = [] if selected else known.over(comparison.differences, plan.files)
    reasons = {each["test"]: each["reason"] for each in outcomes if each["reason"]}
    return Report(comparison, known, over, reasons)
