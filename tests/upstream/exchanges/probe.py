"""An app that tells everything it was told, and does what frameworks do not; with its questions.

The suites ask as their authors thought of asking. Here each question is one that an app could tell
a server by: the whole scope, odd paths and queries, methods, bodies, headers, statuses.
"""

from dataclasses import replace
from itertools import count
from urllib.parse import quote

from tests.upstream.exchanges.project import ENTRY, Files
from tests.upstream.exchanges.recording import App, Exchange

_APP = b'''\
"""Answers with its scope; the query says otherwise, as Python."""

import json
from urllib.parse import unquote


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    chunks = []
    while not chunks or chunks[-1]["more_body"]:
        chunks.append(await receive())
    query = unquote(scope["query_string"].decode())
    if query.startswith("python:"):
        code = "async def run():\\n" + "\\n".join(
            "    " + line for line in query.removeprefix("python:").splitlines()
        )
        names = {"scope": scope, "receive": receive, "send": send, "Send": Send(send)}
        exec(code, names)
        await names["run"]()
        return
    # Ports are anybody's choice. What is known to differ has questions of its own.
    asked_apart = (b"accept-encoding", b"sec-fetch-user")
    headers = [
        each for each in scope["headers"] if each[0] not in asked_apart or each[1] == b"identity"
    ]
    hosts = {name: scope[name][0] for name in ("client", "server")}
    body = b"".join(chunk["body"] for chunk in chunks)
    told = {**scope, **hosts, "headers": headers, "body": body}
    await Send(send)(200, json.dumps(told, default=text, indent=1, sort_keys=True))


def text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else repr(value)


class Send:
    def __init__(self, send):
        self.send = send

    async def __call__(self, status=200, *bodies, **headers):
        pairs = [(n.replace("_", "-").encode(), v.encode("latin-1")) for n, v in headers.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": pairs})
        for body in bodies:
            await self.body(body, more_body=True)
        await self.body("")

    async def body(self, body, more_body=False):
        body = body.encode() if isinstance(body, str) else body
        await self.send({"type": "http.response.body", "body": body, "more_body": more_body})
'''

_TARGETS = (
    "/",
    "//",
    "/a//b/",
    "/a/./b/../c",
    "/caf%C3%A9/%e9/%2F%2f%25",
    "/%7Euser/~user/a;b=c/a,b/a:b/@",
    "/a+b%20c",
    "/!$&'()*",
    '/a"b<c>d`e{f}g|h\\i^j[k]',
    "/%zz%4",
    "/\u00e9",
    "/?",
    "/?a",
    "/?a=b&a=c&=&&",
    "/?q=a+b%20c%2B",
    "/?q='\"<>`{}|\\^[]",
    "/?q=\u00e9\u4e16",
    "/?q=%zz%",
    "/?a?b/c",
    "/#fragment",
    f"/{'a' * 5000}?{'b' * 5000}",
)

_HEADERS: dict[str, tuple[tuple[str, str], ...]] = {
    "/headers/repeated": (("X-Mixed-Case", "A b"), ("x-mixed-case", "again")),
    "/headers/empty": (("x-empty", ""),),
    "/headers/latin": (("x-latin", "\u00e9\u00ff"),),
    "/headers/accepted": (("accept", "text/html"), ("accept-language", "de"), ("x-last", "1")),
    "/headers/cached": (("content-type", "text/x"), ("cache-control", "no-cache")),
    "/headers/conditional": (("range", "bytes=0-1"), ("if-none-match", '"a"')),
    "/headers/agent": (("user-agent", "own"), ("authorization", "Bearer a.b")),
}

_PAGES = (
    "/page",
    "/page?a=b%20c",
    "/redirected?python:await Send(303, location='/page?after')",
    "/missing?python:await Send(404, 'nothing here', content_type='text/plain')",
    "/html?python:await Send(200, '<p>caf\u00e9', content_type='text/html')",
    "/utf8?python:await Send(200, '<p>caf\u00e9', content_type='text/html; charset=utf-8')",
    "/json?python:await Send(200, '{}', content_type='application/json')",
    "/dies?python:raise ValueError",
    "/user?python:await Send(200, str(b'sec-fetch-user' in dict(scope['headers'])))",
)
"""For a frame."""

