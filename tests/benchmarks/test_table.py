import json
from fractions import Fraction

from tests.benchmarks.figures import Figure, Goal, Profile, Report
from tests.benchmarks.table import document, lines, written

REPORT = Report(
    [
        Figure(
            "warm visit", "ms", {"stock": [4500.0], "ours": [950.0]}, Goal(share=Fraction(1, 9))
        ),
        Figure("download", "MB/s", {"ours": [76.5], "uvicorn": [96.0]}, Goal(least=50)),
        Figure("growth", "MB", {"ours": [0.0]}),
    ],
    [
        Profile("cold", "ours", {"starting": [100.0], "installing": [300.0], "serving": [350.0]}),
        Profile("warm", "ours", {"starting": [50.0], "serving": [80.0]}),
    ],
)


def test_the_report() -> None:
    assert list(lines(REPORT, {"cores": "2"})) == [
        "cores: 2",
        "",
        "              stock       ours    uvicorn           ours  goal",
        "warm visit  4500 ms     950 ms             0.21 of stock  <= 1/9 of stock  missed",
        "download             76.5 MB/s  96.0 MB/s                 >= 50 MB/s       met",
        "growth                 0.00 MB",
        "",
        "ours, milliseconds from one milestone to the next",
        "              cold  warm",
        "  starting     100    50",
        "  installing   200",
        "  serving       50    30",
        "  in all       350    80",
    ]


def test_an_empty_report_has_no_table() -> None:
    assert list(lines(Report(), {"cores": "2"})) == ["cores: 2"]


def test_three_digits() -> None:
    assert written(0.853, "ms") == "0.85 ms"
    assert written(12.34, "MB") == "12.3 MB"
    assert written(1234.5, "ms") == "1234 ms"


def test_the_document_has_every_round() -> None:
    read = json.loads(json.dumps(document(REPORT, {"cores": "2"})))
    assert read["machine"] == {"cores": "2"}
    visit = read["figures"][0]
    assert visit["samples"] == {"stock": [4500], "ours": [950]}
    assert (visit["goal"], visit["met"]) == ("<= 1/9 of stock", False)
    assert read["profiles"][1]["medians"] == {"starting": 50, "serving": 80}
