"""What is said of an outcome, and what counts as new."""

from tests.upstream.exchanges.comparison import Difference
from tests.upstream.exchanges.known import KNOWN, Known, read_known
from tests.upstream.exchanges.recording import App, Exchange
from tests.upstream.exchanges.report import Report

FIRST = Exchange("test_a", 1, "GET", "/a")
SECOND = Exchange("test_b", 1, "POST", "/b", headers=(("origin", "http://b"),))
APP = App("docs_src.a:app", (("NAME", "value"),), (), (FIRST, SECOND))
DIFFERENCE = Difference("body", "same up to 1", "same up to 2")


def report(*known: Known, partial: bool = False) -> Report:
    made = Report(list(known), partial=partial)
    made.add(APP, FIRST, [])
    made.add(APP, SECOND, [DIFFERENCE])
    return made


def known(app: str = ".*", request: str = ".*", what: str = ".*", sometimes: bool = False) -> Known:
    return Known(app, request, what, "a reason", sometimes=sometimes)


def test_an_unknown_difference() -> None:
    made = report()
    assert [entry.difference for entry in made.unknown] == [DIFFERENCE]
    text = "\n".join(made.lines())
    assert "2 exchanges replayed: 1 identical." in text
    assert "uvicorn: 'same up to 1'" in text
    assert "as in docs_src.a:app NAME='value' | POST /b   (test_b)" in text
    assert "1 x origin" in text


def test_a_known_one() -> None:
    made = report(known(app="docs_src.a:app.*", request="POST /b", what="body"))
    assert (made.unknown, made.vanished) == ([], [])
    assert "Known, in 1 exchanges: a reason" in "\n".join(made.lines())


def test_one_that_is_known_of_something_else() -> None:
    for other in (known(app="docs_src.b.*"), known(request="GET .*"), known(what="status")):
        made = report(other)
        assert len(made.unknown) == 1
        assert made.vanished == [other]


def test_one_that_may_vanish() -> None:
    assert report(known(what="status", sometimes=True)).vanished == []
    assert report(known(what="status"), partial=True).vanished == []


def test_the_committed_ones_can_be_read() -> None:
    assert KNOWN.is_file()
    for suite in ("fastapi", "sqlmodel", "datasette", "probe"):
        assert all(entry.reason for entry in read_known(suite))
