"""textDocument/codeAction: what can be done about the diagnostics at a place."""

from collections.abc import Callable, Iterator

from . import diagnostics
from .auto_import import candidates, import_edits
from .documents import Document
from .protocol import INVALID_PARAMS, CodeAction, Diagnostic, Params, Position, Range, RequestError
from .requirement_edits import add_requirement
from .unused_imports import remove_import
from .workspace import Workspace

_QUICK_FIX = "quickfix"


def code_actions(workspace: Workspace, params: Params) -> list[CodeAction]:
    """Quick fixes for what the range touches. They need nothing that an editor may have lost."""
    document = workspace.document(params)
    try:
        span: Range = params["range"]
        only = params.get("context", {}).get("only")
    except (KeyError, AttributeError):
        raise RequestError("the request has no range", INVALID_PARAMS) from None
    if only is not None and not any(_QUICK_FIX.startswith(kind) for kind in only):
        return []
    return [
        action
        for diagnostic in diagnostics.diagnostics(workspace, document)
        if diagnostic["code"] in _FIXES and _touches(diagnostic["range"], span)
        for action in _FIXES[diagnostic["code"]](workspace, document, diagnostic)
    ]


def _import(
    workspace: Workspace, document: Document, diagnostic: Diagnostic
) -> Iterator[CodeAction]:
    name = diagnostic["data"]["name"]
    while not workspace.index.named(name) and workspace.index.advance():
        pass  # whoever asks at once, asks before all libraries have been looked through
    edits = import_edits(workspace, document)
    for place, importable in enumerate(candidates(workspace, document, name)):
        action = _action(f"Import {name} from {importable.module}", diagnostic)
        action["edit"] = {"changes": {document.uri: [edits.add(importable.module, name)]}}
        if place == 0:
            action["isPreferred"] = True
        yield action


def _remove(
    workspace: Workspace, document: Document, diagnostic: Diagnostic
) -> Iterator[CodeAction]:
    edit = remove_import(document, diagnostic["range"])
    if edit is not None:
        action = _action("Remove the unused import", diagnostic)
        action["edit"] = {"changes": {document.uri: [edit]}}
        yield action


def _require(
    workspace: Workspace, document: Document, diagnostic: Diagnostic
) -> Iterator[CodeAction]:
    distribution = diagnostic["data"]["distribution"]
    file, edit = add_requirement(workspace, distribution)
    action = _action(f"Add {distribution} to {file}", diagnostic)
    action["edit"] = edit
    action["isPreferred"] = True
    yield action


_FIXES: dict[str, Callable[[Workspace, Document, Diagnostic], Iterator[CodeAction]]] = {
    "UndefinedName": _import,
    "UnusedImport": _remove,
    "missing-package": _require,
}


def _action(title: str, diagnostic: Diagnostic) -> CodeAction:
    return {"title": title, "kind": _QUICK_FIX, "diagnostics": [diagnostic], "edit": {}}


def _touches(one: Range, other: Range) -> bool:
    return _order(one["start"]) <= _order(other["end"]) and (
        _order(other["start"]) <= _order(one["end"])
    )


def _order(position: Position) -> tuple[int, int]:
    return position["line"], position["character"]
