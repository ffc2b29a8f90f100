"""Which differences count."""

from dataclasses import replace

import pytest

from tests.upstream.exchanges.comparison import Difference, differences, volatile
from tests.upstream.exchanges.replay import Answer

ANSWER = Answer(
    status=200,
    reason="OK",
    url="http://a.localhost/",
    type="basic",
    headers=(("content-type", "application/json"), ("date", "Sun, 22 Nov 2026 21:00:00 GMT")),
    body=b'{"a": 1, "b": 2}',
)


def with_body(body: str) -> Answer:
    return replace(ANSWER, body=body.encode())


def with_headers(**headers: str) -> Answer:
    pairs = ((name.replace("_", "-"), value) for name, value in headers.items())
    return replace(ANSWER, headers=tuple(pairs))


def test_the_same() -> None:
    assert differences(ANSWER, ANSWER, ANSWER) == []
    assert volatile(ANSWER, ANSWER) == []


@pytest.mark.parametrize("what", ["status", "reason", "url", "cookies", "refused", "broken"])
def test_any_part_counts(what: str) -> None:
    other = replace(ANSWER, **{what: 404 if what == "status" else "other"})  # type: ignore[arg-type]
    ((different, _, _),) = (
        (d.what, d.server, d.preview) for d in differences(ANSWER, ANSWER, other)
    )
    assert different == what


def test_the_date_is_now_on_both_sides() -> None:
    then = with_headers(date="Thu, 01 Jan 1970 00:00:00 GMT")
    now = with_headers(date="Sun, 22 Nov 2026 21:00:00 GMT")
    assert differences(then, then, now) == []
    none = with_headers()
    assert differences(then, then, none) == [Difference("header date", "now", "-")]


def test_a_header_that_only_one_side_has() -> None:
    one, none = with_headers(x_a="1"), with_headers()
    assert differences(one, one, none) == [Difference("header x-a", "1", "-")]
    assert differences(none, none, one) == [Difference("header x-a", "-", "1")]


def test_what_is_random_on_the_server_may_be_anything() -> None:
    first, second = with_body('{"id": "a1", "n": 1}'), with_body('{"id": "b2", "n": 1}')
    assert differences(first, second, with_body('{"id": "c3", "n": 1}')) == []
    assert volatile(first, second) == ["body"]


def test_what_stands_beside_it_may_not() -> None:
    first, second = with_body('{"id": "a1", "n": 1}'), with_body('{"id": "b2", "n": 1}')
    (found,) = differences(first, second, with_body('{"id": "c3", "n": 2}'))
    assert found.what == "body"


def test_a_header_that_the_server_has_only_sometimes() -> None:
    one, none = with_headers(x_a="1"), with_headers()
    assert differences(one, none, with_headers(x_a="2")) == []


def test_another_order_is_a_difference_of_its_own() -> None:
    (found,) = differences(ANSWER, ANSWER, with_body('{"b": 2, "a": 1}'))
    assert found.what == "order"
    (found,) = differences(ANSWER, ANSWER, with_body('{"b": 2, "a": 2}'))
    assert found.what == "body"
    (found,) = differences(with_body("[1, 2]"), with_body("[1, 2]"), with_body("[2, 1]"))
    assert found.what == "order"
    (found,) = differences(with_body("a"), with_body("a"), with_body("b"))
    assert found.what == "body"
