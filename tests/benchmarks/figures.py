"""What was measured on each side, and what it is to be."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Side = Literal["stock", "ours", "uvicorn"]
"""Pyodide as its documentation says; asgipad; the same app on CPython."""

SIDES: tuple[Side, ...] = ("stock", "ours", "uvicorn")

Unit = Literal["ms", "MB", "MB/s"]
"""MB are 10^6 bytes."""

Samples = dict[Side, list[float]]
"""One value for each round, in the figure's unit."""


@dataclass(frozen=True)
class Goal:
    """What the median of ours is to be. What is None does not matter."""

    most: float | None = None
    """In the figure's unit, as `least`."""
    least: float | None = None
    share: Fraction | None = None
    """Of the median of `of`: ours is to be this at most."""
    of: Side = "stock"

    def met_by(self, medians: Mapping[Side, float]) -> bool | None:
        """None where there is no goal, or not all that it needs was measured."""
        ours, other = medians.get("ours"), medians.get(self.of)
        if ours is None or (self.most, self.least, self.share) == (None, None, None):
            return None
        if self.share is not None and other is None:
            return None
        return (
            (self.most is None or ours <= self.most)
            and (self.least is None or ours >= self.least)
            and (self.share is None or other is None or ours <= self.share * other)
        )

    def words(self, unit: Unit) -> str:
        """ "<= 50 ms, <= 1/10 of uvicorn"; "" where there is none."""
        said = []
        if self.most is not None:
            said.append(f"<= {self.most:g} {unit}")
        if self.least is not None:
            said.append(f">= {self.least:g} {unit}")
        if self.share is not None:
            share = self.share if self.share.numerator == 1 else float(self.share)
            said.append(f"<= {share} of {self.of}")
        return ", ".join(said)


@dataclass(frozen=True)
class Figure:
    """One row of the table."""

    name: str
    unit: Unit
    samples: Samples
    goal: Goal = field(default_factory=Goal)

    @property
    def medians(self) -> dict[Side, float]:
        """In `SIDES`' order, without the sides that were not measured."""
        return {
            side: statistics.median(self.samples[side]) for side in SIDES if self.samples.get(side)
        }

    @property
    def share(self) -> float | None:
        """Ours, as a share of what the goal compares it with."""
        medians = self.medians
        if "ours" not in medians or not medians.get(self.goal.of):
            return None
        return medians["ours"] / medians[self.goal.of]

    @property
    def met(self) -> bool | None:
        return self.goal.met_by(self.medians)


@dataclass(frozen=True)
class Profile:
    """On what the time of a visit is spent, as far as it is seen from outside."""

    visit: str
    side: Side
    milestones: dict[str, list[float]]
    """When each was reached, in milliseconds after the navigation; one value for each round."""

    @property
    def reached(self) -> dict[str, float]:
        """The medians, in their order."""
        medians = {name: statistics.median(each) for name, each in self.milestones.items()}
        return dict(sorted(medians.items(), key=lambda milestone: milestone[1]))

    @property
    def steps(self) -> dict[str, float]:
        """Milliseconds from the milestone before to this one, by name, in order."""
        reached = self.reached
        return {
            name: at - before
            for (name, at), before in zip(reached.items(), [0, *reached.values()], strict=False)
        }


@dataclass(frozen=True)
class Report:
    """What one measure has found."""

    figures: list[Figure] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)


def percentile(values: list[float], percent: int) -> float:
    """Of at least two values; `percent` from 1 to 99."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
