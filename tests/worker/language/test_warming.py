from pathlib import Path

from parso.cache import parser_cache

from tests.worker.language.editor import Editor


def parsed() -> set[str]:
    return {str(path) for files in parser_cache.values() for path in files}


def test_libraries_are_read_before_somebody_asks(editor: Editor, libraries: Path) -> None:
    applications = str(libraries / "fastapi" / "applications.py")
    parser_cache.clear()
    editor.open("app = 1\n")
    editor.rest()
    assert applications not in parsed()
    editor.server.libraries_changed()
    editor.rest()
    assert applications in parsed()
