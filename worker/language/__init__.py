"""The language server: LSP in JSON text, made of jedi, black and pyflakes.

Runs in an interpreter of its own, beside the one that runs the app, and imports neither the app nor
its libraries: it reads them.
"""

from .server import LanguageServer

__all__ = ["LanguageServer"]
