"""Names that an import would bring."""

from .documents import Document
from .protocol import CompletionItem
from .workspace import Workspace


def auto_imports(
    workspace: Workspace, document: Document, line: int, column: int, known: set[str]
) -> tuple[list[CompletionItem], bool]:
    """Items for names that begin like the one at the cursor; and whether there are more."""
    return [], False
