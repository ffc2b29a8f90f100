"""Takes LSP messages in, and answers them one at a time, the most urgent first."""

import json
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from . import diagnostics
from .analysis import Analysis
from .code_actions import code_actions
from .completion import completion, documentation
from .documents import Document, Documents
from .formatting import formatting
from .hover import hover
from .library_files import read_file
from .navigation import definition, references
from .protocol import (
    ERROR,
    INTERNAL_ERROR,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    REQUEST_CANCELLED,
    SERVER_NOT_INITIALIZED,
    WARNING,
    Params,
    RequestError,
)
from .rename import prepare_rename, rename
from .signature_help import signature_help
from .symbols import document_symbols
from .uris import to_path
from .warming import Warming
from .workspace import Workspace

logger = logging.getLogger(__name__)

REST = 0.1
"""Seconds without a change before a document is looked through."""

Feature = Callable[[Workspace, Params], Any]

FEATURES: Mapping[str, Feature] = {
    "asgipad/documentation": documentation,
    "textDocument/codeAction": code_actions,
    "textDocument/completion": completion,
    "asgipad/readFile": read_file,
    "textDocument/definition": definition,
    "textDocument/documentSymbol": document_symbols,
    "textDocument/formatting": formatting,
    "textDocument/hover": hover,
    "textDocument/prepareRename": prepare_rename,
    "textDocument/references": references,
    "textDocument/rename": rename,
    "textDocument/signatureHelp": signature_help,
}

_SUPERSEDED = {
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/signatureHelp",
}
"""Whoever asks again no longer wants the answer of before."""

CAPABILITIES = {
    "positionEncoding": "utf-16",
    "textDocumentSync": {"openClose": True, "change": 2},
    "completionProvider": {"triggerCharacters": [".", "@", '"', "'"]},
    "hoverProvider": True,
    "definitionProvider": True,
    "referencesProvider": True,
    "documentFormattingProvider": True,
    "documentSymbolProvider": True,
    "renameProvider": {"prepareProvider": True},
    "codeActionProvider": {"codeActionKinds": ["quickfix"]},
    "signatureHelpProvider": {
        # The space, too: whoever goes on typing after a comma is not answered for that.
        "triggerCharacters": ["(", ",", " "],
        "retriggerCharacters": [")", "="],
    },
}


