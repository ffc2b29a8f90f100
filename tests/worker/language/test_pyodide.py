"""The language server where it has to work: CPython 3.14 in WebAssembly."""

from pathlib import Path

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


def test_it_answers_and_survives(tmp_path: Path) -> None:
    packages = ("jedi", "black", "pyflakes", "packaging", "fastapi")
    assert run_pyodide(SOURCE, *packages, jspi=False, folder=tmp_path).shown == "done"
