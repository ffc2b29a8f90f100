"""The parts of LSP 3.17 that are spoken here, as types.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

from typing import Any, Literal, NotRequired, TypedDict

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
SERVER_NOT_INITIALIZED = -32002
REQUEST_FAILED = -32803
REQUEST_CANCELLED = -32800

Params = dict[str, Any]


class RequestError(Exception):
    """A request that cannot be answered; the message is for the person at the editor."""

    def __init__(self, message: str, code: int = REQUEST_FAILED) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Position(TypedDict):
    line: int  # 0-based
    character: int  # UTF-16 units


class Range(TypedDict):
    start: Position
    end: Position  # exclusive


class Location(TypedDict):
    uri: str
    range: Range


class TextEdit(TypedDict):
    range: Range
    newText: str


class WorkspaceEdit(TypedDict, total=False):
    changes: dict[str, list[TextEdit]]
    documentChanges: list[dict[str, Any]]


class Markup(TypedDict):
    kind: Literal["markdown", "plaintext"]
    value: str


ERROR, WARNING, INFORMATION = 1, 2, 3
"""DiagnosticSeverity, and MessageType of window/showMessage."""

UNNECESSARY = 1
"""DiagnosticTag."""


class Diagnostic(TypedDict):
    range: Range
    severity: int
    code: str
    source: str
    message: str
    tags: NotRequired[list[int]]
    data: NotRequired[dict[str, Any]]  # what a quick fix needs


class CompletionItem(TypedDict):
    label: str
    kind: int
    sortText: str
    detail: NotRequired[str]
    filterText: NotRequired[str]
    textEdit: NotRequired[TextEdit]
    textEditText: NotRequired[str]
    additionalTextEdits: NotRequired[list[TextEdit]]


class CompletionKind:
    """CompletionItemKind."""

    METHOD, FUNCTION, FIELD, VARIABLE, CLASS = 2, 3, 5, 6, 7
    MODULE, PROPERTY, KEYWORD, FILE = 9, 10, 14, 17


class CodeAction(TypedDict):
    title: str
    kind: str
    diagnostics: list[Diagnostic]
    edit: WorkspaceEdit
    isPreferred: NotRequired[bool]


class DocumentSymbol(TypedDict):
    name: str
    kind: int
    range: Range
    selectionRange: Range
    children: list["DocumentSymbol"]
    detail: NotRequired[str]
