"""Set-Cookie as browsers read it, by the sections of RFC 6265."""

import time

import pytest

from tests.worker.cookie_policy import PREVIEW, NodePolicy
from worker.messages import Cookie

MOUNTED = "http://asgipad.localhost:8000/preview/p1/"


class Refused(Exception):
    pass


def parse(header: str, path: str = "/", preview: str = PREVIEW, now: float | None = None) -> Cookie:
    """What the browser is told, which has no value of an HttpOnly cookie."""
    policy = NodePolicy(preview)
    policy.now = now
    taken = policy.take(path, [header])
    for _, reason in taken["refused"]:
        raise Refused(reason)
    (cookie,) = taken["told"]
    return cookie


@pytest.mark.parametrize(
    ("header", "name", "value"),
    [
        ("a=b", "a", "b"),
        (" a\t=  b c\t; Path=/", "a", "b c"),
        ("a=", "a", ""),
        ("a=b=c==", "a", "b=c=="),
        ('a="b, \\054c"; Path=/', "a", '"b, \\054c"'),
        ("a=caf\xe9", "a", "caf\xe9"),
        ("b", "", "b"),
        ("=b", "", "b"),
        ("expires=5; path=/", "expires", "5"),
    ],
)
def test_name_and_value(header: str, name: str, value: str) -> None:
    cookie = parse(header)
    assert (cookie["name"], cookie["value"]) == (name, value)


@pytest.mark.parametrize(
    ("path", "request_path", "expected"),
    [
        ("; Path=/x", "/a/b", "/x"),
        ("; path=/x; PATH=/y/", "/", "/y/"),
        ("", "/", "/"),
        ("", "/a", "/"),
        ("", "/a/", "/a"),
        ("", "/a/b", "/a"),
        ("; Path=", "/a/b", "/a"),
        ("; Path=x", "/a/b", "/a"),
        ("; Path", "/a/b", "/a"),
        (f"; Path=/{'x' * 1024}", "/a/b", "/a"),
    ],
)
def test_path(path: str, request_path: str, expected: str) -> None:
    assert parse(f"a=b{path}", request_path)["path"] == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("; Path=/", "/preview/p1/"),
        ("; Path=/preview/p1/", "/preview/p1/"),
        ("; Path=/admin", "/preview/p1/admin"),
        ("; Path=/preview/p1", "/preview/p1/"),
        ("; Path=/preview/p1/admin", "/preview/p1/admin"),
        ("; Path=/preview/p12", "/preview/p1/preview/p12"),
        ("", "/preview/p1/books"),
    ],
)
def test_path_of_a_mounted_app(path: str, expected: str) -> None:
    assert parse(f"a=b{path}", "/books/1", MOUNTED)["path"] == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", None),
        ("Max-Age=100", 1100.0),
        ("max-age=100; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 1100.0),
        ("Max-Age=100; Max-Age=soon", 1100.0),
        ("Max-Age=0", 0.0),
        ("Max-Age=-1", 0.0),
        ("Max-Age=1.5", None),
        ("Max-Age", None),
        ("Expires=Wed, 09 Feb 2033 22:23:32 GMT", 1991600612.0),
        ("Expires=Wednesday, 09-Feb-33 22:23:32 GMT", 1991600612.0),
        ("Expires=Wed Feb  9 22:23:32 2033", 1991600612.0),
        ("Expires=Wed, 09 Feb 2033 22:23:32 +0200", 1991600612.0),
        ("Expires=Thu, 01 Jan 1601 00:00:00 GMT", 0.0),
        ("Expires=Wed, 09 Feb 2033 25:23:32 GMT", None),
        ("Expires=tomorrow", None),
        ("Expires=0", None),
    ],
)
def test_expiry(attributes: str, expected: float | None) -> None:
    assert parse(f"a=b; {attributes}", now=1000.0)["expires"] == expected


def test_an_age_of_a_thousand_digits() -> None:
    assert (parse(f"a=b; Max-Age={'9' * 1000}")["expires"] or 0) > time.time()


@pytest.mark.parametrize(
    ("attributes", "same_site", "http_only"),
    [
        ("", "lax", False),
        ("HTTPonly", "lax", True),
        ("HttpOnly=false; samesite=STRICT", "strict", True),
        ("SameSite=None; Secure", "none", False),
        ("SameSite=whatever", "lax", False),
        ("Version=1; Port=80; Priority=High", "lax", False),
    ],
)
def test_flags(attributes: str, same_site: str, http_only: bool) -> None:
    cookie = parse(f"a=b; {attributes}")
    hidden = (cookie["value"], cookie["expires"]) == ("", 0)
    assert (cookie["same_site"], hidden) == (same_site, http_only)


@pytest.mark.parametrize(
    "header",
    [
        "a=b; Domain=p1.asgipad.localhost",
        "a=b; Domain=.asgipad.LOCALHOST",
        "a=b; Domain=; Domain",
        "__Host-a=b; Secure; Path=/",
        "__Secure-a=b; Secure",
        f"a={'b' * 4095}",
    ],
)
def test_accepted(header: str) -> None:
    parse(header)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", "it has neither a name nor a value"),
        ("; Path=/", "it has neither a name nor a value"),
        ("a=b; Domain=example.com", "its Domain is example.com, and the app is at p1.asgipad.loc"),
        ("a=b; Domain=sgipad.localhost", "its Domain is sgipad.localhost"),
        ("a=b; SameSite=None", "with SameSite=None it must be Secure"),
        ("__Secure-a=b", "with this name it must be Secure"),
        ("__Host-a=b; Secure", "with this name it must be Secure, with Path=/ and no Domain"),
        ("__Host-a=b; Secure; Path=/; Domain=p1.asgipad.localhost", "with this name it must be"),
        (f"a={'b' * 4096}", "its name and value are longer than 4096 bytes"),
        ("a=" + "\xe9" * 2048, "its name and value are longer than 4096 bytes"),
    ],
)
def test_refused(header: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        parse(header)
