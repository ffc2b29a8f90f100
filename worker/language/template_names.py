"""Completion of the names of Jinja templates, where a string has to be one."""

from .documents import Document
from .protocol import CompletionItem, Range
from .workspace import Workspace


def template_names(
    workspace: Workspace, document: Document, line: int, column: int
) -> tuple[list[CompletionItem], Range] | None:
    """Items and the range that they replace; None where no template is asked for."""
    return None
