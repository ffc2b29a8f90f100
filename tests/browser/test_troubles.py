"""What goes wrong around the page is said in words, with the way out, and nothing typed is lost."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.apps import HELLO
from tests.browser.chromium import ensure_chromium
from tests.browser.console_errors import ConsoleErrors
from tests.browser.host import running_host
from tests.browser.ide_page import START_OF_PYTHON, IdePage
from tests.browser.test_store import refuse_storage

INCOMPRESSIBLE = """(length) => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 50_000) {
    crypto.getRandomValues(bytes.subarray(at, at + 50_000));
  }
  return bytes;
}"""
"""A browser counts what it keeps in compressed form."""

CODE_HELP = "performance.getEntriesByName('asgipad: code help').length > 0"


@pytest.mark.console_error("ERR_CONNECTION_REFUSED .*/__pad__/ping")
def test_the_host_goes_away_and_comes_back(ide: IdePage, host_options: list[str]) -> None:
    """Only a reload of the page would need it, once all of Python has come."""
    is_in_parts = not host_options
    with running_host(0, *host_options) as port:
        ide.ide = f"http://asgipad.localhost:{port}/"
        with until_all_has_come(ide) if is_in_parts else nullcontext():
            ide.open({"main.py": HELLO})
        expect(ide.preview.get_by_role("heading")).to_have_text("Hello")
        ide.page.wait_for_function(CODE_HELP)  # a second Python, which is not turned off there
    look_for_the_host(ide)
    expect(ide.page.get_by_text("Offline. Everything here goes on working").first).to_be_visible()
    assert ide.write("main.py", HELLO.replace("Hello", "Without a host"))["error"] is None
    expect(ide.preview.get_by_role("heading")).to_have_text("Without a host")
    with running_host(port, *host_options):
        look_for_the_host(ide)
        expect(ide.page.get_by_text("Saved in this browser")).to_be_visible()
        ide.page.reload()
        ide.wait_serving()
        expect(ide.preview.get_by_role("heading")).to_have_text("Without a host")
        ide.page.close()  # before the host: it keeps Python's snapshot for the next visit


@contextmanager
def until_all_has_come(ide: IdePage) -> Iterator[None]:
    """What a start does without and fetches afterwards."""
    missing = {"python.rest.wasm", "so.rest.wasm", "python_stdlib.zip", "runtime.files"}

    def is_last(request: Request) -> bool:
        came = {name for name in missing if request.url.endswith(name)}
        missing.difference_update(came)
        return not missing

    context = ide.page.context
    with context.expect_event("requestfinished", is_last, timeout=START_OF_PYTHON):
        yield


def look_for_the_host(ide: IdePage) -> None:
    """As when the machine has another network than before; else the page looks every 20 s."""
    ide.page.evaluate("dispatchEvent(new Event('online'))")


def test_a_browser_with_no_room_left(ide: IdePage) -> None:
    devtools = ide.page.context.new_cdp_session(ide.page)
    quota = {"origin": ide.ide, "quotaSize": 1_000_000}
    devtools.send("Storage.overrideQuotaForOrigin", quota)
    ide.open({"main.py": HELLO, "data.bin": ""})
    ide.page.evaluate(f"""async () => {{
      const all = {{ "main.py": asgipad.files.read("main.py") }};
      await asgipad.files.replace({{ ...all, "data.bin": ({INCOMPRESSIBLE})(5_000_000) }});
    }}""")
    expect(ide.status).to_contain_text("Not saved: this browser has no room left.")
    ide.type("  # typed without room", after="def home")
    expect(ide.preview.get_by_role("heading")).to_have_text("Hello")
    with ide.page.expect_download() as download:
        ide.status.get_by_role("button", name="Download as zip").click()
    with ZipFile(download.value.path()) as zip:
        assert "# typed without room" in zip.read("project/main.py").decode()
        assert zip.getinfo("project/data.bin").file_size == 5_000_000
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": ide.ide})
    ide.page.evaluate("asgipad.files.delete('data.bin')")
    expect(ide.page.get_by_text("Saved in this browser")).to_be_visible()
    ide.page.reload()
    ide.wait_serving()
    assert "# typed without room" in ide.read("main.py")


def test_a_file_too_large_to_keep_does_not_keep_the_others_out(running: IdePage) -> None:
    ide = running
    ide.replace({"main.py": HELLO})
    changed = HELLO.replace("Hello", "Kept")
    ide.page.evaluate(
        f"""async (changed) => {{
          await asgipad.files.replace({{
            "main.py": changed, "large.bin": ({INCOMPRESSIBLE})(30_000_000),
          }});
        }}""",
        changed,
    )
    expect(ide.status).to_contain_text("Not saved: large.bin is 30")
    ide.wait_kept("main.py", changed)


@pytest.mark.console_error("status of 503 .*/loop")
def test_an_endless_loop_can_be_stopped(ide: IdePage) -> None:
    loop = (
        HELLO
        + """

