"""Content codings (RFC 9110, section 12.5.3): which ones a client takes, gzip kept in memory."""

import gzip
from functools import lru_cache
from typing import Literal

Coding = Literal["zstd", "br", "gzip"]

SUFFIXES: dict[Coding, str] = {"zstd": ".zst", "br": ".br", "gzip": ".gz"}
"""What ide.build appends to the name of a compressed copy, the best first."""


def accepted(header: str) -> list[Coding]:
    """The codings that an Accept-Encoding header allows, the best first."""
    weights: dict[str, float] = {}
    for item in header.lower().split(","):
        coding, _, parameter = item.strip().partition(";")
        weights[coding.strip()] = _weight(parameter)
    return [coding for coding in SUFFIXES if weights.get(coding, weights.get("*", 0.0)) > 0]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


@lru_cache(maxsize=256)
def gzipped(content: bytes) -> bytes:
    """Our own sources are small and read often: compressed once, and equal for equal content."""
    return gzip.compress(content, compresslevel=6, mtime=0)
