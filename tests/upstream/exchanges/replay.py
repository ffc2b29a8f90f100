"""Asks an app from a page of Chromium, and keeps the answers as that page gets them."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Frame

from tests.upstream.exchanges.recording import Exchange

PATIENCE = 15_000
"""Milliseconds that one answer may take."""

FORBIDDEN = frozenset(
    {
        "access-control-request-headers",
        "access-control-request-method",
        "accept-encoding",
        "connection",
        "host",
        "origin",
        "referer",
    }
)
"""Headers that a page cannot set (Fetch, "forbidden request-header"): its browser does."""

PAGE = "asking.html"
"""Path of the page that asks. It is there before the apps, and stays while they come and go."""

PAGES_APP = b"""\
HEADERS = [(b"content-type", b"text/html")]
BODY = b'<!doctype html><head><link rel="icon" href="data:,"></head>'

async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": BODY})
"""
"""Serves it."""

# A GET that fails is asked once more, on a new connection: uvicorn ends a 205 with a chunk, which
# Chromium may find in front of the next answer, or not, as time goes.
_ASK = """async ({ exchanges, patience }) => {
  const octets = (text) => Uint8Array.fromBase64(text);
  const forget = (cookie) => {
    document.cookie = `${cookie.split("=")[0]}=; Path=/; Max-Age=0`;
  };
  const ask = async ({ method, target, headers, body, cookies, credentials, fresh }) => {
    if (fresh) for (const cookie of document.cookie.split("; ")) forget(cookie);
    for (const [name, value] of cookies) document.cookie = `${name}=${value}; Path=/`;
    const signal = AbortSignal.timeout(patience);
    const init = { method, headers, credentials, signal, ...(body && { body: octets(body) }) };
    const { pathname, search } = new URL(location.origin + target);
    try {
      const response = await fetch(location.origin + target, init);
      const { status, statusText, url, redirected, type } = response;
      const answer = { status, statusText, url, redirected, type, headers: [...response.headers] };
      try {
        return { ...answer, body: (await response.bytes()).toBase64() };
      } catch (error) {
        return { ...answer, broken: error.name };
      }
    } catch (error) {
      return { refused: error.name };
    }
  };
  const visit = async ({ target }) => {
    const frame = document.createElement("iframe");
    const loaded = new Promise((resolve) => { frame.onload = resolve; });
    frame.src = target;
    document.body.append(frame);
    await Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, patience))]);
    const { contentDocument: shown, contentWindow: { location, performance } } = frame;
    const [{ responseStatus: status }] = performance.getEntriesByType("navigation");
    const body = new TextEncoder().encode(shown.body.textContent).toBase64();
    const answer = { status, statusText: "", url: location.href, redirected: false,
      type: `${shown.contentType} ${shown.characterSet} ${shown.compatMode}`, headers: [], body };
    frame.remove();
    return answer;
  };
  const answers = [];
  for (const exchange of exchanges) {
    let answer = await (exchange.asPage ? visit(exchange) : ask(exchange));
    if (answer.refused === "TypeError" && exchange.method === "GET") answer = await ask(exchange);
    answers.push({ ...answer, cookies: document.cookie });
    if ([answer.refused, answer.broken].includes("TimeoutError")) break;
  }
  return answers;
}"""


@dataclass(frozen=True)
class Answer:
    """What a page sees of it. After one that came too late there are no more."""

    refused: str = ""
    """Why there is none: the name of a DOMException or of an error."""
    status: int = 0
    reason: str = ""
    url: str = ""
    """Where redirects have led."""
    redirected: bool = False
    type: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    broken: str = ""
    """Why the body has no end, like `refused`."""
    cookies: str = ""
    """That scripts see after it."""


def ask(frame: Frame, exchanges: Sequence[Exchange]) -> list[Answer]:
    """From `frame`, one after the other."""
    clients = [None, *(exchange.client for exchange in exchanges)]
    asked = [
        {
            "method": exchange.method,
            "target": exchange.target,
            "headers": [pair for pair in exchange.headers if pair[0] not in FORBIDDEN],
            "cookies": exchange.cookies,
            "body": base64.b64encode(exchange.body).decode(),
            "credentials": "omit" if exchange.asks_password else "same-origin",
            "asPage": exchange.as_page,
            "fresh": exchange.client != before,
        }
        for exchange, before in zip(exchanges, clients, strict=False)
    ]
    answers = frame.evaluate(_ASK, {"exchanges": asked, "patience": PATIENCE})
    return [_answer(answer) for answer in answers]


def _answer(answer: dict[str, Any]) -> Answer:
    if "refused" in answer:
        return Answer(refused=answer["refused"], cookies=answer["cookies"])
    return Answer(
        status=answer["status"],
        reason=answer["statusText"],
        url=answer["url"],
        redirected=answer["redirected"],
        type=answer["type"],
        headers=tuple((name, value) for name, value in answer["headers"]),
        body=base64.b64decode(answer.get("body", "")),
        broken=answer.get("broken", ""),
        cookies=answer["cookies"],
    )