class LanguageServer:
    """`receive` messages, and call `work` for as long as it asks for it. Neither ever raises."""

    def __init__(
        self,
        root: Path,
        libraries: Path,
        send: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`root`: the project's folder; `libraries`: where its packages are unpacked."""
        self._send = send
        self._clock = clock
        self._workspace = Workspace(
            root=root,
            libraries=libraries,
            documents=Documents(root),
            analysis=Analysis(root, libraries),
            notify=self._notify,
        )
        self._warming = Warming(root, libraries, self._workspace.analysis)
        self._queue: deque[Params] = deque()
        self._cancelled: set[object] = set()
        self._changed: dict[str, float] = {}  # URI -> when
        self._initialized = False
        self._lifecycle: dict[str, Callable[[Params], Any]] = {
            "initialize": self._initialize,
            "shutdown": self._shutdown,
        }
        self._notifications: dict[str, Callable[[Params], None]] = {
            "textDocument/didOpen": self._did_open,
            "textDocument/didChange": self._did_change,
            "textDocument/didClose": self._did_close,
            "asgipad/files": self._files,
        }

    def receive(self, text: str) -> None:
        """Queue one JSON-RPC message."""
        try:
            message = json.loads(text)
        except (ValueError, RecursionError) as exc:
            self._fail(None, RequestError(f"this is not JSON: {exc}", PARSE_ERROR))
            return
        wrong = _what_is_wrong(message)
        if wrong is not None:
            self._fail(None, RequestError(wrong, INVALID_REQUEST))
        elif message.get("method") == "$/cancelRequest":
            self._cancel(message["params"])
        elif "method" in message:  # else an answer; nothing is ever asked here
            self._queue.append(message)

    def work(self) -> float | None:
        """Do one piece of work; seconds until there is more, None if that takes a message."""
        try:
            self._do_one()
        except Exception:
            logger.exception("language server")
        return self._wait()

    def libraries_changed(self, files: Iterable[Path] | None = None) -> None:
        """Packages were installed or removed: these files of them, or any."""
        self._workspace.analysis.restructured(files)
        self._workspace.index.begin()
        self._warming.begin()
        self._look_at_all()

    def _do_one(self) -> None:
        if self._queue:
            self._take(self._queue.popleft())
        elif due := self._due():
            self._publish(due)
        elif self._initialized and not self._warming.done:
            self._warming.advance()
        elif self._initialized and not self._workspace.index.complete:
            self._workspace.index.advance()

    # messages ------------------------------------------------------------------------------------

    def _take(self, message: Params) -> None:
        method, identity, params = message["method"], message.get("id"), message["params"]
        if "id" not in message:
            self._attempt(self._notifications.get(method), method, params)
            return
        try:
            self._answer(identity, self._result(identity, method, params))
        except RequestError as error:
            self._fail(identity, error)

    def _result(self, identity: object, method: str, params: Params) -> Any:
        if identity in self._cancelled:
            self._cancelled.discard(identity)
            raise RequestError(f"{method} was cancelled", REQUEST_CANCELLED)
        if method in _SUPERSEDED and self._is_superseded(method):
            raise RequestError(f"{method} was asked again", REQUEST_CANCELLED)
        if method in self._lifecycle:
            return self._lifecycle[method](params)
        if not self._initialized:
            raise RequestError("initialize comes first", SERVER_NOT_INITIALIZED)
        if method not in FEATURES:
            raise RequestError(f"{method} is not known here", METHOD_NOT_FOUND)
        return self._ask(method, params)

    def _ask(self, method: str, params: Params) -> Any:
        try:
            with self._workspace.analysis.request():
                return FEATURES[method](self._workspace, params)
        except RequestError:
            raise
        except RecursionError:
            raise RequestError("this code is nested too deeply", INTERNAL_ERROR) from None
        except Exception as exc:
            logger.exception(method)
            what = f"{type(exc).__name__}: {exc}".strip()[:200]
            raise RequestError(
                f"{method.rpartition('/')[2]} failed ({what})", INTERNAL_ERROR
            ) from exc

    def _attempt(self, take: Callable[[Params], None] | None, method: str, params: Params) -> None:
        """A notification has no answer: what is wrong with it is shown."""
        if take is None:
            return  # "initialized", "exit", "$/setTrace", ...
        try:
            take(params)
        except RequestError as error:
            self._show(error.message, ERROR)
        except (KeyError, TypeError, AttributeError):
            self._show(f"{method} lacks something", ERROR)
        except (OSError, ValueError) as exc:
            self._show(f"Not written: {exc}", ERROR)
        except Exception as exc:
            logger.exception(method)
            self._show(f"{method} failed ({type(exc).__name__}: {exc})"[:200], ERROR)

    def _cancel(self, params: Params) -> None:
        identity = params.get("id")
        if any(message.get("id") == identity for message in self._queue if "id" in message):
            self._cancelled.add(identity)

    def _is_superseded(self, method: str) -> bool:
        return any(message["method"] == method for message in self._queue)

    # lifecycle -----------------------------------------------------------------------------------

    def _initialize(self, params: Params) -> Params:
        self._initialized = True
        self._warming.repeat()
        if not self._workspace.index.begun:  # what a snapshot has read is as it was
            self._workspace.index.begin()
        return {"capabilities": CAPABILITIES, "serverInfo": {"name": "asgipad"}}

    def _shutdown(self, params: Params) -> None:
        self._initialized = False

    # documents -----------------------------------------------------------------------------------

    def _did_open(self, params: Params) -> None:
        uri = params["textDocument"]["uri"]
        existed = Path(to_path(uri)).exists()
        document = self._workspace.documents.open(params)
        if document.too_large is not None:
            self._show(f"{document.too_large}.", WARNING)
        self._edited(document, restructured=not existed)

    def _did_change(self, params: Params) -> None:
        before = self._workspace.documents[params["textDocument"]["uri"]]
        document = self._workspace.documents.change(params)
        if document.text != before.text:
            self._edited(document, restructured=False)
        self._changed[document.uri] = self._clock()

    def _did_close(self, params: Params) -> None:
        document = self._workspace.documents.close(params)
        if document is not None:
            self._changed.pop(document.uri, None)
            self._notify(
                "textDocument/publishDiagnostics", {"uri": document.uri, "diagnostics": []}
            )

    def _files(self, params: Params) -> None:
        changes = params["changes"]
        root = self._workspace.root
        existed = {path for path in changes if (root / path).exists()}
        changed = self._workspace.documents.write(changes)
        moved = [root / path for path in changed if changes[path] is None or path not in existed]
        if moved:
            self._workspace.analysis.restructured(moved)
        elif changed:
            self._workspace.analysis.edited()
        for path in changed:
            self._workspace.index.edited(root / path)
        if changed:
            self._look_at_all()

    def _edited(self, document: Document, *, restructured: bool) -> None:
        if restructured:
            self._workspace.analysis.restructured([document.path])
        else:
            self._workspace.analysis.edited()
        self._workspace.index.edited(document.path)
        self._changed[document.uri] = self._clock()

    # diagnostics ---------------------------------------------------------------------------------

    def _look_at_all(self) -> None:
        for document in self._workspace.documents:
            self._changed.setdefault(document.uri, self._clock())

    def _due(self) -> Document | None:
        now = self._clock()
        for uri, changed in self._changed.items():
            if now - changed >= REST:
                del self._changed[uri]
                return self._workspace.documents[uri]
        return None

    def _publish(self, document: Document) -> None:
        try:
            found = diagnostics.diagnostics(self._workspace, document)
        except Exception as exc:
            logger.exception("diagnostics")
            self._show(f"No diagnostics of {document.path.name} ({type(exc).__name__})", ERROR)
            return
        params: Params = {"uri": document.uri, "diagnostics": found}
        if document.version is not None:
            params["version"] = document.version
        self._notify("textDocument/publishDiagnostics", params)

    def _wait(self) -> float | None:
        idle = self._warming.done and self._workspace.index.complete
        if self._queue or (self._initialized and not idle):
            return 0
        if self._changed:
            return max(0.0, min(self._changed.values()) + REST - self._clock())
        return None

    # sending -------------------------------------------------------------------------------------

    def _answer(self, identity: object, result: Any) -> None:
        self._write({"id": identity, "result": result})

    def _fail(self, identity: object, error: RequestError) -> None:
        self._write({"id": identity, "error": {"code": error.code, "message": error.message}})

    def _show(self, message: str, severity: int) -> None:
        self._notify("window/showMessage", {"type": severity, "message": message})

    def _notify(self, method: str, params: Params) -> None:
        self._write({"method": method, "params": params})

    def _write(self, message: Params) -> None:
        self._send(json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")))


def _what_is_wrong(message: Any) -> str | None:
    """With a JSON-RPC message, whose `params` become an object where there are none."""
    if not isinstance(message, dict):
        return "a message is an object"
    if message.get("params") is None:
        message["params"] = {}
    if not isinstance(message.get("method", ""), str):
        return "a method is a string"
    if not isinstance(message.get("id"), int | str | None):
        return "an id is a number or a string"
    if not isinstance(message["params"], dict):
        return "params are an object"
    return None
