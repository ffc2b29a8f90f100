"""The ways of HTTP clients to `fetch`, with a `fetch` of the test's."""

from tests.worker.interpreter import run_fresh
from worker.outgoing.exchange import Answer
from worker.outgoing.wire import RequestReader, response_head

FETCH = """
from worker.outgoing import exchange, fetching

sent = []

class Body:
    def __init__(self, parts):
        self.parts = [*parts, b""]
        self.closed = False
    def read(self):
        part = self.parts.pop(0)
        if isinstance(part, Exception):
            raise part
        return part
    async def aread(self):
        return self.read()
    def close(self):
        self.closed = True

def answered(request):
    body = request.body.decode()
    sent.append([request.method, request.url, dict(request.headers), body, request.timeout])
    if "nowhere" in request.url:
        raise exchange.FetchFailed("nowhere does not let other sites read its answers (CORS)")
    if "late" in request.url:
        raise exchange.FetchTimeout("timed out")
    second = exchange.FetchFailed("network error") if "broken" in request.url else b"llo"
    status = 404 if "missing" in request.url else 200
    headers = [("x-seen", "yes"), ("set-cookie", "a=1"), ("set-cookie", "b=2")]
    return exchange.Answer(status, "Some Reason", headers, Body([b"he", second]))

async def answered_later(request):
    return answered(request)

fetching.fetch_sync, fetching.fetch = answered, answered_later
from worker import outgoing
outgoing.install()
"""


def test_urllib_asks_and_reads() -> None:
    assert run_fresh(
        FETCH,
        """
        import urllib.request
        with urllib.request.urlopen("https://example.org/a?b=c#d", timeout=3) as response:
            seen = [response.status, response.reason, response.url]
            seen += [response.read(3).decode(), response.read().decode()]
            seen += [response.headers["x-seen"], response.headers.get_all("set-cookie")]
        headers = {"X-Name": "Ada"}
        request = urllib.request.Request("http://user.example:81/", b"body", headers, method="PUT")
        urllib.request.urlopen(request).close()
        named = sent[1][2]
        names = [named["X-Name"], named["Host"]]
        show([seen, sent[0][:2], sent[0][4], sent[1][:2], sent[1][3:], names])
        """,
    ).shown == [
        [200, "Some Reason", "https://example.org/a?b=c#d", "hel", "lo", "yes", ["a=1", "b=2"]],
        ["GET", "https://example.org:443/a?b=c"],
        3,
        ["PUT", "http://user.example:81/"],
        ["body", None],
        ["Ada", "user.example:81"],
    ]


def test_urllibs_own_errors() -> None:
    assert run_fresh(
        FETCH,
        """
        import urllib.error, urllib.request
        def told(url):
            try:
                with urllib.request.urlopen(url) as response:
                    response.read()
            except OSError as error:
                message = str(error)
                if isinstance(error, urllib.error.HTTPError):
                    error.close()
                return [type(error).__name__, message]
        show([told(f"http://{name}.example") for name in ("nowhere", "late", "missing", "broken")])
        """,
    ).shown == [
        [
            "URLError",
            "<urlopen error nowhere does not let other sites read its answers (CORS)>",
        ],
        ["URLError", "<urlopen error timed out>"],
        ["HTTPError", "HTTP Error 404: Some Reason"],
        ["FetchFailed", "network error"],
    ]


def test_http_client_sends_a_body_in_parts() -> None:
    assert run_fresh(
        FETCH,
        """
        from http.client import HTTPConnection
        connection = HTTPConnection("example.org")
        connection.request("POST", "/chunks", iter([b"one ", b"two"]))
        first = connection.getresponse().read().decode()
        connection.putrequest("POST", "/parts")
        connection.putheader("Content-Length", "4")
        connection.endheaders()
        connection.send(b"la")
        connection.send(b"te")
        second = connection.getresponse().read().decode()
        show([first, second, [[url, body] for _, url, _, body, _ in sent]])
        """,
    ).shown == [
        "hello",
        "hello",
        [["http://example.org:80/chunks", "one two"], ["http://example.org:80/parts", "late"]],
    ]


def test_httpx() -> None:
    assert run_fresh(
        FETCH,
        """
        import asyncio
        import httpx

        def told(response):
            seen = response.headers["x-seen"]
            return [response.status_code, response.reason_phrase, response.text, seen]

        async def ask():
            async with httpx.AsyncClient(timeout=7) as client:
                return told(await client.post("https://example.org/async", json={"a": 1}))

        def failing(name):
            try:
                httpx.get(f"http://{name}.example/")
            except httpx.HTTPError as error:
                return [type(error).__name__, str(error), error.request.url.host]

        with httpx.Client(transport=httpx.HTTPTransport(retries=2), cookies={"c": "3"}) as client:
            first = told(client.get("http://example.org/sync", params={"q": "1"}))
            cookies = dict(client.cookies)
        second = asyncio.run(ask())
        show([
            first, second, cookies, sent[0][1], sent[0][2]["cookie"], sent[1][3:],
            [failing(name) for name in ("nowhere", "late", "broken")],
        ])
        """,
    ).shown == [
        [200, "Some Reason", "hello", "yes"],
        [200, "Some Reason", "hello", "yes"],
        {"c": "3", "a": "1", "b": "2"},
        "http://example.org/sync?q=1",
        "c=3",
        ['{"a":1}', 7],
        [
            [
                "ConnectError",
                "nowhere does not let other sites read its answers (CORS)",
                "nowhere.example",
            ],
            ["ConnectTimeout", "timed out", "late.example"],
            ["ReadError", "network error", "broken.example"],
        ],
    ]


def test_a_request_is_complete_with_its_last_byte() -> None:
    whole = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    for end in range(len(whole)):
        reader = RequestReader("http://x", None)
        assert reader.feed(whole[:end]) is None
        request = reader.feed(whole[end:])
        assert request is not None
        assert (request.method, request.url, request.body) == ("POST", "http://x/a", b"abc")
        assert request.headers == [("Host", "x")]


def test_a_chunked_request() -> None:
    head = b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    whole = head + b"4;x=y\r\n\r\n\r\n\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"
    for end in range(len(whole)):
        reader = RequestReader("http://x", None)
        assert reader.feed(whole[:end]) is None
        request = reader.feed(whole[end:])
        assert request is not None
        assert request.body == b"\r\n\r\n0123456789abcdef"


def test_the_head_of_an_answer_says_that_its_end_is_the_connections() -> None:
    class Nothing:
        def read(self) -> bytes:
            return b""

        async def aread(self) -> bytes:
            return b""

        def close(self) -> None: ...

    headers = [("x-a", "1"), ("Transfer-Encoding", "chunked"), ("connection", "keep-alive")]
    assert response_head(Answer(200, "OK", headers, Nothing())) == (
        b"HTTP/1.1 200 OK\r\nx-a: 1\r\nConnection: close\r\n\r\n"
    )
