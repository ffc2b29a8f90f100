"""The modules of worker/ in a real page, one for all tests of a file: they leave nothing in it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.console_errors import ConsoleErrors

_WRAPPER = """(arg) => {{
  const config = JSON.parse(document.getElementById("config").textContent);
  const load = (name) => import(`${{config.worker}}${{name}}.js`);
  const late = new Promise((_, reject) => {{
    setTimeout(reject, {patience}, new Error("no result after {patience} ms"));
  }});
  return Promise.race([late, (async () => {{ {body} }})()]);
}}"""

PATIENCE = 20_000
"""Milliseconds that a result may take: a stream that hangs fails its test."""


class Modules:
    """Runs JavaScript beside the service worker's own modules."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def run(self, body: str, arg: Any = None) -> Any:
        """What the body of an async function returns. It knows `load(name)`, `config` and `arg`."""
        return self.page.evaluate(_WRAPPER.format(body=body, patience=PATIENCE), arg)

    def define(self, name: str, body: str) -> None:
        """Keeps what `body` returns as a global of the page."""
        self.run(f"globalThis[{json.dumps(name)}] = await (async () => {{ {body} }})();")


@pytest.fixture(scope="module")
def modules(browser: Browser, base_url: str) -> Iterator[Modules]:
    errors = ConsoleErrors()
    with browser.new_context() as context:
        errors.watch(context)
        page = context.new_page()
        page.goto(base_url)
        yield Modules(page)
    assert errors.unexpected([]) == []
