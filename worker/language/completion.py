"""textDocument/completion: names that can stand at the cursor, the likeliest first."""

import re
from typing import Any

from . import names
from .annotations import readable
from .auto_import import Offer, auto_imports, import_edits
from .documents import Document
from .hover import explained
from .import_edits import ImportEdits
from .protocol import CompletionItem, CompletionKind, Params, Range
from .template_names import template_names
from .workspace import Workspace

_KINDS = {
    "class": CompletionKind.CLASS,
    "function": CompletionKind.FUNCTION,
    "keyword": CompletionKind.KEYWORD,
    "module": CompletionKind.MODULE,
    "namespace": CompletionKind.MODULE,
    "path": CompletionKind.FILE,
    "property": CompletionKind.PROPERTY,
}

ARGUMENT, OWN, OTHER, BUILTIN, IMPORTABLE, PRIVATE, SPECIAL = range(7)
"""In this order they are listed."""

_LONGEST_DETAIL = 60

_QUOTES = ("'", '"')

_NAME = re.compile(r"\w+\Z")


def completion(workspace: Workspace, params: Params) -> dict[str, Any]:
    """A list of items that all replace the same range, the default of the list.

    Without documentation, which takes longer than all the rest: `asgipad/documentation` has it.
    """
    document, line, column = workspace.place(params)
    templates = template_names(workspace, document, line, column)
    if templates is not None:
        return _list(*templates, incomplete=False)
    typed = (params.get("context") or {}).get("triggerCharacter")
    if typed in _QUOTES:
        return _list([], document.lines.range(line, column, line, column), incomplete=False)
    script = workspace.analysis.script(document)
    found = script.complete(line + 1, column)
    workspace.completed = document, {each.name: each for each in found}
    items = [_item(workspace, each) for each in found]
    if any(_is_argument(item["label"]) for item in items):
        _sort_arguments(items, script.get_signatures(line + 1, column))
    prefix = found[0].get_completion_prefix_length() if found else _prefix(document, line, column)
    span = document.lines.range(line, column - prefix, line, column)
    known = {each.name for each in found}
    importable, more = auto_imports(workspace, document, line, column, known)
    if importable:
        edits = import_edits(workspace, document)
        items += [_import_item(edits, each) for each in importable]
    return _list(items, span, incomplete=more)


def documentation(workspace: Workspace, params: Params) -> dict[str, Any] | None:
    """asgipad/documentation: of one `label` of the completion list that `uri` was given last."""
    document, found = workspace.completed
    if document is None or document.uri != params.get("uri"):
        return None
    name = found.get(str(params.get("label")))
    value = explained(name) if name is not None else ""
    return {"documentation": {"kind": "markdown", "value": value}} if value else None


def _list(items: list[CompletionItem], span: Range, *, incomplete: bool) -> dict[str, Any]:
    return {"isIncomplete": incomplete, "itemDefaults": {"editRange": span}, "items": items}


def _prefix(document: Document, line: int, column: int) -> int:
    """How much of a name stands before the cursor."""
    found = _NAME.search(document.lines[line], 0, column)
    return len(found[0]) if found else 0


def _item(workspace: Workspace, found: Any) -> CompletionItem:
    kind = found.type
    label = found.name_with_symbols if kind == "path" else found.name
    item: CompletionItem = {
        "label": label,
        "kind": _kind(found, kind),
        "sortText": f"{_rank(workspace, found, label)}{label.lower()}",
    }
    if detail := _detail(found, kind):
        item["detail"] = detail
    return item


def _is_argument(label: str) -> bool:
    return label.endswith("=")


def _sort_arguments(items: list[CompletionItem], signatures: list[Any]) -> None:
    """As the call takes them."""
    names = [f"{param.name}=" for signature in signatures for param in signature.params]
    places = {name: place for place, name in reversed(list(enumerate(names)))}
    for item in items:
        if item["label"] in places:
            item["sortText"] = f"{ARGUMENT}{places[item['label']]:04}"


def _import_item(edits: ImportEdits, offer: Offer) -> CompletionItem:
    importable, likelihood, place = offer
    return {
        "label": importable.name,
        "kind": importable.kind,
        "sortText": f"{IMPORTABLE}{likelihood}{importable.name.lower()} {place}",
        "detail": f"from {importable.module}",
        "additionalTextEdits": [edits.add(importable.module, importable.name)],
    }


def _rank(workspace: Workspace, found: Any, label: str) -> int:
    if _is_argument(label):
        return ARGUMENT
    if label.startswith("__"):
        return SPECIAL
    if label.startswith("_"):
        return PRIVATE
    if found.type == "keyword" or found.in_builtin_module():
        return BUILTIN
    path = found.module_path
    return OWN if path is None or workspace.documents.owns(path) else OTHER


def _kind(found: Any, kind: str) -> int:
    if _is_argument(found.name):
        return CompletionKind.PROPERTY
    if kind in _KINDS:
        is_method = kind == "function" and _is_in_class(found)
        return CompletionKind.METHOD if is_method else _KINDS[kind]
    return CompletionKind.FIELD if _is_in_class(found) else CompletionKind.VARIABLE


def _is_in_class(found: Any) -> bool:
    node = names.definition(found)
    while node is not None and node.parent is not None:
        node = node.parent
        if node.type == "classdef":
            return True
        if node.type == "funcdef":
            return False
    return False


def _detail(found: Any, kind: str) -> str:
    """How it is declared, as far as the source says so at once."""
    node = names.definition(found)
    if node is None:
        return kind if kind in ("keyword", "module") else ""
    detail = _DETAILS.get(node.type, _declared)(found, node)
    if len(detail) <= _LONGEST_DETAIL:
        return detail
    return f"{detail[:_LONGEST_DETAIL].rpartition(',')[0] or detail[:_LONGEST_DETAIL]}, …"


def _function(found: Any, node: Any) -> str:
    """The names of its parameters and what it returns; of a property, its type."""
    returns = readable(node.annotation.get_code()) if node.annotation is not None else ""
    if found.type == "property":
        return returns
    parameters = [
        f"{'*' * parameter.star_count}{parameter.name.value}" for parameter in node.get_params()
    ]
    if parameters[:1] in (["self"], ["cls"]):
        del parameters[0]
    detail = f"({', '.join(parameters)})"
    arrow = f" -> {returns}" if returns else ""
    return detail + arrow if len(detail + arrow) <= _LONGEST_DETAIL else detail


def _class(found: Any, node: Any) -> str:
    bases = node.get_super_arglist()
    return f"class({' '.join(bases.get_code().split())})" if bases is not None else "class"


def _import(found: Any, node: Any) -> str:
    if node.type == "import_name":
        return "module"
    dots = "." * node.level
    return f"from {dots}{'.'.join(name.value for name in node.get_from_names())}"


def _declared(found: Any, node: Any) -> str:
    declared = names.declared(found)
    if declared is None:
        return ""
    return (
        f"{declared.annotation} = {declared.default}" if declared.default else declared.annotation
    )


_DETAILS = {
    "funcdef": _function,
    "classdef": _class,
    "import_name": _import,
    "import_from": _import,
}
