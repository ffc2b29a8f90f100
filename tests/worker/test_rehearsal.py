"""An app is served before the snapshot is taken, and nothing of that stays."""

import os
import sys
from pathlib import Path

import pytest

from worker import rehearsal


@pytest.mark.anyio
async def test_nothing_stays(tmp_path: Path) -> None:
    folder, path = tmp_path / "project", sys.path[:]
    cwd = os.getcwd()
    await rehearsal.rehearse(folder)
    assert (folder.exists(), sys.path, os.getcwd()) == (False, path, cwd)
    assert not [name for name in sys.modules if name == "main"]


@pytest.mark.anyio
async def test_an_app_that_is_not_served_is_no_rehearsal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "APP", "1 / 0")
    with pytest.raises(RuntimeError, match="GET / answered 500, not 200"):
        await rehearsal.rehearse(tmp_path / "project")
