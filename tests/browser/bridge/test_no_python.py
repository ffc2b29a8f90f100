"""Python's own files cannot be had: whoever asks is told so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.direct_runtime import run_in


@pytest.mark.console_error("Failed to load resource")
def test_every_question_is_answered(
    new_context: Callable[..., BrowserContext], base_url: str
) -> None:
    context = new_context()
    context.route("**/pyodide.asm.wasm", lambda route: route.abort())
    page = context.new_page()
    page.goto(base_url)
    first, edit, status, text, stuck = run_in(
        page.main_frame,
        """
        const config = JSON.parse(document.getElementById("config").textContent);
        const { Runtime } = await import(`${config.assets}js/runtime.js`);
        const runtime = new Runtime(config, "bridge0000");
        let stuck = false;
        runtime.addEventListener("stuck", () => { stuck = true; });
        const first = await runtime.start({ "main.py": "" });
        const edit = await runtime.write({ "main.py": "1" });
        const response = await runtime.fetch("/");
        return [first, edit, response.status, await response.text(), stuck];
        """,
    )
    assert first == edit
    assert (first["generation"], first["error"]["kind"]) == (0, "boot")
    assert (status, text) == (503, f"{first['error']['summary']}.\n")
    assert text.startswith("Python could not be started from asgipad.localhost:")
    assert stuck is False
