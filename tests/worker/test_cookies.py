"""What the next request carries after a response has set cookies."""

import sys
import time

import pytest

from tests.worker.cookie_policy import PREVIEW, NodePolicy
from tests.worker.page import Page
from worker.cookies import CookieJar
from worker.messages import ClientScope, Cookie

MOST = 180
"""As in worker/cookie_policy.js."""


def client(path: str = "/") -> ClientScope:
    return {
        "method": "GET",
        "scheme": "http",
        "raw_path": path,
        "query_string": "",
        "root_path": "",
        "headers": [],
        "server": ("p1.asgipad.localhost", 8000),
        "destination": "",
        "cookies": [],
    }


class Browser:
    """Of the cookies that scripts may see, those with Path=/, as a service worker reads them."""

    def __init__(self, preview: str = PREVIEW) -> None:
        self.kept: list[Cookie] = []
        self.visible: dict[str, str] = {}
        self.policy = NodePolicy(preview)
        self.jar = CookieJar(self.policy, self._keep)

    def _keep(self, cookies: list[Cookie]) -> None:
        self.kept = cookies

    def set(self, *headers: str, path: str = "/") -> list[Cookie]:
        told = self.jar.store(client(path), [header.encode() for header in headers])
        for cookie in told:
            if cookie["path"] != "/":
                continue
            self.visible.pop(cookie["name"], None)
            if cookie["expires"] is None or cookie["expires"] > time.time():
                self.visible[cookie["name"]] = cookie["value"]
        return told

    def sent(
        self, path: str = "/", site: str = "none", method: str = "GET", destination: str = ""
    ) -> str:
        scope = client(path)
        scope["headers"] = [("sec-fetch-site", site)]
        scope["method"], scope["destination"] = method, destination
        scope["cookies"] = list(self.visible.items())
        headers = self.jar.request_headers(scope)
        return "; ".join(value.decode() for _, value in headers)


def test_several_in_one_response() -> None:
    browser = Browser()
    browser.set("a=1; Path=/; HttpOnly", "b=2; Path=/", "c=3; Path=/; HttpOnly", "d; HttpOnly")
    assert browser.sent() == "a=1; c=3; d; b=2"
    assert browser.visible == {"b": "2"}


def test_the_browser_is_told_what_scripts_may_see() -> None:
    told = Browser().set("a=1; Path=/x; Max-Age=-1", "b=2; SameSite=Strict", "c=3; HttpOnly")
    assert told == [
        {"name": "a", "value": "1", "path": "/x", "expires": 0, "same_site": "lax"},
        {"name": "b", "value": "2", "path": "/", "expires": None, "same_site": "strict"},
        {"name": "c", "value": "", "path": "/", "expires": 0, "same_site": "lax"},
    ]


@pytest.mark.parametrize(
    ("cookie_path", "path", "sent"),
    [
        ("/", "/a/b", True),
        ("/a", "/a", True),
        ("/a", "/a/b", True),
        ("/a", "/ab", False),
        ("/a", "/", False),
        ("/a/", "/a/b", True),
        ("/a/", "/a", False),
        ("/a//", "/a/b", False),
        ("/A", "/a", False),
        ("/caf%C3%A9", "/caf%C3%A9/x", True),
    ],
)
@pytest.mark.parametrize("flag", ["", "; HttpOnly"])
def test_paths(cookie_path: str, path: str, sent: bool, flag: str) -> None:
    browser = Browser()
    browser.set(f"a=1; Path={cookie_path}{flag}")
    assert browser.sent(path) == ("a=1" if sent else "")


def test_longer_paths_come_first_then_earlier_cookies() -> None:
    browser = Browser()
    browser.set("a=1; Path=/; HttpOnly", "b=2; Path=/x", "c=3; Path=/x; HttpOnly", "d=4; Path=/x/y")
    browser.set("b=new; Path=/x", "a=root; Path=/x")
    assert browser.sent("/x/y") == "d=4; b=new; c=3; a=root; a=1"


