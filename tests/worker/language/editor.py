"""The page's side of LSP: an editor with a few files, that speaks JSON and waits."""

import json
from pathlib import Path
from typing import Any

from worker.language import LanguageServer


class Refused(Exception):
    """The server's answer was an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.code: int = error["code"]


class Editor:
    """Sends what an editor sends. Time passes only when the server wants to wait.

    In texts, `§` is where the cursor stands; `open` takes it out and remembers the place.
    """

    def __init__(self, root: Path, libraries: Path) -> None:
        self.root = root
        self.now = 0.0
        self.messages: list[dict[str, Any]] = []
        self.server = LanguageServer(root, libraries, self._receive, lambda: self.now)
        self.cursor: dict[str, Any] = {}
        self.text: dict[str, str] = {}
        self.uri = ""
        self._ids = iter(range(1, 100_000))
        self._version = 0

    def initialize(self) -> Any:
        return self.ask("initialize", {"capabilities": {}})

    def uri_of(self, path: str) -> str:
        return (self.root / path).as_uri()

    def open(self, text: str, path: str = "main.py") -> None:
        """Open a file with the cursor at `§`; what is asked from now on is asked of it."""
        text = self._place(text, self.uri_of(path))
        self._version += 1
        item = {"uri": self.uri, "languageId": "python", "version": self._version, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})

    def type(self, text: str, path: str = "main.py") -> None:
        """Replace all of an open file, the cursor at `§`."""
        self.change([{"text": self._place(text, self.uri_of(path))}], path)

    def change(self, changes: list[dict[str, Any]], path: str = "main.py") -> None:
        self._version += 1
        item = {"uri": self.uri_of(path), "version": self._version}
        self.tell("textDocument/didChange", {"textDocument": item, "contentChanges": changes})

    def write(self, **files: str | None) -> None:
        """Files that are not open, `__` for dots and `___` for slashes in their names."""
        changes = {
            name.replace("___", "/").replace("__", "."): text for name, text in files.items()
        }
        self.tell("asgipad/files", {"changes": changes})

    def tell(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: dict[str, Any] | None = None) -> Any:
        """The result of a request.

        :raises Refused: it is an error
        """
        return self.result(self.request(method, params))

    def ask_here(self, method: str, **params: Any) -> Any:
        """Of the file opened last, at the cursor."""
        document = {"textDocument": {"uri": self.uri}, "position": self.cursor}
        return self.ask(f"textDocument/{method}", {**document, **params})

    def request(self, method: str, params: dict[str, Any] | None = None) -> int:
        """Send a request, and let it wait in the queue."""
        identity = next(self._ids)
        self.send({"id": identity, "method": method, "params": params or {}})
        return identity

    def send(self, message: dict[str, Any]) -> None:
        self.server.receive(json.dumps({"jsonrpc": "2.0", **message}))

    def result(self, identity: int) -> Any:
        """Work until the answer is there."""
        while self._answer(identity) is None:
            assert self.server.work() is not None or self._answer(identity) is not None
        answer = self._answer(identity)
        assert answer is not None
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    def rest(self) -> None:
        """Type nothing until the server has nothing to do."""
        for _ in range(100_000):
            wait = self.server.work()
            if wait is None:
                return
            self.now += wait
        raise AssertionError("the server never comes to rest")

    def diagnostics(self, path: str = "main.py") -> list[dict[str, Any]]:
        """What was published last about a file."""
        self.rest()
        found: list[dict[str, Any]] = self.published(path)[-1]["diagnostics"]
        return found

    def published(self, path: str = "main.py") -> list[dict[str, Any]]:
        told = [message["params"] for message in self.told("textDocument/publishDiagnostics")]
        return [params for params in told if params["uri"] == self.uri_of(path)]

    def told(self, method: str) -> list[dict[str, Any]]:
        """The notifications of one kind so far."""
        return [message for message in self.messages if message.get("method") == method]

    def shown(self) -> list[str]:
        """What a person was told."""
        self.rest()
        return [str(each["params"]["message"]) for each in self.told("window/showMessage")]

    def covered(self, span: dict[str, Any], path: str = "main.py") -> str:
        """The text that a range of LSP covers."""
        text = self.text[self.uri_of(path)]
        return text[_index(text, span["start"]) : _index(text, span["end"])]

    def edited(self, edits: list[dict[str, Any]], path: str = "main.py") -> str:
        """The text after edits, which all refer to the text before."""
        return edited(self.text.get(self.uri_of(path), ""), edits)

    def _place(self, text: str, uri: str) -> str:
        before, bar, after = text.partition("§")
        if bar:
            line = before.rpartition("\n")[2]
            self.cursor = {"line": before.count("\n"), "character": _units(line)}
        self.uri = uri
        self.text[uri] = before + after
        return before + after

    def _answer(self, identity: int) -> dict[str, Any] | None:
        return next((each for each in self.messages if each.get("id") == identity), None)

    def _receive(self, text: str) -> None:
        message = json.loads(text)
        assert message["jsonrpc"] == "2.0"
        self.messages.append(message)


def edited(text: str, edits: list[dict[str, Any]]) -> str:
    """A text after LSP's edits, the last first."""
    for edit in sorted(edits, key=lambda edit: _index(text, edit["range"]["start"]), reverse=True):
        start, end = (_index(text, edit["range"][side]) for side in ("start", "end"))
        text = text[:start] + edit["newText"] + text[end:]
    return text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _index(text: str, position: dict[str, int]) -> int:
    lines = text.split("\n")
    line = lines[position["line"]] if position["line"] < len(lines) else ""
    start = sum(len(each) + 1 for each in lines[: position["line"]])
    units = line.encode("utf-16-le")[: position["character"] * 2]
    return start + len(units.decode("utf-16-le"))
