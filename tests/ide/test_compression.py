import gzip

import pytest

from ide.compression import accepted, gzipped


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        ("", []),
        ("identity", []),
        ("gzip", ["gzip"]),
        ("gzip, deflate, br, zstd", ["zstd", "br", "gzip"]),
        ("GZIP;q=0.5, BR;q=0.1", ["br", "gzip"]),
        ("br;q=0, gzip", ["gzip"]),
        ("*", ["zstd", "br", "gzip"]),
        ("*, br;q=0", ["zstd", "gzip"]),
        ("*;q=0", []),
        ("br;q=nonsense, gzip;level=9", ["gzip"]),
    ],
)
def test_accepted(header: str, codings: list[str]) -> None:
    assert accepted(header) == codings


def test_gzipped() -> None:
    content = b"again and again " * 100
    assert gzip.decompress(gzipped(content)) == content
    assert gzipped(content) is gzipped(bytes(content))
