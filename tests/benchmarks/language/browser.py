"""The language server in Chromium, asked over its port as the editor's client does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.language.positions import Position
from tests.browser.chromium import ensure_chromium
from tests.browser.host import running_host

_START = """async (files) => {
  const config = JSON.parse(document.getElementById("config").textContent);
  const { Runtime } = await import(`${config.assets}js/runtime.js`);
  const { Language } = await import(`${config.assets}js/language.js`);
  const runtime = new Runtime(config, "benchmark0");
  const language = new Language(runtime);
  const connected = new Promise((resolve) => {
    language.addEventListener("connected", ({ detail }) => resolve(detail));
  });
  const { error } = await runtime.start(files);
  if (error) throw new Error(error.text);
  const began = performance.now();
  language.start();
  const transport = await connected;
  const waiting = new Map();
  const listeners = new Set();
  transport.subscribe((text) => {
    const message = JSON.parse(text);
    if ("id" in message) waiting.get(message.id)?.(message);
    else for (const listener of listeners) listener(message);
  });
  let last = 0;
  const notify = (method, params) =>
    transport.send(JSON.stringify({ jsonrpc: "2.0", method, params }));
  const ask = async (method, params) => {
    const id = ++last;
    const answered = new Promise((resolve) => waiting.set(id, resolve));
    const sent = performance.now();
    transport.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    const { result, error } = await answered;
    waiting.delete(id);
    return { result, error, milliseconds: performance.now() - sent };
  };
  const uri = (path) => `file:///project/${path}`;
  const versions = {};
  const change = (path, text) => {
    const version = ++versions[path];
    const diagnosed = new Promise((resolve) => {
      const listener = ({ method, params }) => {
        if (method !== "textDocument/publishDiagnostics") return;
        if (params.uri !== uri(path) || params.version !== version) return;
        listeners.delete(listener);
        resolve(performance.now());
      };
      listeners.add(listener);
    });
    const sent = performance.now();
    notify("textDocument/didChange", {
      textDocument: { uri: uri(path), version }, contentChanges: [{ text }],
    });
    return diagnosed.then((at) => at - sent);
  };
  await ask("initialize", { capabilities: {}, rootUri: "file:///project" });
  const ready = performance.now() - began;
  for (const [path, text] of Object.entries(files)) {
    versions[path] = 1;
    notify("textDocument/didOpen", {
      textDocument: { uri: uri(path), languageId: "python", version: 1, text },
    });
  }
  globalThis.server = { ask, change, uri };
  return ready;
}"""

_COMPLETE = """async ({ path, line, column }) => {
  const { result, error, milliseconds } = await server.ask("textDocument/completion", {
    textDocument: { uri: server.uri(path) },
    position: { line, character: column },
    context: { triggerKind: 1 },
  });
  if (error) throw new Error(error.message);
  const items = Array.isArray(result) ? result : result?.items ?? [];
  return {
    names: items.filter((item) => !item.additionalTextEdits).map(({ label }) => label),
    milliseconds,
  };
}"""

_UNTIL_LIBRARIES = """async (path) => {
  const question = {
    textDocument: { uri: server.uri(path) },
    position: { line: 0, character: "from fastapi import ".length },
  };
  for (const began = performance.now(); performance.now() - began < 120_000; ) {
    const { result } = await server.ask("textDocument/completion", question);
    const items = Array.isArray(result) ? result : result?.items ?? [];
    if (items.some(({ label }) => label === "FastAPI")) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the packages' sources did not arrive");
}"""

_FORMAT = """async (path) => {
  const { error, milliseconds } = await server.ask("textDocument/formatting", {
    textDocument: { uri: server.uri(path) },
    options: { tabSize: 4, insertSpaces: true },
  });
  if (error) throw new Error(error.message);
  return milliseconds;
}"""

PROJECT = {
    "main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
    "requirements.txt": "fastapi\nhttpx2\nsqlmodel\njinja2\n",
}
"""An app, and what FastAPI's documentation imports beside it."""


class Completed(NamedTuple):
    """`names` without those that bring an import along, which jedi alone cannot offer."""

    names: set[str]
    seconds: float


class Server:
    """A language server of which all files are open."""

    def __init__(self, page: Page, ready: float) -> None:
        self._page = page
        self.ready = ready
        """Seconds from its start to its first answer."""

    def complete(self, position: Position) -> Completed:
        found = self._page.evaluate(_COMPLETE, position._asdict())
        return Completed(set(found["names"]), found["milliseconds"] / 1000)

    def diagnose(self, path: str, text: str) -> float:
        """Seconds from a change to the errors of this version."""
        milliseconds: float = self._page.evaluate(
            "([path, text]) => server.change(path, text)", [path, text]
        )
        return milliseconds / 1000

    def format(self, path: str) -> float:
        milliseconds: float = self._page.evaluate(_FORMAT, path)
        return milliseconds / 1000


@contextmanager
def running_server(files: dict[str, Any]) -> Iterator[Server]:
    """With these files, and an app beside them."""
    chromium = ensure_chromium()
    with running_host() as port, sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium.executable, args=chromium.args
        )
        with launched as browser:
            page = browser.new_page()
            page.set_default_timeout(180_000)
            page.goto(f"http://asgipad.localhost:{port}/")
            ready = page.evaluate(_START, {**files, **PROJECT}) / 1000
            page.evaluate(_UNTIL_LIBRARIES, "main.py")
            yield Server(page, ready)
