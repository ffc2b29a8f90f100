"""Statements that look for a module, run once more."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from worker.second_look import second_look

PLAIN = """
try:
    import extra
except ImportError:
    extra = None

def use():
    return extra
"""

NESTED = """
TYPE_CHECKING = False
if TYPE_CHECKING:
    import extra as e
else:
    try:
        try:
            import extra as e
            from extra.deep import thing
        except ModuleNotFoundError:
            import other as e
    except ModuleNotFoundError:
        e = thing = None
"""

BASE = PLAIN + "\nclass Sub(extra or object): ...\n"
DEFAULT = PLAIN + "\ndef later(value=extra): ...\n"
ANNOTATION = PLAIN + "\nclass Model:\n    field: extra\n"
IN_A_FUNCTION = "def use():\n    try:\n        import extra\n    except ImportError: ...\n"


@pytest.fixture(autouse=True)
def extra(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name in ("extra", "extra.deep"):
        module = ModuleType(name)
        vars(module)["thing"] = "thing"
        monkeypatch.setitem(sys.modules, name, module)
    return sys.modules["extra"]


def imported(folder: Path, text: str) -> ModuleType:
    module = ModuleType("library")
    module.__file__ = str(folder / "library.py")
    (folder / "library.py").write_text(text)
    return module


def test_a_name_is_bound_again(tmp_path: Path, extra: ModuleType) -> None:
    module = imported(tmp_path, PLAIN)
    look = second_look(module, "extra")
    assert look is not None
    exec(look, vars(module))
    assert vars(module)["extra"] is extra


@pytest.mark.parametrize("missed", ["extra", "extra.deep", "other"])
def test_below_an_if_and_in_steps(tmp_path: Path, extra: ModuleType, missed: str) -> None:
    module = imported(tmp_path, NESTED)
    look = second_look(module, missed)
    assert look is not None
    exec(look, vars(module))
    assert (vars(module)["e"], vars(module)["thing"]) == (extra, "thing")


@pytest.mark.parametrize("text", [BASE, DEFAULT, ANNOTATION, IN_A_FUNCTION, "import extra", "x ="])
def test_where_it_is_too_late(tmp_path: Path, text: str) -> None:
    assert second_look(imported(tmp_path, text), "extra") is None


def test_without_a_source(tmp_path: Path) -> None:
    module = ModuleType("library")
    assert second_look(module, "extra") is None
    module.__file__ = str(tmp_path / "gone.py")
    assert second_look(module, "extra") is None
