"""The language server where it has to work: CPython 3.14 in WebAssembly."""

from pathlib import Path
from typing import Any

import pytest

from tests.worker.interpreter import has_pyodide, run_pyodide

pytestmark = pytest.mark.skipif(not has_pyodide(), reason="needs the assets: python -m ide.build")

SOURCE = """
import json
import sysconfig
from pathlib import Path

from asgipad.language import LanguageServer

TEXT = "import json\\nfrom fastapi import FastAPI\\n\\napp = FastAPI()\\n"
URI = "file:///code/main.py"


async def main():
    Path("/code").mkdir()
    sent = []
    site = Path(sysconfig.get_paths()["purelib"])
    now = 0.0
    server = LanguageServer(
        Path("/code"), site, lambda text: sent.append(json.loads(text)), lambda: now
    )

    def tell(method, **params):
        server.receive(json.dumps({"method": method, "params": params}))

    def ask(method, **params):
        server.receive(json.dumps({"id": 1, "method": method, "params": params}))
        del sent[:]
        while not any(message.get("id") == 1 for message in sent):
            server.work()
        return sent[-1]["result"]

    def ask_at_end(method, text):
        tell("textDocument/didOpen", textDocument={"uri": URI, "version": 1, "text": TEXT + text})
        server.work()
        here = {"line": TEXT.count("\\n"), "character": len(text)}
        return ask(f"textDocument/{method}", textDocument={"uri": URI}, position=here)

    ask("initialize")
    labels = {item["label"] for item in ask_at_end("completion", "app.")["items"]}
    assert {"get", "post", "include_router"} <= labels
    (location,) = ask_at_end("definition", "json.loads")
    assert location["uri"] == "file:///lib/python314.zip/json/__init__.py", location
    assert "def loads" in ask("asgipad/readFile", uri=location["uri"])["text"]
    assert ask_at_end("formatting", "x  = 1\\n")
    for text in ("x" + ".a" * 20_000, "x" + ".a" * 490, "-" * 490 + "1", "(" * 5_000):
        tell("textDocument/didOpen", textDocument={"uri": URI, "version": 2, "text": text})
        server.work()
        now += 1  # typing has paused
        server.work()
        assert sent[-1]["method"] == "textDocument/publishDiagnostics", sent[-1]
    while server.work() == 0:
        pass
    show("done")
"""


def shown_in_worker(source: str, *packages: str, folder: Path) -> Any:
    """In a Python as the language worker has it, with further packages."""
    own = ("jedi", "black", "pyflakes", "packaging")
    return run_pyodide(source, *own, *packages, jspi=False, folder=folder, threadless=False).shown


@pytest.mark.slow
def test_it_answers_and_survives(tmp_path: Path) -> None:
    assert shown_in_worker(SOURCE, "fastapi", folder=tmp_path) == "done"


def test_a_pause_may_be_over_before_it_is_set(tmp_path: Path) -> None:
    """Pyodide's loop raises ValueError for a moment that has passed, and the worker stood still."""
    source = """
    import asyncio

    from asgipad.language.serving import serve

    async def main():
        pauses = [microseconds * 1e-6 for microseconds in range(1, 200)] * 5
        worked = asyncio.Event()

        def work():
            if pauses:
                return pauses.pop()
            worked.set()

        serving = asyncio.ensure_future(serve(work, asyncio.Event()))
        waiting = asyncio.ensure_future(worked.wait())
        await asyncio.wait([serving, waiting], return_when=asyncio.FIRST_COMPLETED)
        show(worked.is_set())
    """
    assert shown_in_worker(source, folder=tmp_path)


def test_the_page_is_told_if_nothing_will_be_answered(tmp_path: Path) -> None:
    source = """
    import asyncio

    from asgipad.language import browser
    from js import MessageChannel

    async def main():
        def work():
            raise OSError("broken on purpose")

        browser._server.work = work
        told = asyncio.get_running_loop().create_future()
        browser.start(MessageChannel.new().port1, "", told.set_result)
        show(await asyncio.wait_for(told, 10))
    """
    assert shown_in_worker(source, folder=tmp_path) == "OSError: broken on purpose"
