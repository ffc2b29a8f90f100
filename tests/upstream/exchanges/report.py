"""Figures and differences of one run."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from typing import NamedTuple

from tests.upstream.exchanges.comparison import Difference
from tests.upstream.exchanges.known import Known
from tests.upstream.exchanges.recording import App, Exchange
from tests.upstream.exchanges.replay import FORBIDDEN

SHOWN = 300
"""Characters of a value."""


class Differing(NamedTuple):
    app: App
    exchange: Exchange
    difference: Difference


@dataclass
class Report:
    known: list[Known]
    partial: bool = False
    """Not everything was asked: a known difference may be missing."""
    identical: int = 0
    differing: list[Differing] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """Exchanges by the reason why."""
    volatile: Counter[str] = field(default_factory=Counter)
    """Parts of answers in which time or chance is at work."""
    reduced: Counter[str] = field(default_factory=Counter)
    """Exchanges by a header of the test that a page cannot set."""

    def add(self, app: App, exchange: Exchange, found: Iterable[Difference]) -> None:
        """The outcome of one exchange."""
        listed = list(found)
        self.identical += not listed
        self.differing += [Differing(app, exchange, difference) for difference in listed]
        for name in {name for name, _ in exchange.headers} & FORBIDDEN:
            self.reduced[name] += 1

    @property
    def unknown(self) -> list[Differing]:
        return [entry for entry in self.differing if not _covering(self.known, entry)]

    @property
    def vanished(self) -> list[Known]:
        """Known differences that there are no more."""
        if self.partial:
            return []
        met = {known for entry in self.differing for known in _covering(self.known, entry)}
        return [known for known in self.known if known not in met and not known.sometimes]

    def lines(self) -> Iterator[str]:
        differing = _exchanges(self.differing)
        yield f"{self.identical + differing} exchanges replayed: {self.identical} identical."
        yield from _counted("Left out", self.left_out)
        yield from _counted("Sent without a header that only the browser sets", self.reduced)
        yield from _counted("Not compared, because two runs of uvicorn differ", self.volatile)
        for known in self.known:
            covered = [entry for entry in self.differing if _covering([known], entry)]
            if covered:
                yield f"Known, in {_exchanges(covered)} exchanges: {known.reason}"
                yield f"    {known}"
        for known in self.vanished:
            yield f"VANISHED, take it out of known.toml: {known}"
        for difference, entries in _grouped(self.unknown).items():
            first = entries[0]
            yield f"DIFFERENT in {len(entries)} exchanges: {difference.what}"
            yield from _compared(difference.server, difference.preview)
            yield f"    as in {first.app} | {first.exchange}   ({first.exchange.test})"


def _covering(known: Iterable[Known], entry: Differing) -> list[Known]:
    return [each for each in known if each.covers(*entry)]


def _exchanges(entries: Iterable[Differing]) -> int:
    return len({id(entry.exchange) for entry in entries})


def _grouped(entries: Iterable[Differing]) -> dict[Difference, list[Differing]]:
    groups: defaultdict[Difference, list[Differing]] = defaultdict(list)
    for entry in entries:
        groups[entry.difference].append(entry)
    return dict(groups)


def _counted(title: str, counts: Counter[str]) -> Iterator[str]:
    if counts.total():
        yield f"{title}:"
        yield from (f"    {count} x {what}" for what, count in counts.most_common() if count)


def _compared(server: str, preview: str) -> Iterator[str]:
    """Both; of long texts what is around the first difference, of lines those that differ."""
    if "\n" in server and "\n" in preview:
        for line in unified_diff(server.splitlines(), preview.splitlines(), n=0, lineterm=""):
            if line[0] in "+-" and line[:3] not in ("+++", "---"):
                yield f"    {'uvicorn' if line[0] == '-' else 'preview'}: {line[1:]}"
        return
    same = next((at for at, (a, b) in enumerate(zip(server, preview, strict=False)) if a != b), 0)
    begin = max(0, same - SHOWN // 3)
    yield f"    uvicorn: {server[begin : begin + SHOWN]!r}"
    yield f"    preview: {preview[begin : begin + SHOWN]!r}"
