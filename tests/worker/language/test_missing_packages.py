import sysconfig
from pathlib import Path

import pytest

from tests.worker.language.editor import Editor


@pytest.mark.parametrize(
    ("text", "covered", "distribution"),
    [
        ("import numpy\nnumpy", "numpy", "numpy"),
        ("import json, PIL.Image\njson, PIL", "PIL.Image", "pillow"),
        ("from sklearn.svm import SVC\nSVC", "sklearn.svm", "scikit-learn"),
        ("from some_thing import (\n  a\n)\na", "some_thing", "some-thing"),
    ],
)
def test_a_package_that_is_not_there(
    editor: Editor, text: str, covered: str, distribution: str
) -> None:
    editor.open(text)
    (diagnostic,) = editor.diagnostics()
    assert diagnostic["code"] == "missing-package"
    assert diagnostic["message"].endswith(f"is not installed, it is in the package {distribution}")
    assert diagnostic["data"] == {"distribution": distribution}
    assert editor.covered(diagnostic["range"]) == covered


@pytest.mark.parametrize(
    "text",
    [
        "import fastapi\nfastapi",
        "import sqlite3, zoneinfo\nsqlite3, zoneinfo",
        "from . import sibling\nsibling",
        "import sibling\nsibling",
        "try:\n    import numpy\nexcept ImportError:\n    numpy = None\nnumpy",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import numpy\n    numpy",
        "import js\njs",
    ],
)
def test_what_is_there_or_may_be_absent(editor: Editor, text: str) -> None:
    editor.write(sibling__py="")
    editor.open(text)
    assert editor.diagnostics() == []


def test_packages_are_looked_for_among_the_libraries_only(tmp_path: Path) -> None:
    (tmp_path / "libraries").mkdir()
    editor = Editor(tmp_path / "project", tmp_path / "libraries")
    editor.initialize()
    editor.open("import jedi\njedi")
    assert [each["data"] for each in editor.diagnostics()] == [{"distribution": "jedi"}]
    (tmp_path / "libraries/jedi.py").touch()
    editor.server.libraries_changed()
    assert editor.diagnostics() == []
    assert (Path(sysconfig.get_paths()["purelib"]) / "jedi").is_dir()
