"""What an interpreter does before its memory is written down, and after that has come back."""

import os
import random
import sys
import tempfile

import pytest

from worker import snapshot


def test_a_new_run_draws_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    random.seed(1)
    first, names = random.random(), tempfile._get_candidate_names()  # type: ignore[attr-defined]
    random.seed(1)
    snapshot.freshen()
    assert random.random() != first
    assert tempfile._get_candidate_names() is not names  # type: ignore[attr-defined]


def test_nothing_of_the_build_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    monkeypatch.setattr(sys, "path", ["", "/project", ""])
    monkeypatch.setattr(sys, "path_importer_cache", {"/gone.zip": None})
    snapshot.tidy()
    assert "PYTHONHASHSEED" not in os.environ
    assert sys.path == ["/project"]
    assert "/gone.zip" not in sys.path_importer_cache


@pytest.mark.anyio
async def test_a_module_is_warmed_if_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    await snapshot.warm("json")
    warmed: list[str] = []

    async def later() -> None:
        warmed.append("later")

    for warm in (lambda: warmed.append("at once"), later):
        monkeypatch.setattr(sys.modules["json"], "warm", warm, raising=False)
        await snapshot.warm("json")
    assert warmed == ["at once", "later"]