@pytest.mark.parametrize(
    "header", ["a=; Path=/; Max-Age=0", "a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]
)
@pytest.mark.parametrize("before", ["a=1; Path=/", "a=1; Path=/; HttpOnly"])
def test_deletion(before: str, header: str) -> None:
    browser = Browser()
    browser.set(before)
    assert browser.sent() == "a=1"
    browser.set(header)
    assert (browser.sent(), browser.kept) == ("", [])


def test_deletion_needs_the_path() -> None:
    browser = Browser()
    browser.set("a=1; Path=/x; HttpOnly")
    browser.set("a=; Path=/; Max-Age=0")
    assert browser.sent("/x") == "a=1"


def test_expiry_is_counted_from_when_it_was_set() -> None:
    browser = Browser()
    browser.policy.now = 1000.0
    browser.set("a=1; Max-Age=100; HttpOnly")
    browser.policy.now = 1099.0
    assert browser.sent() == "a=1"
    browser.policy.now = 1101.0
    assert browser.sent() == ""


def test_scripts_cannot_overwrite_an_http_only_cookie() -> None:
    browser = Browser()
    browser.set("a=1; Path=/; HttpOnly")
    browser.visible["a"] = "forged"
    assert browser.sent() == "a=1"


def test_the_app_can_make_an_http_only_cookie_visible_and_back() -> None:
    browser = Browser()
    browser.set("a=1; HttpOnly")
    browser.set("a=2")
    assert (browser.sent(), browser.visible) == ("a=2", {"a": "2"})
    browser.set("a=3; HttpOnly")
    assert (browser.sent(), browser.visible) == ("a=3", {})


@pytest.mark.parametrize(
    ("same_site", "site", "method", "destination", "sent"),
    [
        ("Strict", "same-origin", "POST", "", True),
        ("Strict", "same-site", "GET", "iframe", True),
        ("Strict", "none", "GET", "document", True),
        ("Strict", "cross-site", "GET", "document", False),
        ("Lax", "cross-site", "GET", "document", True),
        ("Lax", "cross-site", "POST", "document", False),
        ("Lax", "cross-site", "GET", "iframe", False),
        ("None; Secure", "cross-site", "POST", "iframe", True),
    ],
)
def test_same_site(same_site: str, site: str, method: str, destination: str, sent: bool) -> None:
    browser = Browser()
    browser.set(f"a=1; HttpOnly; SameSite={same_site}")
    assert browser.sent("/", site, method, destination) == ("a=1" if sent else "")


def test_a_mounted_app() -> None:
    """It need not know where: the browser's paths begin with its root, the app's may."""
    browser = Browser("http://asgipad.localhost:8000/preview/p1/")
    told = browser.set("a=1; Path=/; HttpOnly", "b=2; Path=/admin", "c=3; Path=/preview/p1/admin")
    assert [cookie["path"] for cookie in told] == [
        "/preview/p1/",
        "/preview/p1/admin",
        "/preview/p1/admin",
    ]
    browser.visible["a"] = "of the whole host"
    assert browser.sent("/admin") == "b=2; c=3; a=1; a=of the whole host"
    browser.policy.restore(browser.kept)
    assert browser.sent("/admin/users") == "b=2; c=3; a=1; a=of the whole host"


def test_values_go_back_as_they_came() -> None:
    browser = Browser()
    browser.set('a="x, \\054y"; HttpOnly', "b=caf\xe9; HttpOnly")
    assert browser.sent() == 'a="x, \\054y"; b=caf\xe9'


def test_bytes_that_are_no_text_are_read_as_latin_1() -> None:
    told = Browser().jar.store(client(), [b"a=\xe9"])
    assert told[0]["value"] == "\xe9"


def test_the_oldest_go_first() -> None:
    browser = Browser()
    browser.set(*(f"c{number}=1; HttpOnly" for number in range(MOST + 2)))
    assert [browser.kept[0]["name"], len(browser.kept)] == ["c2", MOST]


def test_only_changes_are_kept() -> None:
    browser = Browser()
    browser.set("a=1; HttpOnly")
    kept = browser.kept
    browser.set("a=1; HttpOnly", "b=2; Path=/")
    assert browser.kept is kept


# through the session

APP = """
async def app(scope, receive, send):
    assert scope["type"] == "http"
    sent = [value.decode() for name, value in scope["headers"] if name == b"cookie"]
    headers = [(b"Set-Cookie", each.encode()) for each in SET]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": " | ".join(sent).encode()})
"""


async def serve(pad: Page, *headers: str) -> None:
    outcome = await pad.open({"main.py": f"SET = {list(headers)!r}\n{APP}"})
    assert outcome["error"] is None


@pytest.mark.anyio
async def test_an_app_finds_its_cookies_again(pad: Page) -> None:
    await serve(pad, "a=1; HttpOnly", "b=2")
    answer = await pad.get(cookies=[("c", "3")])
    assert answer.text == "c=3"
    assert [cookie["name"] for cookie in answer.cookies] == ["a", "b"]
    assert answer.header("set-cookie") == "a=1; HttpOnly"
    assert (await pad.get(cookies=[("b", "2")])).text == "a=1; b=2"


@pytest.mark.anyio
async def test_a_request_without_credentials(pad: Page) -> None:
    await serve(pad, "a=1; HttpOnly", "b=2")
    assert (await pad.get()).cookies == []
    assert (await pad.get(cookies=[])).text == ""
    assert (await pad.get()).text == ""


@pytest.mark.anyio
async def test_the_page_keeps_them_for_the_next_interpreter(pad: Page) -> None:
    await serve(pad, "a=1; HttpOnly", "b=2; Path=/")
    await pad.get(cookies=[])
    await pad.get(cookies=[])
    (event,) = pad.of("cookies")
    assert event["cookies"] == [
        {"name": "a", "value": "1", "path": "/", "expires": None, "same_site": "lax"}
    ]
    await serve(pad)
    assert (await pad.get(cookies=[])).text == ""
    files = {"main.py": f"SET = []\n{APP}"}
    await pad.send({"type": "project.open", "files": files, "cookies": event["cookies"]})
    assert (await pad.get(cookies=[])).text == "a=1"


@pytest.mark.anyio
async def test_a_refused_cookie_is_logged(pad: Page) -> None:
    await serve(pad, "a=1; SameSite=None; HttpOnly")
    assert (await pad.get(cookies=[])).cookies == []
    reason = "Cookies: browsers refuse 'a=1', because with SameSite=None it must be Secure."
    assert ("warning", reason) in pad.printed


DATASETTE = """
from datasette.app import Datasette

datasette = Datasette(memory=True, secret="secret", settings={"num_sql_threads": 0})
datasette.root_enabled = True
app = datasette.app()
"""


@pytest.mark.anyio
async def test_datasette_knows_who_has_logged_in(pad: Page) -> None:
    assert (await pad.open({"main.py": DATASETTE}))["error"] is None
    token = sys.modules["main"].datasette._root_token
    login = await pad.get(f"/-/auth-token?token={token}", cookies=[])
    sent = [(cookie["name"], cookie["value"]) for cookie in login.cookies]
    assert (await pad.get("/-/actor.json", cookies=[])).text == '{"ok": true, "actor": null}'
    actor = await pad.get("/-/actor.json", cookies=sent)
    assert actor.text == '{"ok": true, "actor": {"id": "root"}}'
