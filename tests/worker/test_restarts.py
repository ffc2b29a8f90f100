"""One fresh interpreter after another, for as long as the session asks for one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.worker.page import Page
from tests.worker.test_packages import Index
from worker.messages import Changes, Content, Outcome
from worker.missed_imports import MissedImports
from worker.packages import PackageInstaller

pytestmark = pytest.mark.anyio

APP = "async def app(scope, receive, send): ..."


class Interpreter:
    """A session with nothing installed but what asgipad brings; apps import all there is."""

    def __init__(self, root: Path) -> None:
        self.index = Index()
        self.index.there = {"packaging": "2.0"}
        self.index.imported = {"packaging"}
        self.index.files = {"a": {"1.0": [], "2.0": []}, "b": {"1.0": []}}
        self.index.files["packaging"] = {"1.0": [], "2.0": []}
        self.missed = MissedImports(root)
        self.page = Page(root, PackageInstaller(self.index, lambda _: None, self.missed))

    async def settle(self, sent: "asyncio.Task[Outcome]") -> Outcome | None:
        """The outcome, or None: a fresh interpreter is wanted."""
        await self.page.until(lambda: sent.done() or self.page.of("restart"))
        if self.page.of("restart"):
            sent.cancel()
            return None
        self.index.imported |= self.index.there.keys()
        self.missed.find_spec("b", None)  # by a library that can do with it and without
        return sent.result()


class Tab:
    """What the IDE's page does: starts interpreters, with the files as they are."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, Content] = {"main.py": APP}
        self.started = 0
        self.running = Interpreter(root)

    async def open(self) -> Outcome:
        while True:
            self.started += 1
            assert self.started < 10, "it starts again and again"
            message = {"type": "project.open", "files": self.files}
            outcome = await self.running.settle(self.running.page.send(message))
            if outcome is not None:
                return outcome
            await self._start_again()

    async def write(self, changes: Changes) -> Outcome:
        self.files |= {path: text for path, text in changes.items() if text is not None}
        message = {"type": "project.write", "changes": changes}
        outcome = await self.running.settle(self.running.page.send(message))
        if outcome is not None:
            return outcome
        await self._start_again()
        return await self.open()

    async def _start_again(self) -> None:
        await self.running.page.close()
        self.running = Interpreter(self.root)


@pytest.fixture
async def tab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Tab]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "project").mkdir()
    tab = Tab(tmp_path / "project")
    yield tab
    await tab.running.page.close()


async def test_another_version_takes_one(tab: Tab) -> None:
    await tab.open()
    await tab.write({"requirements.txt": "a==1\n"})
    assert tab.started == 1
    assert (await tab.write({"requirements.txt": "a==2\n"}))["error"] is None
    assert tab.running.index.there["a"] == "2.0"
    assert tab.started == 2
    await tab.write({"main.py": f"{APP}\n"})
    assert tab.started == 2


async def test_what_was_missed_takes_one(tab: Tab) -> None:
    await tab.open()
    assert (await tab.write({"requirements.txt": "b\n"}))["error"] is None
    assert tab.started == 2
    await tab.write({"requirements.txt": "b\na\n"})
    assert tab.started == 2


async def test_what_no_interpreter_can_give_takes_one_in_vain(tab: Tab) -> None:
    await tab.open()
    for number in range(3):
        changes: Changes = {"requirements.txt": "packaging==1.0\n", "main.py": APP + "\n" * number}
        error = (await tab.write(changes))["error"]
        assert error is not None and "asgipad itself runs with packaging 2.0" in error["summary"]
        assert tab.started == 2
    assert (await tab.write({"requirements.txt": ""}))["error"] is None
    assert tab.started == 2
