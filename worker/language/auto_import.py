"""Names that an import would bring."""

import re
from typing import Any, NamedTuple

from .documents import Document
from .import_edits import ImportEdits
from .import_index import OWN, Importable
from .workspace import Workspace

_MOST_ITEMS = 60
_MOST_MODULES = 3
"""For one name."""

_PREFIX = re.compile(r"(?<![\w.])[A-Za-z_]\w*\Z")

_NO_REFERENCE = re.compile(
    r"\b(?:def|class|as|for|lambda|global|nonlocal)\s+\w*\Z|^\s*(?:from|import)\b"
)
"""Before the cursor: a new name is being made, or an import written."""


class Offer(NamedTuple):
    """An importable name in a list of completions."""

    importable: Importable
    likelihood: int  # OWN, LIKELY or UNLIKELY
    place: int  # among those of the same name


def auto_imports(
    workspace: Workspace, document: Document, line: int, column: int, known: set[str]
) -> tuple[list[Offer], bool]:
    """Names that begin like the one at the cursor and are not known; and whether there are more."""
    before = document.lines[line][:column]
    prefix = _PREFIX.search(before)
    if prefix is None or _NO_REFERENCE.search(before):
        return [], False
    if _is_in_text(workspace.analysis.script(document)._module_node, line + 1, prefix.start()):
        return [], False
    found = [
        [Offer(each, likelihood, place) for place, (likelihood, each) in enumerate(ranked)]
        for name in workspace.index.beginning(prefix[0])
        if name not in known and (ranked := _ranked(workspace, document, name))
    ]
    found.sort(key=lambda offers: (offers[0].likelihood, offers[0].importable.name.lower()))
    more = len(found) > _MOST_ITEMS or workspace.index.building
    return [offer for offers in found[:_MOST_ITEMS] for offer in offers], more


def candidates(workspace: Workspace, document: Document, name: str) -> list[Importable]:
    """Where a name can be imported from, the likeliest first."""
    return [each for _, each in _ranked(workspace, document, name)]


def _ranked(workspace: Workspace, document: Document, name: str) -> list[tuple[int, Importable]]:
    """Modules that the document imports from already are as likely as the project's own."""
    here = workspace.module_of(document.path)
    found = [
        (OWN if each.module in document.imported_modules else each.rank[0], each)
        for each in workspace.index.named(name)
        if each.module != here
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].rank))[:_MOST_MODULES]


def import_edits(workspace: Workspace, document: Document) -> ImportEdits:
    tree = workspace.analysis.script(document)._module_node
    return ImportEdits(document, tree, workspace.own_modules())


def _is_in_text(tree: Any, line: int, column: int) -> bool:
    """Is the place in a string or in a comment?"""
    leaf = tree.get_leaf_for_position((line, column), include_prefixes=True)
    if leaf is None:
        return False
    if leaf.type in ("string", "fstring_string", "fstring_start"):
        return True
    if leaf.start_pos <= (line, column):
        return False
    lines = leaf.prefix.split("\n")
    index = line - leaf.get_start_pos_of_prefix()[0]
    return 0 <= index < len(lines) and "#" in lines[index]
