import re
import subprocess
import sys

import pytest

from tests.benchmarks.processes import ending, port_of

ANNOUNCEMENT = re.compile(r"listens at (\d+)")


def _process(code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, encoding="utf-8")


def test_a_port_is_what_a_process_announces_and_then_it_ends() -> None:
    code = "import signal, sys; print('hello\\nlistens at 80', file=sys.stderr); signal.pause()"
    process = _process(code)
    with process, ending(process):
        assert port_of(process, ANNOUNCEMENT) == 80
        assert process.poll() is None
    assert process.returncode is not None


def test_what_it_says_instead_is_the_error() -> None:
    process = _process("raise SystemExit('no port is free')")
    with process, ending(process), pytest.raises(RuntimeError, match="no port is free"):
        port_of(process, ANNOUNCEMENT)
