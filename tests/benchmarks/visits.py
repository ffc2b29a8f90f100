"""From a navigation to the app's page in the preview, in a browser to which nobody is attached.

Each round starts with an empty profile: a cold visit, a warm one in the same browser, and one more
after that browser was closed and opened again. The warm one is the third: in the second, browsers
make and asgipad keeps what the next ones are faster with.
"""

from collections import defaultdict
from contextlib import nullcontext
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from tests.benchmarks.apps import DATASETTE, HELLO, HEROES, App
from tests.benchmarks.chromium import Profile, Visit, new_profile, visited
from tests.benchmarks.figures import Figure, Goal, Report, Samples
from tests.benchmarks.figures import Profile as Spent
from tests.benchmarks.proxy import BROADBAND, Line, Proxy, proxy
from tests.benchmarks.setup import Setup
from tests.benchmarks.sides import Host
from tests.benchmarks.unwatched import unwatched

COLD, WARM, RESTARTED = KINDS = ("cold visit", "warm visit", "visit after a browser restart")

_SHORT = {COLD: "cold", WARM: "warm", RESTARTED: "restarted"}


class Round(NamedTuple):
    visits: dict[str, Visit]
    """By kind."""
    megabytes: dict[str, float]
    """By kind: what came over the line until the page had loaded; nothing without a line."""


def local(setup: Setup) -> Report:
    """On this machine's own network."""
    goals = {COLD: Goal(share=Fraction(1, 5)), WARM: Goal(share=Fraction(1, 9))}
    return _measure(setup, HELLO, "localhost", None, goals)


def remote(setup: Setup) -> Report:
    """Over 20 Mb/s with a round trip of 40 ms."""
    goals = {COLD: Goal(share=Fraction(1, 2))}
    return _measure(setup, HELLO, "20 Mb/s, 40 ms", BROADBAND, goals)


def projects(setup: Setup) -> Report:
    """Second visits of projects with more packages."""
    reports = [
        _measure(setup, app, where, None, {WARM: Goal(share=Fraction(1, 8))}, (COLD, WARM))
        for where, app in (("SQLModel", HEROES), ("Datasette", DATASETTE))
    ]
    return Report(
        [figure for report in reports for figure in report.figures],
        [profile for report in reports for profile in report.profiles],
    )


def _measure(
    setup: Setup,
    app: App,
    where: str,
    line: Line | None,
    goals: dict[str, Goal],
    kinds: tuple[str, ...] = KINDS,
) -> Report:
    times: dict[str, Samples] = {kind: defaultdict(list) for kind in kinds}
    sizes: dict[str, Samples] = {kind: defaultdict(list) for kind in kinds}
    spent = {(host.name, kind): defaultdict[str, list[float]](list)
             for host in setup.hosts for kind in kinds}  # fmt: skip
    for number in range(setup.rounds):
        for host in setup.hosts:
            setup.say(f"visits, {where}: {host.name}, round {number + 1} of {setup.rounds}")
            done = _round(setup, host, app, line, kinds)
            for kind, each in done.visits.items():
                times[kind][host.name].append(each.milliseconds)
                for milestone, at in each.milestones.items():
                    spent[host.name, kind][milestone].append(at)
            for kind, size in done.megabytes.items():
                sizes[kind][host.name].append(size)
    figures = [
        Figure(f"{kind}, {where}", "ms", times[kind], goals.get(kind, Goal())) for kind in kinds
    ]
    if line is not None:
        figures += [
            Figure(f"{kind}, {where}: on the wire", "MB", sizes[kind],
                   Goal(most=12) if kind == COLD else Goal())
            for kind in kinds
        ]  # fmt: skip
    profiles = [
        Spent(f"{_SHORT[kind]}, {where}", name, dict(milestones))
        for (name, kind), milestones in spent.items()
    ]
    return Report(figures, profiles)


def _round(setup: Setup, host: Host, app: App, line: Line | None, kinds: tuple[str, ...]) -> Round:
    through = nullcontext(None) if line is None else proxy(host.port, line)
    with through as slow, new_profile(setup.playwright) as profile:
        port = host.port if slow is None else slow.port
        visits = _visits(setup, host, app, port, profile, kinds)
        return Round(visits, {} if slow is None else _megabytes(slow, visits))


def _visits(
    setup: Setup, host: Host, app: App, port: int, profile: Profile, kinds: tuple[str, ...]
) -> dict[str, Visit]:
    visits: dict[str, Visit] = {}
    with unwatched(profile.folder) as chromium:
        open_tab = partial(chromium.opened, setup.playwright)
        with open_tab(host.first(app, port)) as page:
            visits[COLD] = visited(page, app.answer)
            again = host.settle(page, app)
        with open_tab(again) as page:
            visited(page, app.answer)
            host.rest(page, app)
        with open_tab(again) as page:
            visits[WARM] = visited(page, app.answer)
    if RESTARTED in kinds:
        with unwatched(profile.folder) as chromium:
            with chromium.opened(setup.playwright, again) as page:
                visits[RESTARTED] = visited(page, app.answer)
    return visits


def _megabytes(line: Proxy, visits: dict[str, Visit]) -> dict[str, float]:
    return {
        kind: line.received(since=visit.began, until=visit.ended) / 1e6
        for kind, visit in visits.items()
    }
