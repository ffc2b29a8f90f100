"""textDocument/signatureHelp: what the call around the cursor takes."""

from typing import Any

from . import markdown
from .protocol import Params
from .signatures import signature
from .workspace import Workspace

_LONGEST = 600
"""Characters of a parameter's documentation, which stands over the line that is being typed."""


def signature_help(workspace: Workspace, params: Params) -> dict[str, Any] | None:
    document, line, column = workspace.place(params)
    found = workspace.analysis.script(document).get_signatures(line + 1, column)
    if not found:
        return None
    informations = [_information(each) for each in found]
    # Of overloads, the first that has a place for the argument at the cursor.
    active = next((i for i, each in enumerate(found) if each.index is not None), 0)
    return {
        "signatures": informations,
        "activeSignature": active,
        "activeParameter": informations[active]["activeParameter"],
    }


def _information(found: Any) -> dict[str, Any]:
    called, active = signature(found), found.index
    label, spans = called.label(active)
    parameters = [
        _parameter(span, each.documentation)
        for span, each in zip(spans, called.parameters, strict=True)
    ]
    # A number beyond the last parameter: none of them is active.
    index = len(parameters) if active is None else active
    information: dict[str, Any] = {
        "label": label,
        "parameters": parameters,
        "activeParameter": index,
    }
    # Editors show what is said about the whole, and not what is said about its parts.
    if index < len(parameters) and "documentation" in parameters[index]:
        information["documentation"] = parameters[index]["documentation"]
    elif value := markdown.docstring(found.docstring(raw=True), _LONGEST):
        information["documentation"] = {"kind": "markdown", "value": value}
    return information


def _parameter(span: tuple[int, int], documentation: str) -> dict[str, Any]:
    parameter: dict[str, Any] = {"label": list(span)}
    if documentation:
        value = markdown.docstring(documentation, _LONGEST)
        parameter["documentation"] = {"kind": "markdown", "value": value}
    return parameter
