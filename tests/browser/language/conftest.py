"""A tab whose editor knows the code: one for all tests, since a second Python starts."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.apps import HELLO, REQUIREMENTS
from tests.browser.console_errors import ConsoleErrors
from tests.browser.evidence import evidence
from tests.browser.ide_page import PATIENCE, IdePage
from tests.browser.language.editor import LanguageEditor


@pytest.fixture(scope="session")
def tab_with_language(
    browser: Browser, browser_context_args: dict[str, Any], base_url: str
) -> Iterator[LanguageEditor]:
    options = {**browser_context_args, "storage_state": None}
    with browser.new_context(**options) as context:
        context.set_default_timeout(PATIENCE)
        context.tracing.start(sources=True)
        ide = IdePage(context.new_page(), base_url)
        ide.open({"main.py": HELLO, **REQUIREMENTS})
        editor = LanguageEditor(ide)
        editor.wait_ready()
        editor.wait_for_libraries()
        yield editor


@pytest.fixture
def editor(
    tab_with_language: LanguageEditor,
    console_errors: ConsoleErrors,
    request: pytest.FixtureRequest,
    output_path: str,
) -> Iterator[LanguageEditor]:
    context = tab_with_language.page.context
    console_errors.watch(context)
    with evidence(context, request, output_path):
        tab_with_language.wait_ready()
        yield tab_with_language
