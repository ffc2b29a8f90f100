"""A part of the measure: the whole takes minutes, `python -m tests.upstream` has it."""

import re
import subprocess
import sys

import pytest

from tests.upstream.sdists import ROOT

SAMPLE = [
    f"tests/test_tutorial/{name}"
    for name in (
        "test_cookie_params",
        "test_first_steps",
        "test_request_forms_and_files",
        "test_stream_data",
    )
]


@pytest.mark.timeout(600)
def test_the_preview_answers_as_uvicorn_does() -> None:
    """In a process of its own: it drives two browsers, with Playwright's synchronous interface."""
    outcome = subprocess.run(
        [sys.executable, "-m", "tests.upstream", "exchanges", *SAMPLE],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout
    tutorial, ours = map(int, re.findall(r"(\d+) exchanges replayed", outcome.stdout))
    assert tutorial >= 40, outcome.stdout
    assert ours >= 190, outcome.stdout
