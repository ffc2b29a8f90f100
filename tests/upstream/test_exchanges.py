"""A part of each measure: the whole takes minutes, `python -m tests.upstream` has it."""

import re
import subprocess
import sys

import pytest

from tests.upstream.sdists import ROOT

SAMPLE = [
    f"tests/test_tutorial/{name}"
    for name in (
        "test_cookie_params",
        "test_custom_response",
        "test_first_steps",
        "test_request_forms_and_files",
        "test_static_files",
        "test_stream_data",
        "test_sub_applications",
    )
]


@pytest.mark.parametrize(
    ("arguments", "least"), [(["exchanges", *SAMPLE], 60), (["tutorials", "probe"], 150)]
)
def test_the_preview_answers_as_uvicorn_does(arguments: list[str], least: int) -> None:
    """In a process of its own: it drives two browsers, with Playwright's synchronous interface."""
    outcome = subprocess.run(
        [sys.executable, "-m", "tests.upstream", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout
    figure = re.search(r"(\d+) exchanges replayed", outcome.stdout)
    assert figure is not None and int(figure[1]) >= least, outcome.stdout
