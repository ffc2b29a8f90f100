"""From an edit to what the app answers."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.apps import HELLO, SHOP, VERSION
from tests.browser.ide_page import SERVING, IdePage


@pytest.fixture
def ide(running: IdePage) -> IdePage:
    return running


def test_typing_changes_the_page(ide: IdePage) -> None:
    ide.replace({"main.py": HELLO})
    ide.show("main.py")
    expect(ide.preview.get_by_role("heading")).to_have_text("Hello")
    ide.type("  # comment", after="def home")
    ide.type(' + "<p>typed</p>"', after="<h1>Hello</h1>")
    expect(ide.preview.get_by_role("paragraph")).to_have_text("typed")
    expect(ide.status).to_have_text(SERVING)


def test_a_syntax_error_keeps_the_app_and_is_mended(ide: IdePage) -> None:
    ide.replace({"main.py": HELLO})
    ide.show("main.py")
    ide.type(" +", after="<h1>Hello</h1>")
    expect(ide.status).to_have_text(re.compile(r"^main\.py, line 9.*still shows version \d+$"))
    expect(ide.preview.get_by_role("heading")).to_have_text("Hello")
    assert ide.fetch("/").status == 200
    ide.page.keyboard.type(' "<p>mended</p>"')
    expect(ide.preview.get_by_role("paragraph")).to_have_text("mended")
    expect(ide.status).to_have_text(SERVING)


def test_the_outcome_says_which_line_does_not_compile(ide: IdePage) -> None:
    ide.replace({"main.py": HELLO})
    before = ide.generation
    outcome = ide.write("main.py", HELLO + "\ndef broken(:\n    pass\n")
    assert outcome["generation"] == before
    assert outcome["error"] is not None
    assert (outcome["error"]["kind"], outcome["error"]["line"]) == ("syntax", 11)


GREETING = """\
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def home():
    return "<link rel=icon href='data:,'><h1>Hello</h1>"


@app.get("/api")
def api():
    return "Hello"
"""


def test_an_edit_right_after_a_page_without_scripts(ide: IdePage) -> None:
    ide.replace({"main.py": GREETING})
    ide.page.evaluate(
        """async (changed) => {
          const loaded = new Promise((resolve) => {
            document.querySelector("#preview").addEventListener("load", resolve, { once: true });
          });
          asgipad.preview.goto("/api");
          await loaded;
          await asgipad.files.write("main.py", changed);
        }""",
        GREETING.replace("Hello", "Goodbye"),
    )
    expect(ide.preview.locator("body")).to_have_text('"Goodbye"')


_WRITE_OVER = "() => { document.open(); document.write('<h1>Written</h1>'); document.close(); }"


def test_a_page_that_has_lost_our_listeners(ide: IdePage) -> None:
    ide.replace({"main.py": GREETING})
    ide.preview.locator("body").evaluate(_WRITE_OVER)
    expect(ide.preview.get_by_role("heading")).to_have_text("Written")
    ide.write("main.py", GREETING.replace("Hello", "Goodbye"))
    expect(ide.preview.get_by_role("heading")).to_have_text("Goodbye")


# Twice as long as the preview waits for a page that it has told to reload.
_WRITE_AND_COME_BACK = """async ([path, text]) => {
  const asked = [];
  asgipad.on("request", ({ path, destination }) => {
    if (destination === "iframe") asked.push(path);
  });
  const begun = performance.now();
  await asgipad.files.write(path, text);
  document.getElementById("preview").contentWindow.location.href = asgipad.preview.url;
  while (performance.now() < begun + 2000) await new Promise(requestAnimationFrame);
  return asked;
}"""


def test_what_comes_before_a_reload_is_made_up_for_is_not_asked_for_twice(ide: IdePage) -> None:
    ide.replace({"main.py": GREETING})
    ide.preview.locator("body").evaluate(_WRITE_OVER)  # nobody hears that it should reload
    expect(ide.preview.get_by_role("heading")).to_have_text("Written")
    goodbye = GREETING.replace("Hello", "Goodbye")
    asked = ide.page.evaluate(_WRITE_AND_COME_BACK, ["main.py", goodbye])
    assert asked == ["/"]
    expect(ide.preview.get_by_role("heading")).to_have_text("Goodbye")


@pytest.mark.console_error("status of 500")
def test_a_failing_import_shows_its_traceback(ide: IdePage) -> None:
    ide.replace({"main.py": HELLO, "config.py": "LIMIT = 3\n"})
    outcome = ide.write("main.py", "from config import LIMITS\n" + HELLO)
    assert outcome["error"] is not None
    assert outcome["error"]["kind"] == "import"
    expect(ide.status).to_contain_text("main.py, line 1")
    expect(ide.preview.locator("body")).to_contain_text("cannot import name 'LIMITS'")
    answer = ide.fetch("/")
    assert answer.status == 500
    assert "ImportError: cannot import name 'LIMITS'" in answer.text
    assert ide.write("config.py", "LIMITS = 3\n")["error"] is None
    expect(ide.preview.get_by_role("heading", name="Hello")).to_be_visible()


@pytest.mark.console_error("status of 500")
def test_a_misspelt_name_is_corrected_from_the_page(ide: IdePage) -> None:
    ide.replace({"main.py": HELLO})
    ide.write("main.py", HELLO.replace("app = FastAPI()", "app = FastApi()"))
    button = ide.preview.get_by_role("button", name="Change it in main.py")
    button.wait_for()
    ide.wait_loaded()
    button.click()
    expect(ide.preview.get_by_role("heading", name="Hello")).to_be_visible()
    assert ide.read("main.py") == HELLO
    ide.wait_serving()


@pytest.mark.console_error("status of 500")
def test_an_app_that_does_not_start(ide: IdePage) -> None:
    ide.replace({"main.py": HELLO})
    failing = """\
