"""`python -m tests.upstream exchanges`: FastAPI's tutorial, asked as its tests ask it, and an app
that tells everything it was told."""

import argparse
from collections.abc import Sequence

from tests.upstream.exchanges.environment import environment
from tests.upstream.exchanges.known import read_known
from tests.upstream.exchanges.measure import Suite, measure, say
from tests.upstream.exchanges.packages import requirements
from tests.upstream.exchanges.probe import probe
from tests.upstream.exchanges.project import files_of
from tests.upstream.exchanges.recording import record
from tests.upstream.exchanges.report import Report
from tests.upstream.sdists import unpacked


def main(arguments: Sequence[str]) -> int:
    """Prints the reports; the exit code is that of `measure`."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.upstream exchanges", description=__doc__, allow_abbrev=False
    )
    parser.add_argument(
        "tests", nargs="*", help="of FastAPI, as pytest takes them (default: all of the tutorial's)"
    )
    tests = parser.parse_args(arguments).tests
    made = environment()
    folder = unpacked("fastapi")
    say("recording what the tests ask")
    recording = record(made, folder, "docs_src", tests or ["tests/test_tutorial"])
    # Of some tests the known differences of others cannot be expected.
    report = Report(read_known("fastapi"), partial=bool(tests))
    report.left_out["WebSocket sessions"] = recording.sockets
    report.left_out["to apps that are the tests' own"] = len(recording.elsewhere)
    projects = [(app, files_of(app, folder, requirements())) for app in recording.apps]
    suites = [
        Suite("FastAPI's tutorial", projects, report),
        Suite("Our own questions", [probe(requirements())], Report(read_known("probe"))),
    ]
    return measure(made, suites)
