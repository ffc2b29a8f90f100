"""A session on a folder of its own, as browser.py would hold it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.worker.page import Page


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"  # what runs in the browser


@pytest.fixture
async def pad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Page]:
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(tmp_path)
    page = Page(root)
    yield page
    await page.close()
