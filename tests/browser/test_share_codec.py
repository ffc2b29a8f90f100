"""The link that carries a project: `static/js/share.js` against a second reader and writer."""

import base64
import json
import struct
import zlib
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.page_modules import failure, run
from tests.browser.share_link import share_link

DECODE = 'return (await load("share")).decodeShare(arg);'


@pytest.fixture
def context(emptied_context: BrowserContext) -> BrowserContext:
    return emptied_context


@pytest.fixture
def tab(page: Page, base_url: str) -> Page:
    page.goto(base_url)
    return page


def decode(tab: Page, fragment: str) -> dict[str, Any]:
    project: dict[str, Any] = run(tab, DECODE, fragment)
    return project


def refusal(tab: Page, fragment: str) -> str:
    name, message = failure(tab, DECODE, fragment)
    assert name == "ShareError"
    return message


def fragment_of(json_text: str | bytes) -> str:
    """A link's fragment with any text in the place of the project."""
    text = json_text.encode() if isinstance(json_text, str) else json_text
    body = zlib.compress(text, wbits=-zlib.MAX_WBITS)
    payload = struct.pack(">II", len(body), zlib.crc32(body)) + body
    return f"#1.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}"


def hello() -> str:
    return share_link({"main.py": "a = 1\n" * 20}, name="hello").removeprefix("p/")


def test_writes_what_is_documented(tab: Page, base_url: str) -> None:
    url = run(
        tab,
        """return (await load("share")).encodeShare({
          name: "bücher",
          files: { "main.py": "a = 1\\r\\n", "a/b.bin": new Uint8Array([0, 255]) },
          folders: ["uploads"], path: "main.py", line: 24, preview: "/books?q=1",
        }, ide);""",
    )
    assert url.startswith(f"{base_url}p/#1.")
    signs = url.removeprefix(f"{base_url}p/#1.")
    payload = base64.urlsafe_b64decode(signs + "=" * (-len(signs) % 4))
    length, checksum = struct.unpack(">II", payload[:8])
    body = payload[8:]
    assert (length, checksum) == (len(body), zlib.crc32(body))
    assert json.loads(zlib.decompress(body, wbits=-zlib.MAX_WBITS)) == {
        "name": "bücher",
        "files": {"main.py": "a = 1\r\n", "a/b.bin": {"base64": "AP8="}},
        "folders": ["uploads"],
        "path": "main.py",
        "line": 24,
        "preview": "/books?q=1",
    }


def test_reads_what_another_program_writes(tab: Page) -> None:
    link = share_link(
        {"main.py": "ä", "logo.png": b"\x89PNG\x00"}, name=" my  app ", path="main.py", line=2
    )
    body = """const project = await (await load("share")).decodeShare(arg);
    const logo = [...project.files["logo.png"]];
    return { ...project, files: { ...project.files, "logo.png": logo } };"""
    assert run(tab, body, link.removeprefix("p/")) == {
        "name": "my app",
        "files": {"main.py": "ä", "logo.png": [137, 80, 78, 71, 0]},
        "folders": [],
        "path": "main.py",
        "line": 2,
    }


def test_reads_its_own_links_of_large_binary_files(tab: Page) -> None:
    same = run(
        tab,
        """const { encodeShare, decodeShare } = await load("share");
        const bytes = Uint8Array.from({ length: 300_001 }, (_, at) => (at * at) % 251);
        const url = await encodeShare({ name: "a", files: { "a.bin": bytes } }, ide);
        const read = (await decodeShare(new URL(url).hash)).files["a.bin"];
        return read.length === bytes.length && read.every((byte, at) => byte === bytes[at]);""",
    )
    assert same is True


@pytest.mark.parametrize("added", [".", ")", ">", "\n", "%20", "…", "=="])
def test_leaves_what_chats_put_behind_a_link(tab: Page, added: str) -> None:
    assert decode(tab, hello() + added)["name"] == "hello"


def test_joins_a_link_that_a_mail_program_has_broken(tab: Page) -> None:
    link = hello()
    assert decode(tab, f"{link[:20]}\r\n {link[20:30]}%0A{link[30:]}")["name"] == "hello"


@pytest.mark.parametrize("kept", [3, 8, 14, 30, -1])
def test_a_link_that_was_cut_says_so(tab: Page, kept: int) -> None:
    message = "This link is damaged: it ends too early. Ask for it again."
    assert refusal(tab, hello()[:kept]) == message


@pytest.mark.parametrize("at", [9, 14, 30, -3])
def test_a_link_with_another_letter_says_so(tab: Page, at: int) -> None:
    link = hello()
    other = "A" if link[at] != "A" else "B"
    damaged = link[:at] + other + link[at:][1:]
    assert refusal(tab, damaged).startswith("This link is damaged: ")


def test_a_later_version_says_what_opens_it(tab: Page) -> None:
    assert refusal(tab, "#2.AAAA") == (
        "This link is of version 2, which this asgipad does not know. A newer asgipad opens it."
    )


def test_another_fragment_is_no_link(tab: Page) -> None:
    assert refusal(tab, "#chapter-2") == "This is not a link to a project."
    is_share = 'const { isShare } = await load("share"); return arg.map(isShare);'
    assert run(tab, is_share, [hello(), "#1.cut", "#", "", "#chapter-2"]) == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_link_that_unfolds_without_end_is_stopped(tab: Page) -> None:
    bomb = fragment_of(b'{"name": "a", "files": {"a": "' + b" " * 80_000_000)
    assert len(bomb) < 200_000
    assert refusal(tab, bomb) == "This link is not opened: it unfolds to more than 64 MB."


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "null",
        "[]",
        '{"name": "a"}',
        '{"name": 1, "files": {}}',
        '{"name": "a", "files": {"a.py": 1}}',
        '{"name": "a", "files": {"a.py": {"base64": "?"}}}',
        b'{"name": "a\xff", "files": {}}',
    ],
)
def test_what_is_no_project_is_refused(tab: Page, text: str | bytes) -> None:
    assert refusal(tab, fragment_of(text)).startswith("This link is damaged: ")


@pytest.mark.parametrize(
    "path",
    ["../main.py", "/etc/passwd", "a//b.py", "a/./b.py", "a\\b.py", "a\0.py", "", "__proto__"],
)
def test_paths_that_lead_elsewhere_are_refused(tab: Page, path: str) -> None:
    message = refusal(tab, fragment_of(json.dumps({"name": "a", "files": {path: ""}})))
    assert message.startswith("This link is not opened. ")


def test_a_file_cannot_be_a_folder_too(tab: Page) -> None:
    text = json.dumps({"name": "a", "files": {"app": "", "app/main.py": ""}})
    assert refusal(tab, fragment_of(text)) == (
        "This link is not opened. app is a file and a folder at once."
    )


def test_a_place_that_is_not_there_is_left_out(tab: Page) -> None:
    link = share_link({"main.py": ""}, path="gone.py", line=0, preview="//elsewhere.example/")
    project = decode(tab, link.removeprefix("p/"))
    assert project.keys() == {"name", "files", "folders"}
