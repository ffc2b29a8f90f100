from pathlib import Path

import pytest

from worker.language.public_names import public_names

CLASS, FUNCTION, VARIABLE = 7, 3, 6

LARGE = "# " + "x" * 30_000 + "\n"


@pytest.mark.parametrize("padding", ["", LARGE])
@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("class A: ...\n", {"A": CLASS}),
        ("def f(): ...\nasync def g(): ...\n", {"f": FUNCTION, "g": FUNCTION}),
        ("x = 1\ny: int = 2\n_z = 3\n", {"x": VARIABLE, "y": VARIABLE}),
        ("__all__ = ['a', 'B']\nclass C: ...\n", {"a": FUNCTION, "B": CLASS}),
        ("__all__ = ('A',)\n__all__ += ['LIMIT']\nA = 1\n", {"A": VARIABLE, "LIMIT": VARIABLE}),
        ("import os\nfrom typing import Any\n", {}),
        ("def f():\n    inner = 1\n", {"f": FUNCTION}),
    ],
)
def test_what_a_module_offers(
    tmp_path: Path, padding: str, source: str, names: dict[str, int]
) -> None:
    (tmp_path / "m.py").write_text(padding + source)
    assert public_names(tmp_path / "m.py", reexports=False).names == names


@pytest.mark.parametrize(
    ("source", "reexports", "names"),
    [
        ("from .a import Bc as Bc, c as c", False, {"Bc": CLASS, "c": FUNCTION}),
        ("from .a import B, c as d", False, {}),
        ("from .a import Bc, c as d", True, {"Bc": CLASS, "d": FUNCTION}),
        ("from other import B", True, {}),
        (
            "try:\n    from .a import B as B\nexcept ImportError:\n    B = None",
            False,
            {"B": VARIABLE},
        ),
        ("if x:\n    def f(): ...\nelse:\n    def g(): ...", False, {"f": 3, "g": 3}),
        ("T = TypeVar('T')", False, {}),
        ("x = (", False, {}),
        ("from .a import *", False, {}),
    ],
)
def test_what_it_has_from_others(
    tmp_path: Path, source: str, reexports: bool, names: dict[str, int]
) -> None:
    (tmp_path / "m.py").write_text(source)
    assert public_names(tmp_path / "m.py", reexports=reexports).names == names


def test_a_large_module_that_has_it_from_others(tmp_path: Path) -> None:
    source = "from .a import Bc as Bc\nfrom .d import (\n    e as e,\n    f as g,\n)\n"
    (tmp_path / "m.py").write_text(LARGE + source)
    assert public_names(tmp_path / "m.py", reexports=True).names == {"Bc": CLASS, "e": FUNCTION}


@pytest.mark.parametrize("padding", ["", LARGE])
def test_modules_of_which_it_offers_everything(tmp_path: Path, padding: str) -> None:
    (tmp_path / "m.py").write_text(f"{padding}from .a import *\nfrom b.c import *\n")
    assert public_names(tmp_path / "m.py", reexports=False).stars == [".a", "b.c"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert public_names(tmp_path / "gone.py", reexports=False).names == {}


def test_a_new_version_is_read(tmp_path: Path) -> None:
    file = tmp_path / "m.py"
    for name in ("a", "bb"):
        file.write_text(f"{name} = 1")
        assert public_names(file, reexports=False).names == {name: VARIABLE}
