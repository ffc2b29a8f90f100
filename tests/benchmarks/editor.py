"""When the editor knows the code, on a warm visit: after the app serves, and then after a key."""

from playwright.sync_api import Page

from tests.benchmarks.apps import HELLO
from tests.benchmarks.chromium import new_profile, visit
from tests.benchmarks.figures import Figure, Goal, Report
from tests.benchmarks.setup import Setup
from tests.browser.direct_runtime import run_in
from tests.browser.ide_page import IdePage

_READY = "[data-code-help=ready]"

_AFTER_SERVING = """
  const at = (name) => performance.getEntriesByName(`asgipad: ${name}`, "mark")[0].startTime;
  return at("code help") - at("state serving");
"""

_WATCH = """
  const shown = () => document.querySelector(".cm-tooltip-autocomplete li");
  let pressed = 0;
  addEventListener("keydown", ({ timeStamp }) => { pressed = timeStamp; }, { capture: true });
  globalThis.completed = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (!shown()) return;
      observer.disconnect();
      resolve(performance.now() - pressed);
    }).observe(document, { childList: true, subtree: true });
  });
"""
"""From the last key to the list, with the editor's pause after a key and its drawing."""


def measure(setup: Setup) -> Report:
    ready: list[float] = []
    completed: list[float] = []
    text = HELLO.modules["main.py"].decode()
    with new_profile(setup.playwright) as profile, profile.browser() as browser:
        page = browser.new_page()
        visit(page, setup.ours.first(HELLO, setup.ours.port), HELLO.answer)
        url = setup.ours.settle(page, HELLO)
        for number in range(setup.rounds):
            setup.say(f"editor, round {number + 1} of {setup.rounds}")
            page.close()
            page = browser.new_page()
            visit(page, url, HELLO.answer)
            page.locator(_READY).wait_for(state="attached")
            ready.append(run_in(page.main_frame, _AFTER_SERVING))
            completed.append(_complete(page))
            ide = IdePage(page, "")
            ide.write("main.py", text)
            ide.wait_kept("main.py", text)
    return Report(
        [
            Figure("code help ready, after the app serves", "ms", {"ours": ready}, Goal(most=1000)),
            Figure("first completion, after its key", "ms", {"ours": completed}, Goal(most=300)),
        ]
    )


def _complete(page: Page) -> float:
    """Milliseconds. Types behind `app = FastAPI()`, on a line of its own."""
    ide = IdePage(page, "")
    run_in(page.main_frame, _WATCH)
    ide.type("\napp.", after="app = FastAPI()")
    milliseconds: float = run_in(page.main_frame, "return completed;")
    return milliseconds
