"""How a suite ends natively, kept in a small text file, and what differs from it in a browser.

A line is `<number> <file>`, the tests of the file that passed, or `<ending> <node id>`, a test that
did not. Lines that start with "#" say what was recorded.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.upstream.suites.inside.reporter import Outcome

NOT_THERE = "not there"
"""What a test is natively that runs in the browser only."""


class RecordingError(ValueError):
    """A line of the file is not what it should be."""


class Difference(NamedTuple):
    """One or more tests that ended otherwise than natively."""

    test: str
    """The node id; or the file, for all of its tests that did not run, or that are new."""
    native: str
    """An ending, or NOT_THERE."""
    browser: str
    """An ending, or "not run"."""
    tests: int = 1


@dataclass(frozen=True)
class Comparison:
    """Of the outcomes in a browser with the native ones."""

    total: int
    """Native outcomes."""
    equal: int
    differences: list[Difference]


@dataclass(frozen=True)
class Recording:
    """Native outcomes."""

    about: list[str] = field(default_factory=list)
    """Lines for the reader."""
    passed: Counter[str] = field(default_factory=Counter)
    """File -> number of tests that passed."""
    others: dict[str, str] = field(default_factory=dict)
    """Node id -> ending, of the tests that did not."""

    @classmethod
    def of(cls, outcomes: Iterable[Outcome], about: list[str]) -> "Recording":
        recording = cls(about)
        for outcome in outcomes:
            if outcome["ending"] == "passed":
                recording.passed[file_of(outcome["test"])] += 1
            else:
                recording.others[outcome["test"]] = outcome["ending"]
        return recording

    @classmethod
    def parse(cls, text: str) -> "Recording":
        """Raises RecordingError."""
        recording = cls()
        for line in text.splitlines():
            first, _, rest = line.partition(" ")
            if first == "#":
                recording.about.append(rest)
            elif not rest:
                raise RecordingError(f"{line!r} is neither `<number> <file>` nor `<ending> <test>`")
            elif first.isdigit():
                recording.passed[rest] = int(first)
            else:
                recording.others[rest] = first
        return recording

    def dump(self) -> str:
        lines = [f"# {line}" for line in self.about]
        others = sorted(self.others.items())
        for file in sorted(self.files()):
            if file in self.passed:
                lines.append(f"{self.passed[file]} {file}")
            lines += [f"{ending} {test}" for test, ending in others if file_of(test) == file]
        return "".join(f"{line}\n" for line in lines)

    def files(self) -> set[str]:
        return {*self.passed, *map(file_of, self.others)}

    def compare(
        self, outcomes: Iterable[Outcome], files: Collection[str], *, selected: bool = False
    ) -> Comparison:
        """How the tests of `files` ended. `selected`: not all tests of a file were to be run."""
        by_file: dict[str, dict[str, str]] = {file: {} for file in files}
        for outcome in outcomes:
            by_file[file_of(outcome["test"])][outcome["test"]] = outcome["ending"]
        total, equal = 0, 0
        differences: list[Difference] = []
        for file, endings in by_file.items():
            compared = self._compare_file(file, endings, selected)
            total += compared.total
            equal += compared.equal
            differences += compared.differences
        return Comparison(total, equal, differences)

    def _compare_file(self, file: str, endings: dict[str, str], selected: bool) -> Comparison:
        others = {
            test: ending
            for test, ending in self.others.items()
            if file_of(test) == file and (test in endings or not selected)
        }
        tests = {test: ending for test, ending in endings.items() if test != file}
        passed = len(tests.keys() - others.keys()) if selected else self.passed[file]
        native = {**dict.fromkeys(tests, "passed"), **others}
        differences = [
            Difference(test, expected, endings.get(test, "not run"))
            for test, expected in native.items()
            if endings.get(test, "not run") != expected
        ]
        more = len(tests.keys() - others.keys()) - passed
        if more > 0:
            differences.append(Difference(file, NOT_THERE, "new", more))
        elif more < 0:
            differences.append(Difference(file, "passed", endings.get(file, "not run"), -more))
        elif file in endings and file not in others:
            differences.append(Difference(file, NOT_THERE, endings[file]))
        total = passed + len(others)
        lost = sum(each.tests for each in differences if each.native != NOT_THERE)
        return Comparison(total, total - lost, differences)


def file_of(test: str) -> str:
    return test.partition("::")[0]
