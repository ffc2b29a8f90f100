"""textDocument/definition and textDocument/references: where names come from, and who uses them."""

from typing import Any

from .protocol import Location, Params
from .workspace import Workspace


def definition(workspace: Workspace, params: Params) -> list[Location]:
    """Through imports to where the name is made: source, if there is any, else a stub."""
    document, line, column = workspace.place(params)
    script = workspace.analysis.script(document)
    found = script.goto(line + 1, column, follow_imports=True, follow_builtin_imports=True)
    sources = [source for name in found for source in _sources(name)]
    return _locations(workspace, sources or found)


def references(workspace: Workspace, params: Params) -> list[Location]:
    """In all files of the project, and not in libraries."""
    document, line, column = workspace.place(params)
    script = workspace.analysis.script(document)
    found = script.get_references(line + 1, column)
    own = [
        name for name in found if name.module_path and workspace.documents.owns(name.module_path)
    ]
    if not params.get("context", {}).get("includeDeclaration", True):
        own = [name for name in own if not name.is_definition()]
    return _locations(workspace, own)


def _sources(name: Any) -> list[Any]:
    """jedi prefers stubs, which say what something is and not how it is done."""
    if not name.is_stub():
        return [name]
    return [
        each
        for each in name.goto(follow_imports=True, prefer_stubs=False, only_stubs=False)
        if not each.is_stub() and each.line is not None and each.module_path is not None
    ]


def _locations(workspace: Workspace, found: list[Any]) -> list[Location]:
    """Each once."""
    locations: list[Location] = []
    for name in found:
        location = workspace.location(name)
        if location is not None and location not in locations:
            locations.append(location)
    return locations
