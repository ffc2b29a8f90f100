from collections import Counter

import pytest

from tests.upstream.suites.inside.reporter import Ending, Outcome
from tests.upstream.suites.recording import Comparison, Difference, Recording, RecordingError

TEXT = """\
# anyio 4 under CPython 3.14
2 tests/test_a.py
skipped tests/test_a.py::test_three
skipped tests/test_b.py
"""


@pytest.fixture
def recording() -> Recording:
    return Recording.parse(TEXT)


def outcome(test: str, ending: Ending = "passed") -> Outcome:
    return Outcome(test=test, ending=ending, reason="", seconds=0)


NATIVE = [
    outcome("tests/test_a.py::test_one"),
    outcome("tests/test_a.py::test_two[x::y]"),
    outcome("tests/test_a.py::test_three", "skipped"),
    outcome("tests/test_b.py", "skipped"),
]


def test_a_recording_is_made_of_outcomes() -> None:
    recording = Recording.of(NATIVE, ["anyio 4 under CPython 3.14"])
    assert recording.dump() == TEXT


def test_a_recording_is_read() -> None:
    assert Recording.parse(TEXT).dump() == TEXT
    assert Recording.parse(TEXT).passed == Counter({"tests/test_a.py": 2})


def test_a_line_that_is_neither_is_refused() -> None:
    with pytest.raises(RecordingError, match="passed"):
        Recording.parse("passed\n")


def test_equal_outcomes(recording: Recording) -> None:
    assert recording.compare(NATIVE, recording.files()) == Comparison(4, 4, [])


def test_only_the_files_that_ran_count(recording: Recording) -> None:
    assert recording.compare(NATIVE[:3], ["tests/test_a.py"]) == Comparison(3, 3, [])


def test_another_ending(recording: Recording) -> None:
    outcomes = [
        outcome("tests/test_a.py::test_one", "failed"),
        NATIVE[1],
        outcome("tests/test_a.py::test_three"),
    ]
    assert recording.compare(outcomes, ["tests/test_a.py"]) == Comparison(
        3,
        1,
        [
            Difference("tests/test_a.py::test_one", "passed", "failed"),
            Difference("tests/test_a.py::test_three", "skipped", "passed"),
        ],
    )


def test_tests_that_are_missing(recording: Recording) -> None:
    comparison = recording.compare(NATIVE[:1], ["tests/test_a.py", "tests/test_b.py"])
    assert comparison == Comparison(
        4,
        1,
        [
            Difference("tests/test_a.py::test_three", "skipped", "not run"),
            Difference("tests/test_a.py", "passed", "not run"),
            Difference("tests/test_b.py", "skipped", "not run"),
        ],
    )


def test_a_file_that_cannot_be_collected(recording: Recording) -> None:
    outcomes = [outcome("tests/test_a.py", "error")]
    assert recording.compare(outcomes, ["tests/test_a.py"]) == Comparison(
        3,
        0,
        [
            Difference("tests/test_a.py::test_three", "skipped", "not run"),
            Difference("tests/test_a.py", "passed", "error", 2),
        ],
    )


def test_tests_that_are_new(recording: Recording) -> None:
    outcomes = [*NATIVE[:3], outcome("tests/test_a.py::test_four")]
    comparison = recording.compare(outcomes, ["tests/test_a.py"])
    assert comparison.differences == [Difference("tests/test_a.py", "not there", "new", 1)]
    assert comparison.equal == 3


def test_a_selection_lacks_nothing(recording: Recording) -> None:
    outcomes = [NATIVE[0]]
    compared = recording.compare(outcomes, recording.files(), selected=True)
    assert compared == Comparison(1, 1, [])