_CODE = (
    "await Send(200, dict(scope['headers'])[b'accept-encoding'])",
    "await Send(200, 'a', 'b', 'c')",
    "await Send(200, 'abc', content_length='3')",
    "await Send(200, 'abc', content_length='5')",
    "await Send(200, 'abcde', content_length='3')",
    "await Send(200, content_length='0')",
    "await Send(200)",
    "await Send(204)",
    "await Send(204, 'abc')",
    # Closed: what follows the head would be taken for the next response if it came a moment later.
    "await Send(205, connection='close')",
    "await Send(304, etag='a')",
    "await Send(404, 'abc', content_length='3')",
    "await Send(418)",
    "await Send(499, 'abc')",
    "await Send(599)",
    "await Send(200, 'a', X_Case='A', x_case='B')",
    "await Send(200, 'a', x_latin='\\xe9')",
    "await Send(200, 'a', x_spaces='  a  b  ')",
    "await Send(200, 'a', x_empty='')",
    "await Send(200, 'a', x_control='a\\x00b')",
    "await Send(200, 'a', server='mine', date='Thu, 01 Jan 1970 00:00:00 GMT')",
    "await Send(200, 'a', connection='close')",
    "await Send(200, 'a', content_type='text/html')",
    "await Send(200, 'a', transfer_encoding='chunked')",
    "await Send(200, 'a', content_encoding='identity')",
    "import gzip\nawait Send(200, gzip.compress(b'text'), content_encoding='gzip')",
    "await Send(200, 'text', content_encoding='unknown')",
    "await Send(307, location='/elsewhere?a#b')",
    "await Send(303, location='elsewhere')",
    "await Send(301, location='//' + dict(scope['headers'])[b'host'].decode() + '/x')",
    "await Send(302, location='https://example.com/')",
    "await Send(302, location='http://[')",
    "await Send(302, 'no location')",
    "await Send(300, 'choose', location='/x')",
    "await Send(201, 'made', location='/x')",
    "await Send(200, set_cookie='a=1; Path=/')",
    "await Send(200, set_cookie='b=2; Path=/; HttpOnly')",
    "await Send(200, set_cookie='c=3; Path=/deep')",
    "await Send(200, x_frame_options='DENY', content_security_policy=\"default-src 'none'\")",
    "raise ValueError('at once')",
    "await Send(200, 'a')\nraise ValueError('late')",
    "await Send.send({'type': 'http.response.start', 'status': 200})\nraise ValueError('midway')",
    "await Send.send({'type': 'http.response.start', 'status': 200})\n"
    "await Send.body('a', True)\nraise ValueError('midway')",
    "return",
    "return 1",
    "await Send.body('no head')",
    "await Send.send({'type': 'http.response.start', 'status': 200})\nreturn",
    "await Send(200, 'a')\nawait Send(200, 'b')",
    "await Send(99)",
    "await Send(600, 'abc')",
)


def probe(requirements: str) -> tuple[App, Files]:
    """The app with its questions, and its files."""
    files = {
        "main.py": _APP,
        "pyproject.toml": f'[tool.asgipad]\napp = "{ENTRY}"\n'.encode(),
        "requirements.txt": requirements.encode(),
    }
    return App("probe", (), (), tuple(_questions())), files


def _questions() -> list[Exchange]:
    asked = [_question("GET", target) for target in _TARGETS]
    asked += [_question(method, "/") for method in ("HEAD", "OPTIONS", "DELETE", "PATCH")]
    asked += [_question(method, "/") for method in ("POST", "PUT", "QUERY", "delete", "own")]
    asked += [
        _question(method, "/", body=b"caf\xc3\xa9\x00\xff")
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    ]
    asked += [_question("POST", "/", body=b"a" * 200_000)]
    asked += [_question("GET", target, headers) for target, headers in _HEADERS.items()]
    asked += [replace(_question("GET", target), as_page=True) for target in _PAGES]
    codes = [f"/deep/er?python:{quote(code)}" for code in _CODE]
    asked += [_question("GET", target) for target in codes]
    asked += [_question("HEAD", target) for target in codes]
    asked += [_question("POST", target, body=b"x") for target in codes]
    return [*asked, _question("GET", "/deep/er"), _question("GET", "/after")]


_numbers = count(1)


def _question(
    method: str, target: str, headers: tuple[tuple[str, str], ...] = (), body: bytes = b""
) -> Exchange:
    return Exchange(f"question {next(_numbers)}", 0, method, target, headers, (), body)
