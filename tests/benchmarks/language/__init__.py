"""How fast the editor's language server answers in Chromium, beside jedi alone on CPython.

The files are those of FastAPI's documentation, from its sdist. The same project, the same packages'
sources, the same positions on both sides, each asked once.
"""
