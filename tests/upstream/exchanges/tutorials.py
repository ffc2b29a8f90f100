"""`python -m tests.upstream tutorials`: SQLModel's tutorial apps as its tests ask them, the
Datasette of our own template, and an app that tells everything it was told."""

import argparse
from collections.abc import Callable, Sequence

from tests.upstream.exchanges.datasette_visit import datasette
from tests.upstream.exchanges.environment import Environment, environment
from tests.upstream.exchanges.known import read_known
from tests.upstream.exchanges.measure import Project, measure, say
from tests.upstream.exchanges.packages import requirements
from tests.upstream.exchanges.probe import probe
from tests.upstream.exchanges.project import files_of
from tests.upstream.exchanges.recording import record
from tests.upstream.exchanges.report import Report
from tests.upstream.sdists import unpacked


def main(arguments: Sequence[str]) -> int:
    """Prints the reports. Exit code 1: one of them has something new."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.upstream tutorials", description=__doc__, allow_abbrev=False
    )
    parser.add_argument(
        "names", nargs="*", metavar="name", choices=[*_PROJECTS, []], help=", ".join(_PROJECTS)
    )
    names = parser.parse_args(arguments).names or list(_PROJECTS)
    made = environment()
    outcomes = []
    for name in names:
        report = Report(read_known(name))
        outcomes.append(measure(made, _PROJECTS[name](made, report), report))
    return max(outcomes)


def _sqlmodel(made: Environment, report: Report) -> list[Project]:
    folder = unpacked("sqlmodel")
    say("recording what the tests ask")
    recording = record(made, folder, "docs_src", ["tests/test_tutorial/test_fastapi"])
    report.left_out["to apps that are the tests' own"] = len(recording.elsewhere)
    return [(app, files_of(app, folder, requirements())) for app in recording.apps]


_PROJECTS: dict[str, Callable[[Environment, Report], list[Project]]] = {
    "sqlmodel": _sqlmodel,
    "datasette": lambda *_: [datasette(requirements())],
    "probe": lambda *_: [probe(requirements())],
}
