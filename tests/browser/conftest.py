"""Real Chromium on the real host. Any error in a console fails the test it happened in.

A context is a fresh profile: nothing cached, nothing kept. After a failure, `test-results/` has the
screenshot and a trace of actions, requests and console (`playwright show-trace`). With the option
`--tracing=retain-on-failure` the trace has pictures of every moment too; that costs much time.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.apps import HELLO, REQUIREMENTS
from tests.browser.chromium import ensure_chromium
from tests.browser.console_errors import ConsoleErrors
from tests.browser.evidence import evidence, expected_errors, failed
from tests.browser.host import running_host
from tests.browser.ide_page import PATIENCE, IdePage
from tests.hosting import hosting
from tests.package_index import PURE, serving, wheel


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "console_error(pattern): the console must show this error, and may"
    )
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def host_options(request: pytest.FixtureRequest) -> list[str]:
    """For a test's own host, too."""
    return [] if request.config.getoption("--snapshots") == "on" else ["--no-snapshots"]


@pytest.fixture(scope="session")
def host_port(host_options: list[str]) -> Iterator[int]:
    with running_host(0, *host_options) as port:
        yield port


@pytest.fixture(scope="session")
def base_url(host_port: int) -> str:
    return f"http://asgipad.localhost:{host_port}/"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = ensure_chromium()
    return {
        **browser_type_launch_args,
        "executable_path": chromium.executable,
        "args": chromium.args,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], base_url: str) -> dict[str, Any]:
    """Without a graphics card the ring that turns while Python starts costs more than its start.

    The language worker, a Python more in each tab, is for the tests in `language/` only.
    """
    without_code_help = {
        "origin": base_url.rstrip("/"),
        "localStorage": [{"name": "asgipad-language", "value": "off"}],
    }
    return {
        **browser_context_args,
        "reduced_motion": "reduce",
        "storage_state": {"cookies": [], "origins": [without_code_help]},
    }


@pytest.fixture(autouse=True)
def console_errors(request: pytest.FixtureRequest) -> Iterator[ConsoleErrors]:
    errors = ConsoleErrors()
    yield errors
    assert errors.unexpected(expected_errors(request)) == []


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext],
    console_errors: ConsoleErrors,
    request: pytest.FixtureRequest,
    output_path: str,
) -> Iterator[Callable[..., BrowserContext]]:
    """Makes further profiles; pytest-playwright closes them."""
    traced: list[BrowserContext] = []

    def create(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE)
        console_errors.watch(context)
        if request.config.getoption("--tracing") == "off":
            context.tracing.start(sources=True)
            traced.append(context)
        return context

    yield create
    for number, context in enumerate(traced, start=1):
        if failed(request):
            context.tracing.stop(path=Path(output_path) / f"trace-{number}.zip")


@pytest.fixture(scope="session")
def known_profile(
    browser: Browser, browser_context_args: dict[str, Any]
) -> Iterator[BrowserContext]:
    with browser.new_context(**browser_context_args) as context:
        context.set_default_timeout(PATIENCE)
        context.tracing.start(sources=True)
        yield context


@pytest.fixture
def emptied_context(
    known_profile: BrowserContext,
    console_errors: ConsoleErrors,
    request: pytest.FixtureRequest,
    base_url: str,
    output_path: str,
) -> Iterator[BrowserContext]:
    """A profile that has the host's files in its cache, and nothing else of the tests before.

    For the tests of the start page, which would spend most of their time on loading it anew. They
    leave alone what this does not undo: the context's own scripts and routes, quotas.
    """
    context = known_profile
    console_errors.watch(context)
    with evidence(context, request, output_path):
        yield context
        console_errors.unwatch(context)
    for page in context.pages[1:]:
        page.close()
    cleaner = context.pages[0] if context.pages else context.new_page()
    cleaner.goto("about:blank")  # nothing may write while it is cleared
    context.clear_permissions()
    storage = {"origin": base_url.rstrip("/"), "storageTypes": "all"}
    context.new_cdp_session(cleaner).send("Storage.clearDataForOrigin", storage)
    cleaner.close()


@pytest.fixture
def ide(page: Page, base_url: str) -> IdePage:
    return IdePage(page, base_url)


@pytest.fixture
def port_with_index() -> Iterator[int]:
    """A host that tells projects of an index with "plain" in two versions, "compiled" for Linux
    only, and "needy" that needs it."""
    packages = {
        "plain": {f"plain-{each}-{PURE}.whl": wheel("plain", each) for each in ("1.0", "2.0")},
        "compiled": {"compiled-3.0-cp314-cp314-manylinux_2_28_x86_64.whl": b""},
        "needy": {f"needy-1.0-{PURE}.whl": wheel("needy", "1.0", ("compiled",))},
    }
    with serving(packages) as index, hosting(index) as port:
        yield port


@pytest.fixture
def ide_with_index(port_with_index: int, page: Page) -> IdePage:
    """The host comes first, to go last: a page looks whether it is still there."""
    return IdePage(page, f"http://asgipad.localhost:{port_with_index}/")


@pytest.fixture(scope="session")
def tab_with_python(
    browser: Browser, browser_context_args: dict[str, Any], base_url: str
) -> Iterator[IdePage]:
    with browser.new_context(**browser_context_args) as context:
        context.set_default_timeout(PATIENCE)
        context.tracing.start(sources=True)
        ide = IdePage(context.new_page(), base_url)
        ide.open({"main.py": HELLO, **REQUIREMENTS})
        yield ide


@pytest.fixture
def running(
    tab_with_python: IdePage,
    console_errors: ConsoleErrors,
    request: pytest.FixtureRequest,
    output_path: str,
) -> Iterator[IdePage]:
    """A tab in which Python runs already, shared by the tests that do not care how it started.

    `replace` gives it the files of the test.
    """
    context = tab_with_python.page.context
    console_errors.watch(context)
    with evidence(context, request, output_path):
        yield tab_with_python
