"""Puts compressed variants beside each file that they make smaller."""

import gzip
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import brotli
import zstandard

from ide.build.process import Say

QUALITY = 10
"""Of brotli. 11 makes the interpreter 3 % smaller still and takes twice the time."""

WORTH_IT = 0.95
"""A variant that is not smaller than this share of the file is not kept."""

ALREADY = frozenset({".whl", ".zip"})
"""Suffixes of archives: they are compressed inside."""


class Encoding(NamedTuple):
    """One content coding (RFC 9110, section 8.4.1)."""

    suffix: str
    version: str
    """Part of the name in the cache: changes when `encode` gives other bytes."""
    encode: Callable[[bytes], bytes]
    least: int = 0
    """Bytes of a file that it is worth it for."""


def _zstd(level: int) -> Callable[[bytes], bytes]:
    """With the largest window that browsers must have (RFC 9659): 8 MiB."""

    def encode(content: bytes) -> bytes:
        parameters = zstandard.ZstdCompressionParameters.from_level(
            level, source_size=len(content), window_log=23
        )
        return zstandard.ZstdCompressor(compression_params=parameters).compress(content)

    return encode


_SMALLEST_ZSTD = Encoding(".zst", "l19w23", _zstd(19))

ENCODINGS = (
    _SMALLEST_ZSTD._replace(least=2**20),
    Encoding(".br", f"q{QUALITY}", lambda content: brotli.compress(content, quality=QUALITY)),
    Encoding(".gz", "q9", lambda content: gzip.compress(content, compresslevel=9, mtime=0)),
)
"""Browsers unpack a file of their cache at each start, zstd in a third of brotli's time: of the
interpreter's WebAssembly that is 40 ms, for 3 % more bytes once."""


LARGE = (
    Encoding(".zst", "l12w23", _zstd(12)),
    Encoding(".br", "q6", lambda content: brotli.compress(content, quality=6, lgwin=24)),
    Encoding(".gz", "q6", lambda content: gzip.compress(content, compresslevel=6, mtime=0)),
)
"""For tens of megabytes that change with every edit of worker/: a twentieth of the time, and a
tenth more bytes."""

LARGE_AND_WAITED_FOR = (_SMALLEST_ZSTD, *LARGE[1:])
"""A tenth fewer bytes in ten times the time, for most browsers."""

SUFFIXES = sorted({encoding.suffix for encoding in (*ENCODINGS, *LARGE)})
"""Of all variants."""

Encodings = Callable[[Path], Sequence[Encoding]]
"""Those of a file."""


def tree(
    folder: Path, cache: Path, say: Say, encodings: Encodings = lambda file: ENCODINGS
) -> None:
    """Compress every file below `folder`. What was compressed before comes from `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    files = [f for f in sorted(folder.rglob("*")) if f.is_file() and f.suffix not in ALREADY]
    # The encoders let go of the GIL.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # Largest first: the interpreter takes as long as all the others together.
        jobs = sorted(files, key=lambda file: file.stat().st_size, reverse=True)
        results = list(pool.map(lambda file: _compress(file, cache, say, encodings(file)), jobs))
    used = {path for paths in results for path in paths}
    for entry in cache.iterdir():
        if entry not in used:
            entry.unlink()


def _compress(file: Path, cache: Path, say: Say, encodings: Sequence[Encoding]) -> list[Path]:
    """Write the variants of one file; return the cache entries that they came from."""
    content = file.read_bytes()
    digest = sha256(content).hexdigest()
    entries: list[Path] = []
    for encoding in encodings:
        if len(content) < encoding.least:
            continue
        entry = cache / f"{digest}-{encoding.version}{encoding.suffix}"
        entries.append(entry)
        if not entry.exists():
            partial = entry.with_suffix(".partial")
            partial.write_bytes(encoding.encode(content))
            os.replace(partial, entry)
            sizes = f"{len(content) / 1000:.0f} kB to {entry.stat().st_size / 1000:.0f} kB"
            say(f"compressed {file.name}{encoding.suffix}, {sizes}")
        if entry.stat().st_size <= len(content) * WORTH_IT:
            file.with_name(file.name + encoding.suffix).write_bytes(entry.read_bytes())
    return entries
