"""What differs between two answers, other than what differs between two of one server, too."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from email.utils import parsedate_to_datetime
from typing import Any

from tests.upstream.exchanges.replay import Answer

_TOKENS = re.compile(r"([\w.:+-]+)")
"""A number, a time, an id, a word: what is random is one of these as a whole."""


@dataclass(frozen=True)
class Difference:
    what: str
    """ "status", "header etag", "body", ... """
    server: str
    preview: str


def differences(server: Answer, again: Answer, preview: Answer) -> list[Difference]:
    """Of `preview` to `server`, except where `again`, a second answer of the server to the same
    request, is another one: there time or chance is at work."""
    ours, theirs, their_next = (dict(_parts(answer)) for answer in (preview, server, again))
    if ours["body"] != theirs["body"] and _ordered(preview) == _ordered(server) != "":
        ours["order"], theirs["order"] = ours["body"], theirs["body"]
        their_next["order"] = their_next["body"]
        ours["body"] = theirs["body"] = their_next["body"] = ""
    return [
        Difference(what, theirs.get(what, "-"), ours.get(what, "-"))
        for what in sorted({*ours, *theirs, *their_next})
        if not _agrees(theirs.get(what), their_next.get(what), ours.get(what))
    ]


def volatile(server: Answer, again: Answer) -> list[str]:
    """The parts of an answer in which time or chance is at work."""
    first, second = dict(_parts(server)), dict(_parts(again))
    return [what for what in sorted({*first, *second}) if first.get(what) != second.get(what)]


def _parts(answer: Answer) -> Iterator[tuple[str, str]]:
    plain = replace(answer, headers=(), body=b"")
    for field in fields(plain):
        if field.name not in ("headers", "body"):
            yield field.name, str(getattr(plain, field.name))
    for name, value in answer.headers:
        if name == "date":
            parsedate_to_datetime(value)  # a date it must be
            value = "now"
        yield f"header {name}", value
    yield "body", answer.body.decode("latin-1")


def _ordered(answer: Answer) -> str:
    """The body of a JSON answer with keys and items in order; "" for others."""
    try:
        return json.dumps(_sorted(json.loads(answer.body)))
    except ValueError:
        return ""


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=json.dumps)
    return value


def _agrees(server: str | None, again: str | None, preview: str | None) -> bool:
    if preview in (server, again):
        return True
    if server is None or again is None or preview is None:
        return (server is None) != (again is None)
    if server == again:
        return False
    first, second, ours = map(_TOKENS.split, (server, again, preview))
    if len(first) != len(second):
        return True  # nothing can be said of where
    return len(ours) == len(first) and all(
        mine in (one, other) or one != other
        for one, other, mine in zip(first, second, ours, strict=True)
    )
