"""textDocument/hover: what the name under the pointer is."""

from typing import Any

from . import markdown, names
from .protocol import Markup, Params
from .workspace import Workspace

_MOST_SIGNATURES = 3


def hover(workspace: Workspace, params: Params) -> dict[str, Markup] | None:
    document, line, column = workspace.place(params)
    found = workspace.analysis.script(document).help(line + 1, column)
    if not found:
        return None
    value = explained(found[0])
    return {"contents": {"kind": "markdown", "value": value}} if value else None


def explained(name: Any) -> str:
    """A name as Markdown: how it is written, then what its author says about it."""
    kind = name.type
    head, documentation = _HEADS.get(kind, _variable)(name)
    if not documentation and kind in _DOCUMENTED:
        documentation = name.docstring(raw=True, fast=False)
    return "\n\n".join(part for part in (head, markdown.docstring(documentation)) if part)


_DOCUMENTED = {"module", "namespace", "class", "function", "property", "keyword"}


def _callable(name: Any) -> tuple[str, str]:
    word = "class" if name.type == "class" else "def"
    heads = [f"{word} {each}" for each in names.signatures(name)[:_MOST_SIGNATURES]]
    return markdown.code("\n".join(heads or [f"{word} {name.name}"])), ""


def _variable(name: Any) -> tuple[str, str]:
    """`name: type`, where the type is what it was found to be, else what is declared."""
    declared = names.declared(name)
    inferred = names.type_of(name)
    annotation = declared.annotation if declared else ""
    head = f"{declared.name if declared else name.name}"
    if annotation or inferred:
        head += f": {annotation or inferred}"
    if declared and declared.default:
        head += f" = {declared.default}"
    if annotation.isidentifier() and inferred not in ("", annotation) and annotation != "Any":
        head += f"  # {inferred}"  # an alias, such as `SessionDep`
    return markdown.code(head), declared.documentation if declared else ""


def _property(name: Any) -> tuple[str, str]:
    inferred = names.type_of(name)
    return markdown.code(f"{name.name}: {inferred}" if inferred else name.name), ""


def _module(name: Any) -> tuple[str, str]:
    return markdown.code(f"module {name.full_name or name.name}"), ""


def _keyword(name: Any) -> tuple[str, str]:
    return markdown.code(name.name), ""


_HEADS = {
    "function": _callable,
    "class": _callable,
    "module": _module,
    "namespace": _module,
    "keyword": _keyword,
    "property": _property,
}
