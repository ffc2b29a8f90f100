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
from collections.abc import Callable, Iterable
from typing import Protocol, TypedDict

from .messages import ConnectionScope, Cookie

logger = logging.getLogger("uvicorn.error")


class CookieRequest(TypedDict):
    """What decides which cookies a request carries."""

    path: str  # percent-encoded, without root_path
    site: str  # of its Sec-Fetch-Site header
    method: str  # "" for a WebSocket
    destination: str  # Request.destination, "" for a WebSocket


class Taken(TypedDict):
    """What became of the Set-Cookie headers of an answer."""

    told: list[Cookie]  # what the browser has to keep, or to delete where it has expired
    refused: list[tuple[str, str]]  # the header, and a clause that says why


class CookiePolicy(Protocol):
    """`worker/cookie_policy.js`, in plain Python values."""

    def restore(self, cookies: list[Cookie]) -> None: ...

    def kept(self) -> list[Cookie]: ...

    def header(self, request: CookieRequest, visible: list[tuple[str, str]]) -> str: ...

    def take(self, path: str, headers: list[str]) -> Taken: ...


class CookieJar:
    """What the browser cannot tell. `changed` gets all of it whenever a cookie has changed."""

    def __init__(self, policy: CookiePolicy, changed: Callable[[list[Cookie]], None]) -> None:
        self._policy = policy
        self._changed = changed

    def restore(self, cookies: Iterable[Cookie]) -> None:
        """Go on with what `changed` got last, in another interpreter."""
        self._policy.restore(list(cookies))

    def request_headers(self, client: ConnectionScope) -> list[tuple[bytes, bytes]]:
        """The Cookie header of an ASGI scope, for http and websocket; none if there are none."""
        visible = client.get("cookies")
        if visible is None:
            return []
        site = (value for name, value in client["headers"] if name == "sec-fetch-site")
        request = CookieRequest(
            path=client["raw_path"],
            site=next(site, "none"),
            method=str(client.get("method", "")),
            destination=str(client.get("destination", "")),
        )
        text = self._policy.header(request, visible)
        return [(b"cookie", text.encode())] if text else []

    def store(self, client: ConnectionScope, set_cookie: Iterable[bytes]) -> list[Cookie]:
        """Take in the Set-Cookie headers of an answer; returns what the browser has to be told.

        The headers are without control characters. A refused cookie is logged.
        """
        headers = [_text(header) for header in set_cookie]
        if "cookies" not in client or not headers:
            return []
        before = self._policy.kept()
        taken = self._policy.take(client["raw_path"], headers)
        for header, reason in taken["refused"]:
            text = header.partition(";")[0][:80]
            logger.warning("Cookies: browsers refuse '%s', because %s.", text, reason)
        after = self._policy.kept()
        if after != before:
            self._changed(after)
        return taken["told"]


def _text(header: bytes) -> str:
    """Browsers show scripts UTF-8, and would send other bytes back as they are."""
    try:
        return header.decode()
    except UnicodeDecodeError:
        return header.decode("latin-1")
