from fractions import Fraction

import pytest

from tests.benchmarks.figures import Figure, Goal, Profile, Side, percentile

TENTH = Goal(most=50, share=Fraction(1, 10), of="uvicorn")


@pytest.mark.parametrize(
    ("medians", "met"),
    [
        ({"ours": 50.0, "uvicorn": 500.0}, True),
        ({"ours": 51.0, "uvicorn": 900.0}, False),
        ({"ours": 50.0, "uvicorn": 499.0}, False),
        ({"ours": 50.0}, None),
        ({"uvicorn": 500.0}, None),
    ],
)
def test_a_goal_is_met_by_all_of_it(medians: dict[Side, float], met: bool | None) -> None:
    assert TENTH.met_by(medians) is met


def test_at_least() -> None:
    assert Goal(least=50).met_by({"ours": 50.0}) is True
    assert Goal(least=50).met_by({"ours": 49.0}) is False


def test_no_goal_is_neither_met_nor_missed() -> None:
    assert Goal().met_by({"ours": 1.0, "stock": 1.0}) is None


def test_a_goal_in_words() -> None:
    assert TENTH.words("ms") == "<= 50 ms, <= 1/10 of uvicorn"
    assert Goal(least=50).words("MB/s") == ">= 50 MB/s"
    assert Goal(share=Fraction(3, 2), of="uvicorn").words("ms") == "<= 1.5 of uvicorn"
    assert Goal().words("ms") == ""


def test_medians_and_the_share_of_ours() -> None:
    figure = Figure("visit", "ms", {"ours": [30.0, 10.0, 20.0], "stock": [200.0], "uvicorn": []})
    assert figure.medians == {"stock": 200, "ours": 20}
    assert figure.share == 0.1


def test_no_share_of_nothing() -> None:
    assert Figure("growth", "MB", {"ours": [1.0], "stock": [0.0]}).share is None
    assert Figure("memory", "MB", {"ours": [1.0]}).share is None


def test_a_profile_is_in_the_order_of_its_milestones() -> None:
    profile = Profile("cold", "ours", {"serving": [90.0, 110.0], "started": [20.0, 40.0]})
    assert profile.reached == {"started": 30, "serving": 100}
    assert list(profile.steps.items()) == [("started", 30), ("serving", 70)]


def test_percentiles() -> None:
    values = [float(number) for number in range(101)]
    assert [percentile(values, each) for each in (50, 99)] == [50, 99]
