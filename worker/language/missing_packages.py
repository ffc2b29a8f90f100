"""Imports of what is neither the project's, nor installed, nor Python's own."""

import ast
from collections.abc import Iterator
from pathlib import Path

from .analysis import STANDARD_LIBRARY
from .documents import Document
from .lint import node_range
from .protocol import WARNING, Diagnostic, Range
from .workspace import Workspace


def missing_packages(workspace: Workspace, document: Document) -> Iterator[Diagnostic]:
    """One diagnostic of the code "missing-package" for each distribution that is not there.

    As the runtime would, follows the rules of `worker/imports.py`.
    """
    if not workspace.documents.owns(document.path):
        return
    path = document.path.relative_to(workspace.root).as_posix()
    folders = [workspace.libraries, *map(Path, STANDARD_LIBRARY)]
    try:
        demands = workspace.imports.demands(
            workspace.root, path, {}, lambda module: _is_there(module, folders)
        )
    except RecursionError:
        return  # see `lint`
    for demand in demands:
        module = demand.origin.imported
        if demand.origin.path != path or module is None or demand.optional:
            continue
        yield {
            "range": _range(document, module, demand.origin.line),
            "severity": WARNING,
            "code": "missing-package",
            "source": "asgipad",
            "message": f"{module} is not installed, it is in the package {demand.name}",
            "data": {"distribution": demand.name},
        }


def _is_there(module: str, folders: list[Path]) -> bool:
    """Looked for among files: the interpreter of this server has other packages."""
    path = module.replace(".", "/")
    return any(
        (folder / path).is_dir()
        or (folder / f"{path}.py").is_file()
        or any((folder / path).parent.glob(f"{(folder / path).name}.*.so"))
        for folder in folders
    )


def _range(document: Document, module: str, line: int) -> Range:
    """Where a statement on the 1-based `line` names the module."""
    for node in ast.walk(document.tree or ast.Module([], [])):
        if not isinstance(node, ast.Import | ast.ImportFrom) or node.lineno != line:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == module:
                    return node_range(document, alias)
        found = document.lines[line - 1].find(module)
        if found >= 0:
            return document.lines.range(line - 1, found, line - 1, found + len(module))
    return document.lines.range(line - 1, 0, line - 1, len(document.lines[line - 1]))
