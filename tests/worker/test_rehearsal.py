"""An app is served before the snapshot is taken, and nothing of that stays."""

import os
import sys
from pathlib import Path

import pytest

from tests.worker.page import Packages
from worker import rehearsal


@pytest.mark.anyio
async def test_nothing_stays(tmp_path: Path) -> None:
    folder, path = tmp_path / "project", sys.path[:]
    cwd = os.getcwd()
    await rehearsal.rehearse(folder, Packages())
    assert (folder.exists(), sys.path, os.getcwd()) == (False, path, cwd)
    assert not [name for name in sys.modules if name == "main"]


@pytest.mark.anyio
async def test_an_app_that_is_not_served_is_no_rehearsal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rehearsal.FILES, "main.py", "1 / 0")
    with pytest.raises(RuntimeError, match="GET / answered 500, not 200"):
        await rehearsal.rehearse(tmp_path / "project", Packages())
