"""Where an event stream has got to, read out of its bytes."""

import pytest

from tests.browser.worker.conftest import Modules

SCAN = """
const { IdScanner } = await load("last_event_id");
const found = [];
const scanner = new IdScanner("before", (id) => found.push(id));
const bytes = new TextEncoder().encode(arg.stream);
const size = arg.size || bytes.length;
for (let at = 0; at < bytes.length; at += size) scanner.read(bytes.subarray(at, at + size));
return found;
"""


def scan(modules: Modules, stream: str) -> list[str]:
    whole = modules.run(SCAN, {"stream": stream, "size": 0})
    bytewise = modules.run(SCAN, {"stream": stream, "size": 1})
    assert whole == bytewise
    assert isinstance(whole, list)
    return whole


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        ("id: 1\ndata: x\n\n", ["1"]),
        ("id:1\r\ndata: x\r\n\r\nid: 2\r\n\r\n", ["1", "2"]),
        ("id: 1\rdata: x\r\r", ["1"]),
        ("data: x\n\n", ["before"]),
        ("id: 1\n\ndata: x\n\n", ["1", "1"]),
        ("id: 1\n\nid\n\n", ["1", ""]),
        ("id: 1\n\nid:\n\n", ["1", ""]),
        ("id: \0\n\n", ["before"]),
        ("id:  two: parts\n\n", [" two: parts"]),
        ("id: größer\n\n", ["größer"]),
        ("ideal: 1\n\nids: 2\n\n: id: 3\n\ndata: id: 4\n\n", ["before"] * 4),
        ("\ufeffid: 1\n\n", ["1"]),
        ("id: 1\ndata: the event has not ended\n", []),
    ],
)
def test_the_id_in_force_at_the_end_of_each_event(
    modules: Modules, stream: str, expected: list[str]
) -> None:
    assert scan(modules, stream) == expected
