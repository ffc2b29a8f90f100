"""The differences that are known: a short text file with the tests below the reason for each.

    A browser starts no processes.
        tests/test_translate.py::test_commit_translation_changes

A line that is indented is a test, with or without its parameters; the others are reasons.
"""

from collections.abc import Collection
from dataclasses import dataclass

from tests.upstream.suites.recording import Difference, file_of


@dataclass(frozen=True)
class Known:
    """Tests that are known to end otherwise than natively."""

    reasons: dict[str, str]
    """By node id, or by what of one stands before its "["."""

    @classmethod
    def parse(cls, text: str) -> "Known":
        """Raises ValueError for a test without a reason, and for one that is there twice."""
        reasons: dict[str, str] = {}
        reason = ""
        previous_is_test = True
        for line in filter(str.strip, text.splitlines()):
            is_test = line[0].isspace()
            if not is_test:
                reason = line if previous_is_test else f"{reason} {line}"
            elif not reason:
                raise ValueError(f"{line.strip()} has no reason above it")
            elif line.strip() in reasons:
                raise ValueError(f"{line.strip()} is there twice")
            else:
                reasons[line.strip()] = reason
            previous_is_test = is_test
        return cls(reasons)

    def reason(self, difference: Difference) -> str | None:
        """Why there is this difference; None if nobody knows."""
        return self.reasons.get(self._entry(difference) or "")

    def over(self, differences: Collection[Difference], files: Collection[str]) -> list[str]:
        """The entries for tests of these files that do not differ any more."""
        met = {self._entry(difference) for difference in differences}
        return [test for test in self.reasons if file_of(test) in files and test not in met]

    def _entry(self, difference: Difference) -> str | None:
        names = (difference.test, difference.test.partition("[")[0])
        return next((name for name in names if name in self.reasons), None)
