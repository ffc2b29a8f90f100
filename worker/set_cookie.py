"""One Set-Cookie header, understood as browsers do (RFC 6265, section 5.2, with what its successor
draft 6265bis adds and browsers enforce: name prefixes, SameSite, sizes).

`http.cookiejar` reads another dialect: it drops a cookie for a Max-Age that is no number, lets the
first of two Paths win, keeps a Path that is none, and knows neither SameSite nor name prefixes.
"""

import calendar
import re
import time
from email.utils import parsedate_tz

from .messages import ConnectionScope, Cookie, SameSite

LARGEST = 4096
"""Bytes of name and value together (6265bis, section 5.6)."""

LARGEST_ATTRIBUTE = 1024

PAST = 0.0
"""When a cookie that is deleted has expired."""

_SAME_SITE: dict[str, SameSite] = {"strict": "strict", "lax": "lax", "none": "none"}


class RefusedCookie(Exception):
    """A browser would not keep it; the message is a clause that says why."""


def parse_set_cookie(header: bytes, client: ConnectionScope) -> tuple[Cookie, bool]:
    """The cookie, as an answer to `client` sets it, and whether it is HttpOnly.

    `header` is the value of the header, without control characters.

    :raises RefusedCookie:
    """
    pair, *pieces = _text(header).split(";")
    name, equals, value = (part.strip(" \t") for part in pair.partition("="))
    if not equals:
        name, value = "", name
    if not name and not value:
        raise RefusedCookie("it has neither a name nor a value")
    if len((name + value).encode()) > LARGEST:
        raise RefusedCookie(f"its name and value are longer than {LARGEST} bytes")
    attributes = _attributes(pieces)
    _check_domain(attributes.get("domain", ""), client["server"][0])
    _check_prefix(name, attributes)
    same_site = _SAME_SITE.get(attributes.get("samesite", "").lower(), "lax")
    if same_site == "none" and "secure" not in attributes:
        raise RefusedCookie("with SameSite=None it must be Secure")
    cookie = Cookie(
        name=name,
        value=value,
        path=_path(attributes.get("path", ""), client),
        expires=_expiry(attributes),
        same_site=same_site,
    )
    return cookie, "httponly" in attributes


def request_path(client: ConnectionScope) -> str:
    """The path as the browser sees it."""
    return client["root_path"] + client["raw_path"]


def _text(header: bytes) -> str:
    """Browsers show scripts UTF-8, and would send other bytes back as they are."""
    try:
        return header.decode()
    except UnicodeDecodeError:
        return header.decode("latin-1")


def _attributes(pieces: list[str]) -> dict[str, str]:
    """By lower-case name; of several with one name the last counts."""
    found = {}
    for piece in pieces:
        name, _, value = (part.strip(" \t") for part in piece.partition("="))
        name = name.lower()
        if len(value.encode()) > LARGEST_ATTRIBUTE or not _means_something(name, value):
            continue
        found[name] = value
    return found


def _means_something(name: str, value: str) -> bool:
    """An attribute that cannot be read is as good as none, and does not undo an earlier one."""
    if name == "max-age":
        return re.fullmatch(r"-?[0-9]+", value) is not None
    if name == "expires":
        return _date(value) is not None
    return True


def _check_domain(domain: str, host: str) -> None:
    """A domain around the host is taken for the host: beyond it are other people's projects."""
    domain = domain.lower().removeprefix(".")
    if domain and domain != host and not host.endswith(f".{domain}"):
        raise RefusedCookie(f"its Domain is {domain}, and the app is at {host}")


def _check_prefix(name: str, attributes: dict[str, str]) -> None:
    """6265bis, section 4.1.3."""
    lower = name.lower()
    if lower.startswith(("__secure-", "__host-")) and "secure" not in attributes:
        raise RefusedCookie("with this name it must be Secure")
    if lower.startswith("__host-") and (attributes.get("domain") or attributes.get("path") != "/"):
        raise RefusedCookie("with this name it must have Path=/ and no Domain")


def _path(path: str, client: ConnectionScope) -> str:
    """Where it is sent, as the browser sees it: an app that is mounted may not know where."""
    root = client["root_path"]
    if not path.startswith("/"):
        return request_path(client).rpartition("/")[0] or "/"
    return path if f"{path}/".startswith(f"{root}/") else root + path


def _expiry(attributes: dict[str, str]) -> float | None:
    """Seconds since the epoch, None: with the browser's session."""
    age = attributes.get("max-age")
    if age is not None:
        # more digits than any clock has would not fit into a float
        return PAST if age.startswith("-") or not int(age[:15]) else time.time() + int(age[:15])
    expires = attributes.get("expires")
    return None if expires is None else _date(expires)


def _date(text: str) -> float | None:
    """Always UTC, whatever zone it names (RFC 6265, section 5.1.1)."""
    parsed = parsedate_tz(text)
    if parsed is None:
        return None
    year, month, day, hour, minute, second = parsed[:6]
    in_range = 1 <= month <= 12 and 1 <= day <= 31 and hour <= 23 and minute <= 59 and second <= 59
    if not in_range or not 1601 <= year <= 9999:
        return None
    return max(PAST, float(calendar.timegm((year, month, day, hour, minute, second))))
