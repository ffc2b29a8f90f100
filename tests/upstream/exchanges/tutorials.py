"""`python -m tests.upstream tutorials`: SQLModel's tutorial apps as its tests ask them, and the
Datasette of our own template."""

import argparse
from collections.abc import Sequence

from tests.upstream.exchanges.datasette_visit import datasette
from tests.upstream.exchanges.environment import environment
from tests.upstream.exchanges.known import read_known
from tests.upstream.exchanges.measure import Suite, measure, say
from tests.upstream.exchanges.packages import requirements
from tests.upstream.exchanges.project import files_of
from tests.upstream.exchanges.recording import record
from tests.upstream.exchanges.report import Report
from tests.upstream.sdists import unpacked


def main(arguments: Sequence[str]) -> int:
    """Prints the reports; the exit code is that of `measure`."""
    argparse.ArgumentParser(
        prog="python -m tests.upstream tutorials", description=__doc__, allow_abbrev=False
    ).parse_args(arguments)
    made = environment()
    folder = unpacked("sqlmodel")
    say("recording what the tests ask")
    recording = record(made, folder, "docs_src", ["tests/test_tutorial/test_fastapi"])
    report = Report(read_known("sqlmodel"))
    report.left_out["to apps that are the tests' own"] = len(recording.elsewhere)
    projects = [(app, files_of(app, folder, requirements())) for app in recording.apps]
    suites = [
        Suite("SQLModel's tutorial", projects, report),
        Suite("Datasette", [datasette(requirements())], Report(read_known("datasette"))),
    ]
    return measure(made, suites)