@app.get("/loop")
async def loop():
    while True:
        pass
"""
    )
    ide.open({"main.py": loop})
    ide.page.evaluate("asgipad.preview.goto('/loop')")
    expect(ide.status).to_contain_text(re.compile(r"^The app has not answered for \d+ s"))
    ide.type("  # typed meanwhile", after="def home")
    ide.page.get_by_role("button", name="Stop").first.click()
    expect(ide.status).to_contain_text("Stopped")
    typed = ide.read("main.py")
    assert "# typed meanwhile" in typed
    assert (
        ide.write("main.py", typed.replace("        pass", "        return 'out'"))["error"] is None
    )
    expect(ide.preview.locator("body")).to_have_text('"out"')
    ide.wait_serving()


ENDLESS_PAGE = """\
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def home():
    return "<h1>Clock</h1><script>setTimeout(() => { for (;;); }, 700)</script>"
"""


def _end_the_restless(page: Page) -> None:
    """As the browser does when somebody has enough of a page that does not answer.

    Playwright itself would wait for that page, without an end.
    """
    assert page.context.browser
    session = page.context.browser.new_browser_cdp_session()

    def spent() -> dict[int, float]:
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        return {each["id"]: each["cpuTime"] for each in processes if each["type"] == "renderer"}

    before = spent()
    busiest, seconds = 0, 0.0
    while seconds < 2:  # more than the rest of its start can take
        time.sleep(0.2)
        seconds, busiest = max((now - before.get(pid, now), pid) for pid, now in spent().items())
    os.kill(busiest, signal.SIGKILL)
    session.detach()


def test_a_page_that_never_ends_is_not_opened_again_unasked(ide: IdePage) -> None:
    ide.open({"main.py": ENDLESS_PAGE})
    url = ide.page.url
    with ide.page.expect_event("crash"):
        _end_the_restless(ide.page)
    again = IdePage(ide.page.context.new_page(), ide.ide)
    again.page.goto(url)
    expect(again.status).to_contain_text("The app's page is not open")
    mended = ENDLESS_PAGE.replace("for (;;);", "document.title = 1;")
    assert again.write("main.py", mended)["error"] is None
    again.page.get_by_role("button", name="Open it").click()
    expect(again.preview.get_by_role("heading", name="Clock")).to_be_visible()
    again.wait_serving()
    again.page.reload()
    again.wait_serving()
    expect(again.preview.get_by_role("heading", name="Clock")).to_be_visible()


@pytest.fixture
def on_a_lan(
    launch_browser: Callable[..., Browser], console_errors: ConsoleErrors
) -> Iterator[BrowserContext]:
    """A browser that reaches this machine under another name, as from across a room."""
    rules = "MAP classroom.test 127.0.0.1, MAP asgipad.localhost ~NOTFOUND"
    args = [*ensure_chromium().args, f"--host-resolver-rules={rules}"]
    with launch_browser(args=args) as browser:
        context = browser.new_context()
        console_errors.watch(context)
        yield context


def test_plain_http_on_a_lan_has_no_preview_and_says_why(
    on_a_lan: BrowserContext, host_port: int
) -> None:
    ide = IdePage(on_a_lan.new_page(), f"http://classroom.test:{host_port}/")
    ide.open_start()
    ide.page.get_by_role("button", name="FastAPI, the smallest").click()
    expect(ide.status).to_contain_text("No preview: this address cannot have a service worker")
    expect(ide.cover).to_contain_text("https")
    ide.type("  # typed on a LAN", after="app = FastAPI(")
    ide.wait_kept("main.py", ide.read("main.py"))
    ide.page.reload()
    expect(ide.editor).to_contain_text("# typed on a LAN")


def test_a_private_window_that_keeps_nothing(
    new_context: Callable[[], BrowserContext], base_url: str
) -> None:
    context = new_context()
    refuse_storage(context)
    ide = IdePage(context.new_page(), base_url)
    ide.open_start()
    ide.page.get_by_role("button", name="FastAPI, the smallest").click()
    expect(ide.status).to_contain_text("Not saved: this browser keeps nothing here")
    expect(ide.preview.get_by_role("heading")).to_have_text("Time for tea", timeout=START_OF_PYTHON)
    ide.type("  # typed in private", after="app = FastAPI(")
    ide.page.on("dialog", lambda dialog: dialog.dismiss())
    with ide.page.expect_event("dialog") as asked:  # before the tab forgets
        ide.page.evaluate("setTimeout(() => location.reload())")
    assert asked.value.type == "beforeunload"
    assert "# typed in private" in ide.read("main.py")
