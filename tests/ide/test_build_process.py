import sys
from pathlib import Path

import pytest

from ide.build.process import Failed, first_lines, last_lines, run


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_returns_both_streams() -> None:
    assert sorted(run(python("import sys; print(1); print(2, file=sys.stderr)")).split()) == [
        "1",
        "2",
    ]


def test_tells_each_line_as_it_comes() -> None:
    lines: list[str] = []
    run(python("print('one'); print('two')"), on_line=lines.append)
    assert lines == ["one", "two"]


def test_runs_where_and_with_what_it_is_told(tmp_path: Path) -> None:
    code = "import os; print(os.getcwd(), os.environ['CC'])"
    assert run(python(code), cwd=tmp_path, env={"CC": "false"}) == f"{tmp_path} false\n"


def test_a_failed_command_raises_with_its_output() -> None:
    with pytest.raises(Failed) as failure:
        run(python("print('no network'); raise SystemExit(3)"))
    assert failure.value.output == "no network\n"


def test_an_excerpt_has_no_empty_lines() -> None:
    assert first_lines("one\n\ntwo\nthree\n", count=2) == "    one\n    two"
    assert last_lines("one\n\ntwo\n\nthree\n", count=2) == "    two\n    three"
