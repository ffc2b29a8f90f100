import pytest

from tests.upstream.suites.differences import Known
from tests.upstream.suites.recording import Comparison, Difference
from tests.upstream.suites.report import Report

KNOWN = Known.parse("A browser starts no processes.\n    tests/test_a.py::test_cli\n")
CLI = Difference("tests/test_a.py::test_cli", "passed", "failed")
ROUTE = Difference("tests/test_a.py::test_route", "passed", "failed")
WHY = {"tests/test_a.py::test_route": "Traceback ...\nE   assert 404 == 200\n"}


def report(*differences: Difference, over: list[str] | None = None) -> Report:
    comparison = Comparison(9, 9 - len(differences), list(differences))
    return Report(comparison, KNOWN, over or [], WHY)


def test_a_known_difference_is_expected() -> None:
    assert report(CLI).is_expected
    assert report(CLI).lines() == [
        "known    tests/test_a.py::test_cli: natively passed, here failed",
        "         A browser starts no processes.",
        "8 of 9 outcomes are equal to native",
    ]


def test_an_unknown_difference_is_not() -> None:
    assert not report(CLI, ROUTE).is_expected
    assert report(ROUTE).lines() == [
        "UNKNOWN  tests/test_a.py::test_route: natively passed, here failed",
        "         E   assert 404 == 200",
        "8 of 9 outcomes are equal to native",
    ]


def test_a_known_difference_that_is_over_is_not() -> None:
    over = report(over=["tests/test_a.py::test_cli"])
    assert not over.is_expected
    assert over.lines() == [
        "OVER     tests/test_a.py::test_cli: equal now, take it off the list",
        "9 of 9 outcomes are equal to native",
    ]


@pytest.mark.parametrize(
    "difference, known", [(CLI, "A browser starts no processes."), (ROUTE, None)]
)
def test_a_program_reads_the_same(difference: Difference, known: str | None) -> None:
    assert report(difference).document() == {
        "total": 9,
        "equal": 8,
        "differences": [
            {**difference._asdict(), "known": known, "reason": WHY.get(difference.test, "")}
        ],
        "over": [],
    }
