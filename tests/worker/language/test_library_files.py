import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.worker.language.editor import Editor, Refused


def read(editor: Editor, path: Path | str) -> str:
    return str(editor.ask("asgipad/readFile", {"uri": Path(path).as_uri()})["text"])


def test_a_library_and_the_standard_library(editor: Editor, libraries: Path) -> None:
    assert "class FastAPI" in read(editor, libraries / "fastapi/applications.py")
    assert "def loads" in read(editor, json.__file__)


def test_an_archive(editor: Editor) -> None:
    with zipfile.ZipFile(editor.root / "lib.zip", "w") as archive:
        archive.writestr("zipped/__init__.py", "é = 1")
    assert read(editor, editor.root / "lib.zip/zipped/__init__.py") == "é = 1"


@pytest.mark.parametrize("path", ["/etc/passwd", "{root}/../secret.txt", "{root}/link.txt"])
def test_nothing_outside(editor: Editor, path: str) -> None:
    (editor.root.parent / "secret.txt").write_text("secret")
    os.symlink(editor.root.parent / "secret.txt", editor.root / "link.txt")
    with pytest.raises(Refused, match="is neither the project's nor a library's"):
        editor.ask("asgipad/readFile", {"uri": "file://" + path.format(root=editor.root)})


@pytest.mark.parametrize("name", ["gone.py", "binary.bin", "lib.zip/gone.py", "loop.py"])
def test_what_cannot_be_read(editor: Editor, name: str) -> None:
    (editor.root / "binary.bin").write_bytes(b"\xff\xfe\0")
    zipfile.ZipFile(editor.root / "lib.zip", "w").close()
    os.symlink("loop.py", editor.root / "loop.py")
    with pytest.raises(Refused, match="there is no text file"):
        read(editor, editor.root / name)


@pytest.mark.parametrize("uri", [None, 1, "https://host.example/x"])
def test_what_is_no_uri(editor: Editor, uri: object) -> None:
    with pytest.raises(Refused) as refused:
        editor.ask("asgipad/readFile", {"uri": uri})
    assert refused.value.code == -32602
