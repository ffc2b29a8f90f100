"""Figures as a table for people and as JSON for programs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.benchmarks.figures import SIDES, Figure, Profile, Report, Side, Unit

_MET = {True: "met", False: "missed", None: ""}


def lines(report: Report, machine: Mapping[str, str]) -> Iterator[str]:
    """The whole report; wide lines are not broken."""
    yield from (f"{name}: {value}" for name, value in machine.items())
    if report.figures:
        yield ""
        yield from table(report.figures)
    for side in ("ours", "stock"):
        if found := list(profile_lines(report.profiles, side)):
            yield from ("", *found)


def table(figures: Iterable[Figure]) -> Iterator[str]:
    """Medians side by side, a figure a line."""
    rows = [["", *SIDES, "ours", "goal", ""], *map(_row, figures)]
    yield from _aligned(rows, to_the_left=(0, 5, 6))


def _row(figure: Figure) -> list[str]:
    medians = figure.medians
    cells = [written(medians[side], figure.unit) if side in medians else "" for side in SIDES]
    share = "" if figure.share is None else f"{figure.share:.2f} of {figure.goal.of}"
    return [figure.name, *cells, share, figure.goal.words(figure.unit), _MET[figure.met]]


def written(value: float, unit: Unit) -> str:
    """Three digits or more: "0.85 ms", "12.3 MB", "1234 ms"."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f} {unit}"


def profile_lines(profiles: Iterable[Profile], side: Side) -> Iterator[str]:
    """What each visit's time was spent on, a step a line; nothing where `side` was not visited."""
    visits = [profile for profile in profiles if profile.side == side]
    if not visits:
        return
    yield f"{side}, milliseconds from one milestone to the next"
    rows = [
        [f"  {name}", *(_step(visit.steps.get(name)) for visit in visits)]
        for name in _in_order(visits)
    ]
    totals = [f"{max(visit.reached.values()):.0f}" for visit in visits]
    yield from _aligned([["", *(visit.visit for visit in visits)], *rows, ["  in all", *totals]])


def _in_order(visits: Iterable[Profile]) -> list[str]:
    """Every milestone once, as late as where it was reached last."""
    latest: dict[str, float] = {}
    for visit in visits:
        for name, at in visit.reached.items():
            latest[name] = max(at, latest.get(name, 0))
    return sorted(latest, key=lambda name: latest[name])


def _step(milliseconds: float | None) -> str:
    return "" if milliseconds is None else f"{milliseconds:.0f}"


def _aligned(rows: list[list[str]], to_the_left: tuple[int, ...] = (0,)) -> Iterator[str]:
    """Columns as wide as their widest cell; the other ones are to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.ljust(width) if place in to_the_left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def document(report: Report, machine: Mapping[str, str]) -> dict[str, Any]:
    """The same for `json.dump`, with the value of every round."""
    return {
        "machine": dict(machine),
        "figures": [
            {
                "name": figure.name,
                "unit": figure.unit,
                "samples": figure.samples,
                "medians": figure.medians,
                "share": figure.share,
                "of": figure.goal.of,
                "goal": figure.goal.words(figure.unit),
                "met": figure.met,
            }
            for figure in report.figures
        ],
        "profiles": [
            {
                "visit": profile.visit,
                "side": profile.side,
                "milestones": profile.milestones,
                "medians": profile.reached,
            }
            for profile in report.profiles
        ],
    }
