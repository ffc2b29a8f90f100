"""What an app is told of a request: what a server would have received."""

from typing import Any

import pytest

from tests.browser.worker.conftest import Modules

ORIGIN = "http://shop.asgipad.localhost:8000"

SCOPE = """
const { scopeOf } = await load("scope");
const values = {
  method: "GET", mode: "cors", destination: "", referrer: "", cache: "default", ...arg,
  headers: new Headers(arg.headers ?? []),
};
const url = new URL(values.url);
return scopeOf(values, arg.root ?? "", url.pathname, arg.size ?? 0);
"""


def scope(modules: Modules, path: str = "/", **request: Any) -> dict[str, Any]:
    """For a Request with these members; only a browser can make one that navigates."""
    made: dict[str, Any] = modules.run(SCOPE, {"url": ORIGIN + path, **request})
    return made


def headers(modules: Modules, path: str = "/", **request: Any) -> dict[str, str]:
    pairs = scope(modules, path, **request)["headers"]
    names = [name for name, _ in pairs]
    assert len(set(names)) == len(names)
    return dict(pairs)


NAVIGATION = {"mode": "navigate", "destination": "iframe"}


def test_the_path_stays_as_the_browser_wrote_it(modules: Modules) -> None:
    made = scope(modules, "/caf%C3%A9/a%2Fb/%zz?q=a%20b&q=%2B#fragment", destination="image")
    assert made["raw_path"] == "/caf%C3%A9/a%2Fb/%zz"
    assert made["query_string"] == "q=a%20b&q=%2B"
    assert (made["method"], made["root_path"], made["destination"]) == ("GET", "", "image")


@pytest.mark.parametrize(
    ("origin", "scheme", "server", "host"),
    [
        (ORIGIN, "http", ["shop.asgipad.localhost", 8000], "shop.asgipad.localhost:8000"),
        ("http://ide.test", "http", ["ide.test", 80], "ide.test"),
        ("https://ide.test", "https", ["ide.test", 443], "ide.test"),
        ("http://[::1]:81", "http", ["::1", 81], "[::1]:81"),
    ],
)
def test_the_server_is_the_one_in_the_address_bar(
    modules: Modules, origin: str, scheme: str, server: list[Any], host: str
) -> None:
    made = scope(modules, url=f"{origin}/x")
    assert (made["scheme"], made["server"]) == (scheme, server)
    assert dict(made["headers"])["host"] == host


def test_what_the_browser_adds_later(modules: Modules) -> None:
    found = headers(modules)
    assert found["user-agent"] == modules.page.evaluate("navigator.userAgent")
    assert found["accept"] == "*/*"
    assert found["accept-encoding"] == "gzip, deflate"
    assert found["accept-language"].startswith(modules.page.evaluate("navigator.language"))
    assert found["connection"] == "keep-alive"


def test_what_the_request_says_itself_wins(modules: Modules) -> None:
    own = [["Accept", "text/html"], ["Accept-Language", "cy"], ["X-Two", "1"], ["X-Two", "2"]]
    found = headers(modules, headers=own)
    assert found["accept"] == "text/html"
    assert found["accept-language"] == "cy"
    assert found["x-two"] == "1, 2"


# a body's length (Fetch, "HTTP-network-or-cache fetch")


@pytest.mark.parametrize(
    ("method", "size", "expected"),
    [
        ("POST", 12, "12"),
        ("POST", 0, "0"),
        ("PUT", 0, "0"),
        ("PATCH", 3, "3"),
        ("DELETE", 0, None),
        ("GET", 0, None),
        ("HEAD", 0, None),
    ],
)
def test_the_length_of_a_body(
    modules: Modules, method: str, size: int, expected: str | None
) -> None:
    assert headers(modules, method=method, size=size).get("content-length") == expected


# where the request comes from


@pytest.mark.parametrize(
    ("referrer", "expected"),
    [
        ("", None),
        ("about:client", None),
        (f"{ORIGIN}/page?q=1", f"{ORIGIN}/page?q=1"),
        ("https://other.test/", "https://other.test/"),
    ],
)
def test_the_referrer(modules: Modules, referrer: str, expected: str | None) -> None:
    assert headers(modules, referrer=referrer).get("referer") == expected


@pytest.mark.parametrize(
    ("referrer", "root", "expected"),
    [
        ("", "", "none"),
        ("about:client", "", "none"),
        (f"{ORIGIN}/page", "", "same-origin"),
        ("http://asgipad.localhost:8000/", "", "same-site"),
        ("http://other.asgipad.localhost:8000/", "", "same-site"),
        ("http://shop.asgipad.localhost:9/", "", "same-site"),
        ("https://asgipad.localhost:8000/", "", "cross-site"),
        ("http://localhost:8000/", "", "cross-site"),
        ("http://notasgipad.localhost:8000/", "", "cross-site"),
        ("https://other.test/", "", "cross-site"),
        # In prefix mode nothing tells which names around the host's are of the same site.
        ("http://asgipad.localhost:8000/", "/preview/shop", "cross-site"),
        (f"{ORIGIN}/p/?shop", "/preview/shop", "same-origin"),
    ],
)
def test_where_a_navigation_comes_from(
    modules: Modules, referrer: str, root: str, expected: str
) -> None:
    found = headers(modules, **NAVIGATION, referrer=referrer, root=root)
    assert found["sec-fetch-site"] == expected


def test_only_pages_of_the_origin_reach_it_without_navigating(modules: Modules) -> None:
    found = headers(modules, mode="no-cors", destination="image", referrer="")
    assert found["sec-fetch-site"] == "same-origin"
    assert (found["sec-fetch-mode"], found["sec-fetch-dest"]) == ("no-cors", "image")


def test_fetch_has_no_destination(modules: Modules) -> None:
    assert headers(modules)["sec-fetch-dest"] == "empty"


def test_a_navigation_says_so(modules: Modules) -> None:
    found = headers(modules, **NAVIGATION)
    assert (found["sec-fetch-mode"], found["sec-fetch-dest"]) == ("navigate", "iframe")


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"method": "GET"}, None),
        ({"method": "HEAD"}, None),
        ({"method": "POST"}, ORIGIN),
        ({"method": "DELETE"}, ORIGIN),
        ({**NAVIGATION, "method": "POST", "referrer": f"{ORIGIN}/form"}, ORIGIN),
        ({**NAVIGATION, "method": "POST", "referrer": "https://other.test/"}, "https://other.test"),
        ({**NAVIGATION, "method": "POST"}, "null"),
    ],
)
def test_the_origin_of_what_changes_something(
    modules: Modules, request_: dict[str, str], expected: str | None
) -> None:
    assert headers(modules, **request_).get("origin") == expected


@pytest.mark.parametrize(
    ("cache", "expected"),
    [
        ("default", [None, None]),
        ("no-cache", ["max-age=0", None]),
        ("no-store", ["no-cache", "no-cache"]),
        ("reload", ["no-cache", "no-cache"]),
    ],
)
def test_a_reload_asks_past_caches(
    modules: Modules, cache: str, expected: list[str | None]
) -> None:
    found = headers(modules, cache=cache)
    assert [found.get("cache-control"), found.get("pragma")] == expected
    own = headers(modules, cache=cache, headers=[["cache-control", "max-age=9"]])
    assert own["cache-control"] == "max-age=9"
