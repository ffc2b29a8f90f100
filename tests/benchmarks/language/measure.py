"""`python -m tests.benchmarks language`: completions, diagnostics and formatting."""

import statistics
import tempfile
from pathlib import Path

from tests.benchmarks.language.browser import running_server
from tests.benchmarks.language.native import complete
from tests.benchmarks.language.positions import positions, project
from worker.language.libraries import unpack

ROOT = Path(__file__).parents[3]
WHEELS = ROOT / "static" / "vendor" / "wheels"

EDITS = 20
LINES = 450


def main() -> int:
    """Print the table; 1 where completions differ from jedi's."""
    files = project()
    places = positions(files)
    long = _long_file(files)
    with tempfile.TemporaryDirectory() as temporary:
        root, libraries = Path(temporary, "project"), Path(temporary, "libraries")
        _write(root, files)
        for wheel in sorted(WHEELS.glob("*.whl")):
            unpack(wheel.read_bytes(), libraries)
        native = complete(root, libraries, places)
    with running_server({**files, "long.py": long}) as server:
        server.complete(places[0])
        ours = [server.complete(place) for place in places]
        path, text = next(iter(files.items()))
        diagnosed = [server.diagnose(path, f"{text}\nx = {number}\n") for number in range(EDITS)]
        first_format, format = server.format("long.py"), server.format("long.py")
        ready = server.ready
    different = [
        (place, one.names ^ other.names)
        for place, one, other in zip(places, native, ours, strict=True)
        if one.names != other.names
    ]
    _print_table(
        [
            _row("completion, jedi on CPython", [each.seconds for each in native]),
            _row("completion, in Chromium", [each.seconds for each in ours]),
            _row("diagnostics, after a change", diagnosed),
        ]
    )
    ratio = _percentile([each.seconds for each in ours], 50) / _percentile(
        [each.seconds for each in native], 50
    )
    print(f"\ncompletion in Chromium : on CPython, p50: {ratio:.2f}")
    print(
        f"black, {long.count(chr(10))} lines: {first_format * 1000:.0f} ms at first, {format * 1000:.0f} ms then"
    )
    print(f"ready to answer {ready:.1f} s after its start")
    print(f"\nthe same completions at {len(places) - len(different)} of {len(places)} positions")
    for place, names in different:
        print(f"  {place.path}:{place.line + 1}:{place.column}: {', '.join(sorted(names)[:8])}")
    return 1 if different else 0


def _long_file(files: dict[str, str]) -> str:
    """Whole modules, one behind the other, of `LINES` lines at least."""
    long = ""
    for text in files.values():
        if long.count("\n") < LINES:
            long += text
    return long


def _write(root: Path, files: dict[str, str]) -> None:
    root.mkdir()
    for name, text in files.items():
        (root / name).write_text(text, "utf-8")


def _percentile(seconds: list[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


def _row(name: str, seconds: list[float]) -> tuple[str, float, float]:
    return name, _percentile(seconds, 50), _percentile(seconds, 95)


def _print_table(rows: list[tuple[str, float, float]]) -> None:
    print(f"{'':32}{'p50':>10}{'p95':>10}")
    for name, half, most in rows:
        print(f"{name:32}{half * 1000:>7.0f} ms{most * 1000:>7.0f} ms")
