import pytest

from tests.upstream.suites.differences import Known
from tests.upstream.suites.recording import Difference

TEXT = """\
A browser starts no processes,
whatever they are for.
    tests/test_a.py::test_cli
    tests/test_a.py::test_fork[spawn]

No clock is that fine.
    tests/test_b.py::test_time
"""


@pytest.fixture
def known() -> Known:
    return Known.parse(TEXT)


def difference(test: str) -> Difference:
    return Difference(test, "passed", "failed")


@pytest.mark.parametrize(
    "test, reason",
    [
        ("tests/test_a.py::test_cli", "A browser starts no processes, whatever they are for."),
        ("tests/test_b.py::test_time[fast]", "No clock is that fine."),
        ("tests/test_a.py::test_fork[exec]", None),
        ("tests/test_b.py", None),
    ],
)
def test_reason(known: Known, test: str, reason: str | None) -> None:
    assert known.reason(difference(test)) == reason


def test_over(known: Known) -> None:
    differences = [difference("tests/test_a.py::test_cli")]
    assert known.over(differences, ["tests/test_a.py"]) == ["tests/test_a.py::test_fork[spawn]"]


def test_a_test_without_a_reason() -> None:
    with pytest.raises(ValueError, match="no reason"):
        Known.parse("    tests/test_a.py::test_cli\n")


def test_a_test_that_is_there_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        Known.parse("Why.\n    tests/test_a.py::test_cli\n    tests/test_a.py::test_cli\n")
