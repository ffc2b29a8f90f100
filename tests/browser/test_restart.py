"""What an interpreter that runs cannot take in any more: a fresh one comes, by itself."""

from playwright.sync_api import expect

from tests.browser.ide_page import IdePage

VISITED = """\
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def home():
    Path("visited.txt").write_text("yes")
    return "<h1>Hello</h1>"
"""

GREETING = """\
from typing import Annotated

from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def home():
    return "<h1>Your name?</h1>"


@app.post("/")
def greet(name: Annotated[str, Form()]):
    return f"Hello, {name}"
"""

WRITE_AND_ASK = """async ([files, body]) => {
  const before = asgipad.state.generation;
  const generations = [];
  const stop = asgipad.on("state", ({ generation }) => generations.push(generation));
  const writing = Object.entries(files).map(([path, text]) => asgipad.files.write(path, text));
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const started = performance.now();
  const response = await asgipad.fetch("/", { method: "POST", headers, body });
  const took = performance.now() - started;
  const outcomes = await Promise.all(writing);
  stop();
  const steps = generations.map((each, index) => each - (generations[index - 1] ?? before));
  const backwards = steps.some((step) => step < 0);
  return {
    before, after: asgipad.state.generation, backwards, outcomes, took,
    status: response.status, text: await response.text(),
  };
}"""


def test_a_library_that_had_looked_for_what_is_installed_now(ide: IdePage) -> None:
    """Starlette parses forms only if python-multipart is there when it is imported."""
    ide.open({"main.py": VISITED, "requirements.txt": "fastapi\n"})
    expect(ide.preview.get_by_role("heading")).to_have_text("Hello")
    files = {"requirements.txt": "fastapi\npython-multipart\n", "main.py": GREETING}
    seen = ide.page.evaluate(WRITE_AND_ASK, [files, "name=Ada"])
    assert (seen["status"], seen["text"]) == (200, '"Hello, Ada"')
    assert [outcome["error"] for outcome in seen["outcomes"]] == [None, None]
    assert seen["after"] > seen["before"] and not seen["backwards"]
    assert ide.read("visited.txt") == "yes"
    expect(ide.console).to_contain_text("python-multipart was installed, and starlette")
    expect(ide.preview.get_by_role("heading")).to_have_text("Your name?")
    ide.wait_serving()


VERSION = """\
import plain


async def app(scope, receive, send):
    assert scope["type"] == "http"
    headers = [(b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": plain.version.encode()})
"""


def test_another_version_of_a_package_that_is_imported(ide_with_index: IdePage) -> None:
    ide = ide_with_index
    ide.open({"main.py": VERSION, "requirements.txt": "plain==1.0\n"})
    assert ide.fetch("/").text == "1.0"
    seen = ide.page.evaluate(WRITE_AND_ASK, [{"requirements.txt": "plain==2.0\n"}, ""])
    assert seen["text"] == "2.0"
    assert [outcome["error"] for outcome in seen["outcomes"]] == [None]
    expect(ide.console).to_contain_text("asks for plain==2.0, and 1.0 is running")
    expect(ide.preview.locator("body")).to_have_text("2.0")
