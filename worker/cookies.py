"""The cookies of one project, as a browser would keep them if it could.

A browser drops the Set-Cookie of a response that a service worker made, and shows a service worker
no Cookie header. Scripts' cookies live in the browser nevertheless: the service worker writes them
with the Cookie Store API, so `document.cookie` needs no help, and reads them there, too. But of
all it is shown only those with Path=/ (Chromium looks them up for the worker's own URL). So the
browser is asked for these, and this jar keeps what it cannot tell: HttpOnly cookies, and those with
another path.

The page keeps the jar with the project. It is one browser session for as long as the project
lives: cookies without an expiry date are kept, too.
"""

import logging
import time
from collections.abc import Callable, Iterable

from .messages import ConnectionScope, Cookie
from .set_cookie import PAST, RefusedCookie, parse_set_cookie, request_path

logger = logging.getLogger("uvicorn.error")

MOST = 180
"""Cookies of one host: the oldest go first. Browsers keep about as many."""


class CookieJar:
    """What the browser cannot tell. `changed` gets all of it whenever a cookie has changed."""

    def __init__(self, changed: Callable[[list[Cookie]], None]) -> None:
        self._changed = changed
        self._cookies: dict[tuple[str, str], Cookie] = {}  # the oldest first

    def restore(self, cookies: Iterable[Cookie]) -> None:
        """Go on with what `changed` got last, in another interpreter."""
        self._cookies = {_key(cookie): cookie for cookie in cookies}

    def request_headers(self, client: ConnectionScope) -> list[tuple[bytes, bytes]]:
        """The Cookie header of an ASGI scope, for http and websocket; none if there are none.

        Longer paths come first (RFC 6265, section 5.4). A script that writes a cookie of the name
        and path of an HttpOnly one cannot know that, and is ignored (section 5.3, step 11.2).
        """
        visible = client.get("cookies")
        if visible is None:
            return []
        kept = sorted(
            (cookie for cookie in self._cookies.values() if _is_sent(cookie, client)),
            key=lambda cookie: -len(cookie["path"]),
        )
        pairs = [(cookie["name"], cookie["value"]) for cookie in kept]
        hidden = {cookie["name"] for cookie in kept if cookie["path"] == "/"}
        pairs += [(name, value) for name, value in visible if name not in hidden]
        if not pairs:
            return []
        text = "; ".join(f"{name}={value}" if name else value for name, value in pairs)
        return [(b"cookie", text.encode())]

    def store(self, client: ConnectionScope, set_cookie: Iterable[bytes]) -> list[Cookie]:
        """Take in the Set-Cookie headers of an answer; returns what the browser has to be told.

        A cookie that has expired is one to delete. A refused one is logged.
        """
        if "cookies" not in client:
            return []
        told = []
        before = list(self._cookies.values())
        for header in set_cookie:
            try:
                cookie, http_only = parse_set_cookie(header, client)
            except RefusedCookie as refusal:
                text = header.partition(b";")[0][:80].decode("latin-1")
                logger.warning("Cookies: browsers refuse '%s', because %s.", text, refusal)
                continue
            if _has_expired(cookie) or not (http_only or cookie["path"] != "/"):
                self._cookies.pop(_key(cookie), None)
            else:
                self._cookies[_key(cookie)] = cookie
            if http_only:  # takes the place of one that scripts may see
                cookie = Cookie(**{**cookie, "value": "", "expires": PAST})
            told.append(cookie)
        while len(self._cookies) > MOST:
            del self._cookies[next(iter(self._cookies))]
        after = list(self._cookies.values())
        if after != before:
            self._changed(after)
        return told


def _key(cookie: Cookie) -> tuple[str, str]:
    return cookie["name"], cookie["path"]


def _is_sent(cookie: Cookie, client: ConnectionScope) -> bool:
    if _has_expired(cookie) or not _matches(request_path(client), cookie["path"]):
        return False
    site = next((value for name, value in client["headers"] if name == "sec-fetch-site"), "none")
    if site != "cross-site" or cookie["same_site"] == "none":
        return True
    # 6265bis, section 5.8.3: only a link to the whole page, or what reads like one.
    is_link = client.get("destination") == "document" and client.get("method") in ("GET", "HEAD")
    return cookie["same_site"] == "lax" and is_link


def _matches(path: str, cookie_path: str) -> bool:
    """RFC 6265, section 5.1.4."""
    folder = cookie_path if cookie_path.endswith("/") else f"{cookie_path}/"
    return path == cookie_path or path.startswith(folder)


def _has_expired(cookie: Cookie) -> bool:
    return cookie["expires"] is not None and cookie["expires"] <= time.time()
