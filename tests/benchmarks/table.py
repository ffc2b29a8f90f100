"""Figures as a table for people and as JSON for programs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.benchmarks.figures import SIDES, Figure, Profile, Report, Unit

_MET = {True: "met", False: "missed", None: ""}


def lines(report: Report, machine: Mapping[str, str]) -> Iterator[str]:
    """The whole report; wide lines are not broken."""
    yield from (f"{name}: {value}" for name, value in machine.items())
    if report.figures:
        yield ""
        yield from table(report.figures)
    for profile in report.profiles:
        yield ""
        yield from profile_lines(profile)


def table(figures: Iterable[Figure]) -> Iterator[str]:
    """Medians side by side, a figure a line."""
    rows = [["", *SIDES, "ours", "goal", ""], *map(_row, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        name, *cells, goal, met = (
            cell.ljust(width) if place in (0, 5) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join([name, *cells, goal, met]).rstrip()


def _row(figure: Figure) -> list[str]:
    medians = figure.medians
    cells = [written(medians[side], figure.unit) if side in medians else "" for side in SIDES]
    share = "" if figure.share is None else f"{figure.share:.2f} of {figure.goal.of}"
    return [figure.name, *cells, share, figure.goal.words(figure.unit), _MET[figure.met]]


def written(value: float, unit: Unit) -> str:
    """Three digits or more: "0.85 ms", "12.3 MB", "1234 ms"."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f} {unit}"


def profile_lines(profile: Profile) -> Iterator[str]:
    """Each milestone, when it was reached and how long after the one before."""
    steps = profile.steps
    width = max((len(name) for name, _, _ in steps), default=0)
    yield f"{profile.title}, milliseconds after the navigation:"
    for name, at, took in steps:
        yield f"  {name:{width}}  {at:6.0f}  {f'+{took:.0f}':>6}"


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
                "title": profile.title,
                "milestones": profile.milestones,
                "medians": {name: at for name, at, _ in profile.steps},
            }
            for profile in report.profiles
        ],
    }
