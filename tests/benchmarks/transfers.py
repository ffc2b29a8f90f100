"""Small requests and a large download, each asked by the app's own page in one Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

from playwright.sync_api import BrowserContext

from tests.benchmarks.apps import TRANSFERS
from tests.benchmarks.chromium import new_profile, visit
from tests.benchmarks.figures import SIDES, Figure, Goal, Report, Samples, Side, percentile
from tests.benchmarks.native import uvicorn
from tests.benchmarks.setup import Setup
from tests.benchmarks.unwatched import Unwatched, unwatched

REQUESTS = 500
"""In a round, one after the other."""

WARM_UP = 200
"""Requests before them, for what is compiled or imported once."""

_READY = 10.0
"""Seconds in which an app that runs answers; what is asked before it runs may never be answered."""

_TRIES = 12

_PATIENCE = 60.0
"""Seconds that a page may measure."""

_WITHOUT_CODE_HELP = "localStorage.setItem('asgipad-language', 'off')"
"""It would start beside the first requests."""


@dataclass(frozen=True)
class Pages:
    """Each side's app runs, and the addresses of its pages are known."""

    chromium: Unwatched
    roots: dict[Side, str]
    """End in "/"."""

    def report(self, side: Side, query: str) -> list[float]:
        """What the page at / finds out."""
        numbers = self.chromium.report(f"{self.roots[side]}?{query}", _PATIENCE)
        if numbers is None:
            raise TimeoutError(f"{side}: no answer to ?{query} in {_PATIENCE:.0f} s")
        return numbers

    def wait_serving(self) -> None:
        for side, root in self.roots.items():
            asked = (self.chromium.report(f"{root}?requests=2", _READY) for _ in range(_TRIES))
            if not any(asked):
                raise TimeoutError(f"{side} does not serve")


def requests(setup: Setup) -> Report:
    """How long a request for some JSON takes."""
    middle: Samples = {side: [] for side in SIDES}
    slow: Samples = {side: [] for side in SIDES}
    with _pages(setup) as pages:
        for side in SIDES:
            pages.report(side, f"requests={WARM_UP}")
        for side in _rounds(setup, "requests"):
            milliseconds = pages.report(side, f"requests={REQUESTS}")
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
    rates: Samples = {side: [] for side in SIDES}
    growth: Samples = {"stock": [], "ours": []}
    with _pages(setup) as pages:
        for side in _rounds(setup, "download"):
            rate, grown = pages.report(side, "download")
            rates[side].append(rate)
            if side in growth:
                growth[side].append(grown)
    total: Samples = {side: [sum(grown)] for side, grown in growth.items()}
    return Report(
        [
            Figure("download of 64 MiB", "MB/s", rates, Goal(least=50, of="uvicorn")),
            Figure("growth of the wasm memory by all downloads", "MB", total),
        ]
    )


def _rounds(setup: Setup, what: str) -> Iterator[Side]:
    """Whose turn it is."""
    for number in range(setup.rounds):
        setup.say(f"{what}, round {number + 1} of {setup.rounds}")
        yield from SIDES


@contextmanager
def _pages(setup: Setup) -> Iterator[Pages]:
    """The projects are opened by Playwright first, which then leaves the browser alone."""
    with uvicorn(TRANSFERS) as server, new_profile(setup.playwright) as profile:
        with profile.browser() as browser:
            urls = _urls(setup, browser)
        with unwatched(profile.folder) as chromium:
            roots: dict[Side, str] = {"uvicorn": f"http://127.0.0.1:{server.port}/"}
            for host in setup.hosts:
                chromium.open(urls[host.name])
                roots[host.name] = host.root(urls[host.name])
            pages = Pages(chromium, roots)
            pages.wait_serving()
            yield pages


def _urls(setup: Setup, browser: BrowserContext) -> dict[Side, str]:
    """Where each host shows the app, from the second visit on."""
    urls: dict[Side, str] = {}
    for host in setup.hosts:
        page = browser.new_page()
        visit(page, host.first(TRANSFERS, host.port), TRANSFERS.answer)
        urls[host.name] = host.settle(page, TRANSFERS)
        page.evaluate(_WITHOUT_CODE_HELP)
        page.close()
    return urls
