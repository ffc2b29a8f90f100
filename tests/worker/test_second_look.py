"""Statements that look for a module, run once more."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

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

CLASSES = (
    "from __future__ import annotations\n"
    + PLAIN
    + """
class Base(extra.Thing if extra else object): ...
class Other: ...
class Field:
    base: Base
class Text:
    field: "Field | None"
"""
)
DEFAULT = PLAIN + "\ndef later(value=extra): ...\n"
DECORATED = PLAIN + "\n@register\nclass Sub(extra or object): ...\n"
MADE = CLASSES + "\nregister(Text)\n"
IN_A_FUNCTION = "def use():\n    try:\n        import extra\n    except ImportError: ...\n"


@pytest.fixture(autouse=True)
def extra(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name in ("extra", "extra.deep"):
        module = ModuleType(name)
        vars(module).update(thing="thing", Thing=type("Thing", (), {}))
        monkeypatch.setitem(sys.modules, name, module)
    return sys.modules["extra"]


def imported(folder: Path, text: str, name: str = "library") -> ModuleType:
    """Not run, but there."""
    module = ModuleType(name)
    module.__file__ = str(folder / f"{name}.py")
    (folder / f"{name}.py").write_text(text)
    return module


def run_without_extra(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Its names, then."""
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "extra", None)
        exec(Path(str(module.__file__)).read_text(), vars(module))
    return dict(vars(module))


def test_a_name_is_bound_again(tmp_path: Path, extra: ModuleType) -> None:
    module = imported(tmp_path, PLAIN)
    look = second_look(module, "extra")
    assert look is not None
    look.take({"library": module}, "library", rehearsed=False)
    assert vars(module)["extra"] is extra


@pytest.mark.parametrize("missed", ["extra", "extra.deep", "other"])
def test_below_an_if_and_in_steps(tmp_path: Path, extra: ModuleType, missed: str) -> None:
    module = imported(tmp_path, NESTED)
    look = second_look(module, missed)
    assert look is not None
    look.take({"library": module}, "library", rehearsed=False)
    assert (vars(module)["e"], vars(module)["thing"]) == (extra, "thing")


@pytest.mark.parametrize("text", [DEFAULT, DECORATED, MADE, IN_A_FUNCTION, "import extra", "x ="])
def test_where_it_is_too_late(tmp_path: Path, text: str) -> None:
    assert second_look(imported(tmp_path, text), "extra") is None


def test_classes_of_what_was_missed_are_made_anew(
    tmp_path: Path, extra: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = imported(tmp_path, CLASSES)
    before = run_without_extra(module, monkeypatch)
    holder, stranger = imported(tmp_path, "use(1)", "holder"), ModuleType("stranger")
    vars(holder)["Mine"] = before["Text"]
    look = second_look(module, "extra")
    assert look is not None and look.settle(module, [module, holder, stranger])
    look.take({"library": module, "holder": holder}, "library", rehearsed=False)
    now = vars(module)
    assert {name for name in before if now[name] is not before[name]} == {
        "extra",
        "Base",
        "Field",
        "Text",
    }
    assert issubclass(now["Base"], vars(extra)["Thing"])
    assert now["Field"].__annotations__ == {"base": "Base"}
    assert vars(holder)["Mine"] is now["Text"]


def test_a_rehearsal_leaves_no_trace_and_is_taken(
    tmp_path: Path, extra: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = imported(tmp_path, CLASSES)
    before = run_without_extra(module, monkeypatch)
    look = second_look(module, "extra")
    assert look is not None and look.settle(module, [])
    look.rehearse(module)
    assert vars(module) == before
    look.take({"library": module}, "library", rehearsed=True)
    taken = vars(module)["Base"]
    assert taken.__base__ is vars(extra)["Thing"]
    look.take({"library": module}, "library", rehearsed=True)
    assert vars(module)["Base"] is taken


@pytest.mark.parametrize(
    "text", ["class Mine(Base): ...", "import library as l\nuse = l.Field()", "x: 'Base' = 1"]
)
def test_whoever_has_used_a_class_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    module = imported(tmp_path, CLASSES)
    before = run_without_extra(module, monkeypatch)
    user = imported(tmp_path, text, "user")
    vars(user)["Base"] = before["Base"]
    look = second_look(module, "extra")
    assert look is not None and not look.settle(module, [user])


def test_a_compiled_library_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes more memory than all else."""
    module = imported(tmp_path, CLASSES)
    run_without_extra(module, monkeypatch)
    library = ModuleType("compiled")
    library.__file__ = str(tmp_path / "compiled.so")
    (tmp_path / "compiled.so").write_text("x: Base")
    look = second_look(module, "extra")
    assert look is not None and look.settle(module, [library])
    vars(library)["Base"] = vars(module)["Base"]
    assert not look.settle(module, [library])


def test_without_a_source(tmp_path: Path) -> None:
    module = ModuleType("library")
    assert second_look(module, "extra") is None
    module.__file__ = str(tmp_path / "gone.py")
    assert second_look(module, "extra") is None
