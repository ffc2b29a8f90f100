"""Small requests and a large download, each asked by the app's own page in one Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from playwright.sync_api import BrowserContext, Frame, Page

from tests.benchmarks.apps import TRANSFERS
from tests.benchmarks.chromium import heap, new_profile, preview, visit
from tests.benchmarks.figures import Figure, Goal, Report, Samples, Side, percentile
from tests.benchmarks.native import uvicorn
from tests.benchmarks.setup import Setup
from tests.browser.direct_runtime import run_in

REQUESTS = 500
"""In a round, one after the other."""

_ASK = """
  const milliseconds = [];
  for (let number = 0; number < arg; number++) {
    const began = performance.now();
    const item = await (await fetch(`items/${number}`)).json();
    milliseconds.push(performance.now() - began);
    if (item.price !== number / 4) throw new Error(JSON.stringify(item));
  }
  return milliseconds;
"""

_DOWNLOAD = """
  const began = performance.now();
  const response = await fetch("download");
  let size = 0;
  for await (const chunk of response.body) size += chunk.length;
  if (size !== 64 * 1024 * 1024) throw new Error(`${size} bytes`);
  return size / 1000 / (performance.now() - began);
"""
"""MB/s."""


def requests(setup: Setup) -> Report:
    """How long a request for some JSON takes."""
    middle: Samples = {"stock": [], "ours": [], "uvicorn": []}
    slow: Samples = {"stock": [], "ours": [], "uvicorn": []}
    with _pages(setup) as pages:
        for _, page in pages.values():
            run_in(page, _ASK, REQUESTS // 5)  # what is compiled or imported once
        for number in range(setup.rounds):
            setup.say(f"requests, round {number + 1} of {setup.rounds}")
            for side, (tab, frame) in pages.items():
                tab.bring_to_front()
                milliseconds = run_in(frame, _ASK, REQUESTS)
                middle[side].append(percentile(milliseconds, 50))
                slow[side].append(percentile(milliseconds, 99))
    return Report(
        [
            Figure("JSON request, p50", "ms", middle, Goal(share=Fraction(1), of="uvicorn")),
            Figure("JSON request, p99", "ms", slow, Goal(share=Fraction(3, 2), of="uvicorn")),
        ]
    )


def download(setup: Setup) -> Report:
    """How fast 64 MiB come that the app streams, and what they leave behind in its memory."""
    rates: Samples = {"stock": [], "ours": [], "uvicorn": []}
    growth: Samples = {"stock": [], "ours": []}
    with _pages(setup) as pages:
        before = {side: heap(frame) for side, (_, frame) in pages.items()}
        for number in range(setup.rounds):
            setup.say(f"download, round {number + 1} of {setup.rounds}")
            for side, (tab, frame) in pages.items():
                tab.bring_to_front()
                rates[side].append(run_in(frame, _DOWNLOAD))
        for side, (_, frame) in pages.items():
            first, last = before[side], heap(frame)
            if first is not None and last is not None:
                growth[side].append(last - first)
    return Report(
        [
            Figure("download of 64 MiB", "MB/s", rates, Goal(least=50, of="uvicorn")),
            Figure("download: growth of the wasm memory", "MB", growth),
        ]
    )


@contextmanager
def _pages(setup: Setup) -> Iterator[dict[Side, tuple[Page, Frame]]]:
    """A tab of each side, and the frame in it that has the app's page."""
    with (
        uvicorn(TRANSFERS) as server,
        new_profile(setup.playwright) as profile,
        profile.browser() as browser,
    ):
        native = browser.new_page()
        native.goto(f"http://127.0.0.1:{server.port}/")
        yield {**_in_browser(setup, browser), "uvicorn": (native, native.main_frame)}


def _in_browser(setup: Setup, browser: BrowserContext) -> dict[Side, tuple[Page, Frame]]:
    pages: dict[Side, tuple[Page, Frame]] = {}
    for host in setup.hosts:
        page = browser.new_page()
        visit(page, host.first(TRANSFERS, host.port), TRANSFERS.answer)
        host.settle(page, TRANSFERS)
        pages[host.name] = page, preview(page, TRANSFERS.answer)
    return pages
