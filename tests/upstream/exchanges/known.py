"""The differences that are known: known.toml."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.upstream.exchanges.comparison import Difference
from tests.upstream.exchanges.recording import App, Exchange

KNOWN = Path(__file__).with_name("known.toml")


@dataclass(frozen=True)
class Known:
    """Regular expressions, each for a whole name; `what` is one of Difference."""

    app: str
    request: str
    what: str
    reason: str
    sometimes: bool = False
    """It is a matter of chance."""

    def __str__(self) -> str:
        return f"{self.app} | {self.request} | {self.what}"

    def covers(self, app: App, exchange: Exchange, difference: Difference) -> bool:
        return all(
            re.fullmatch(pattern, text, re.DOTALL)
            for pattern, text in (
                (self.app, str(app)),
                (self.request, str(exchange)),
                (self.what, difference.what),
            )
        )


def read_known(suite: str) -> list[Known]:
    """Of one suite. Raises TypeError for an entry that says too little or too much."""
    entries = tomllib.loads(KNOWN.read_text(encoding="utf-8")).get(suite, [])
    return [Known(**entry) for entry in entries]
