"""`python -m tests.benchmarks language`: completions, diagnostics and formatting."""

import statistics
import tempfile
from pathlib import Path

from tests.benchmarks.language import browser, native
from tests.benchmarks.language.positions import Position, positions, project
from worker.language.libraries import unpack

WHEELS = Path(__file__).parents[3] / "static" / "vendor" / "wheels"

EDITS = 20
LINES = 450


def main() -> int:
    """Print the figures; 1 where the completions are not jedi's."""
    files = project()
    long = _long_file(files)
    places = positions(files)
    alone = _native(files, places)
    with browser.running_server({**files, "long.py": long}) as server:
        server.complete(places[0])
        ours = [server.complete(place) for place in places]
        path, text = next(iter(files.items()))
        diagnosed = [server.diagnose(path, f"{text}\nx = {number}\n") for number in range(EDITS)]
        formatted = [server.format("long.py") for _ in range(2)]
    print(f"{'':36}{'p50':>8}{'p95':>8}")
    _print("completion, jedi alone on CPython", [each.seconds for each in alone])
    _print("completion, asgipad in Chromium", [each.seconds for each in ours])
    _print("from a change to its diagnostics", diagnosed)
    first, then = (f"{seconds * 1000:.0f} ms" for seconds in formatted)
    print(f"black on {len(long.splitlines())} lines: {first} at first, then {then}")
    print(f"{'the first answer after the start':36}{server.ready * 1000:>5.0f} ms")
    ratio = statistics.median(each.seconds for each in ours) / statistics.median(
        each.seconds for each in alone
    )
    print(f"completion, p50, Chromium : CPython = {ratio:.2f}")
    return _compare(places, [each.names for each in alone], [each.names for each in ours])


def _native(files: dict[str, str], places: list[Position]) -> list[native.Completed]:
    with tempfile.TemporaryDirectory() as temporary:
        root, libraries = Path(temporary, "project"), Path(temporary, "libraries")
        root.mkdir()
        for name, text in files.items():
            (root / name).write_text(text, "utf-8")
        for wheel in sorted(WHEELS.glob("*.whl")):
            unpack(wheel.read_bytes(), libraries)
        return native.complete(root, libraries, places)


def _long_file(files: dict[str, str]) -> str:
    """Whole modules, one behind the other, of `LINES` lines at least."""
    long = ""
    for text in files.values():
        if long.count("\n") < LINES:
            long += text
    return long


def _print(name: str, seconds: list[float]) -> None:
    percentiles = statistics.quantiles(seconds, n=100, method="inclusive")
    print(f"{name:36}{percentiles[49] * 1000:>5.0f} ms{percentiles[94] * 1000:>5.0f} ms")


def _compare(places: list[Position], alone: list[set[str]], ours: list[set[str]]) -> int:
    pairs = list(zip(places, alone, ours, strict=True))
    different = [(place, one ^ other) for place, one, other in pairs if one != other]
    print(f"the same completions at {len(pairs) - len(different)} of {len(pairs)} positions")
    for place, names in different:
        print(f"  {place.path}:{place.line + 1}:{place.column}: {', '.join(sorted(names)[:8])}")
    return 1 if different else 0
