"""Runs the suite in the current folder under this Python: `python -m inside OUTPUT [PYTEST...]`.

Writes one outcome a line to OUTPUT, in JSON.
"""

import json
import sys

import pytest

from .arguments import ARGUMENTS
from .reporter import Outcome, Reporter

with open(sys.argv[1], "w", encoding="utf-8") as output:

    def end(outcome: Outcome) -> None:
        print(json.dumps(outcome), file=output, flush=True)

    pytest.main([*ARGUMENTS, *sys.argv[2:]], plugins=[Reporter(print, end)])
