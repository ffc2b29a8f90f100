"""How much WebAssembly memory an app has that has answered once."""

from tests.benchmarks.apps import HELLO
from tests.benchmarks.chromium import heap, new_profile, preview, visit
from tests.benchmarks.figures import Figure, Goal, Report, Samples
from tests.benchmarks.setup import Setup


def measure(setup: Setup) -> Report:
    """Once on a first visit and once on a second one: it hardly differs from round to round."""
    first: Samples = {}
    second: Samples = {}
    for host in setup.hosts:
        setup.say(f"memory: {host.name}")
        with new_profile(setup.playwright) as profile, profile.browser() as browser:
            page = browser.new_page()
            url = host.first(HELLO, host.port)
            for samples in (first, second):
                visit(page, url, HELLO.answer)
                size = heap(preview(page, HELLO.answer))
                assert size is not None
                samples[host.name] = [size]
                url = host.settle(page, HELLO)
                page.close()
                page = browser.new_page()
    return Report(
        [
            Figure("wasm memory, cold visit", "MB", first, Goal(most=64)),
            Figure("wasm memory, warm visit", "MB", second, Goal(most=64)),
        ]
    )