from contextlib import asynccontextmanager
from fastapi import FastAPI

@asynccontextmanager
async def lifespan(app):
    raise RuntimeError("no database")
    yield

app = FastAPI(lifespan=lifespan)
"""
    outcome = ide.write("main.py", failing)
    assert outcome["error"] is not None
    assert outcome["error"]["kind"] == "lifespan"
    expect(ide.preview.locator("body")).to_contain_text("no database")
    assert ide.write("main.py", HELLO)["error"] is None
    expect(ide.preview.get_by_role("heading", name="Hello")).to_be_visible()


def test_fifty_edits_each_followed_by_a_request(ide: IdePage) -> None:
    """The request is made at once: nobody waits for the edit to be done."""
    ide.replace({"main.py": VERSION})
    answers = ide.page.evaluate(
        """async (text) => {
          const answers = [];
          for (let number = 1; number <= 50; number++) {
            asgipad.files.write("main.py", text.replace("return 0", `return ${number}`));
            const response = await asgipad.fetch("/");
            answers.push(await response.json());
          }
          return answers;
        }""",
        VERSION,
    )
    assert answers == list(range(1, 51))


def test_a_request_never_overtakes_an_edit(ide: IdePage) -> None:
    """They go separate ways, and a busy machine may keep an edit waiting on its own."""
    ide.replace({"main.py": VERSION})
    answers = ide.page.evaluate(
        """async (text) => {
          const { postMessage } = MessagePort.prototype;
          MessagePort.prototype.postMessage = function (message, transfer) {
            const send = () => postMessage.call(this, message, transfer);
            if (/^(project\\.|ping)/.test(message?.type)) setTimeout(send, 300);
            else send();
          };
          asgipad.files.write("main.py", text.replace("return 0", "return 1"));
          const early = asgipad.fetch("/");
          const given = asgipad.fetch("/", { signal: AbortSignal.timeout(50) });
          const why = await given.catch((error) => error.name);
          const answer = await (await early).json();
          MessagePort.prototype.postMessage = postMessage;
          return [why, answer];
        }""",
        VERSION,
    )
    assert answers == ["TimeoutError", 1]


def test_an_edit_to_any_file_of_a_package_counts(ide: IdePage) -> None:
    ide.replace(SHOP)
    assert ide.fetch("/").text == '{"euros":3}'
    ide.write("shop/models.py", SHOP["shop/models.py"] + "    cents: int = 50\n")
    assert ide.fetch("/").text == '{"euros":3,"cents":50}'
    ide.write("shop/routers/prices.py", SHOP["shop/routers/prices.py"].replace("3", "4"))
    assert ide.fetch("/").text == '{"euros":4,"cents":50}'


def test_what_the_app_prints_is_in_the_console(ide: IdePage) -> None:
    ide.replace({"main.py": HELLO})
    ide.write("main.py", HELLO.replace("    return", "    print('asked')\n    return"))
    expect(ide.console).to_contain_text("asked")
    expect(ide.console).to_contain_text("GET /")
