"""What every measure is given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Playwright, sync_playwright

from tests.benchmarks.sides import Host, Ours, Stock, running


@dataclass(frozen=True)
class Setup:
    playwright: Playwright
    stock: Stock
    ours: Ours
    rounds: int

    @property
    def hosts(self) -> tuple[Host, ...]:
        """In the order in which they take turns in each round."""
        return (self.stock, self.ours)

    def say(self, words: str) -> None:
        """What goes on, as it takes minutes."""
        print(words, flush=True)


@contextmanager
def running_setup(rounds: int) -> Iterator[Setup]:
    with running() as (stock, ours), sync_playwright() as playwright:
        yield Setup(playwright, stock, ours, rounds)
