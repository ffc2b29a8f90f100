import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from worker.imports import is_importable
from worker.missed_imports import MissedImports
from worker.threadless import when_imported

Write = Callable[[str, str], None]


@pytest.fixture
def missed(tmp_path: Path) -> Iterator[MissedImports]:
    missed = MissedImports(tmp_path / "project")
    missed.install()
    yield missed
    missed.uninstall()


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Writes the modules of a library."""
    yield from _folder(tmp_path / "site-packages", monkeypatch)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Writes the modules of the project."""
    yield from _folder(tmp_path / "project", monkeypatch)


def _folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    before = set(sys.modules)

    def write(name: str, source: str) -> None:
        (folder / f"{name}.py").write_text(source)
        importlib.invalidate_caches()

    yield write
    for name in sys.modules.keys() - before:
        del sys.modules[name]


OPTIONAL = """
try:
    import pad_absent
except ImportError:
    pad_absent = None
"""


def test_a_library_keeps_the_answer(missed: MissedImports, library: Write) -> None:
    library("pad_library", OPTIONAL)
    importlib.import_module("pad_library")
    assert missed.importer(["pad_absent"]) == "pad_library"
    assert missed.importer(["pad_other", "other.pad_absent"]) is None


@pytest.mark.parametrize(
    "probe",
    [
        "import importlib.util\nfound = importlib.util.find_spec('pad_absent')",
        "import importlib\ntry: importlib.import_module('pad_absent')\nexcept ImportError: pass",
        "import pkgutil\ntry: pkgutil.resolve_name('pad_absent')\nexcept ImportError: pass",
        "def ask():\n    import pad_absent\ntry: ask()\nexcept ImportError: pass",
    ],
)
def test_however_it_asks(missed: MissedImports, library: Write, probe: str) -> None:
    library("pad_library", probe)
    importlib.import_module("pad_library")
    assert missed.importer(["pad_absent"]) == "pad_library"


def test_what_was_there_is_not_missed(missed: MissedImports, library: Write) -> None:
    library("pad_there", "")
    library("pad_library", "import pad_there")
    importlib.import_module("pad_library")
    assert missed.importer(["pad_there"]) is None


def test_a_submodule_that_comes_with_a_namespace(missed: MissedImports, library: Write) -> None:
    library("pad_library", "try: import pad_space.part\nexcept ImportError: pass")
    importlib.import_module("pad_library")
    assert missed.importer(["pad_space.part"]) == "pad_library"
    assert missed.importer(["pad_space.other"]) == "pad_library"  # it got no further than pad_space


def test_the_project_looks_again(missed: MissedImports, project: Write) -> None:
    project("pad_main", OPTIONAL)
    importlib.import_module("pad_main")
    assert missed.importer(["pad_absent"]) is None


def test_a_library_that_the_project_imports(
    missed: MissedImports, project: Write, library: Write
) -> None:
    library("pad_library", OPTIONAL)
    project("pad_main", "import pad_library")
    importlib.import_module("pad_main")
    assert missed.importer(["pad_absent"]) == "pad_library"


def test_a_library_whose_import_failed_looks_again(
    missed: MissedImports, project: Write, library: Write
) -> None:
    library("pad_library", "import pad_absent")
    project("pad_main", "try: import pad_library\nexcept ImportError: pass")
    importlib.import_module("pad_main")
    assert missed.importer(["pad_absent"]) is None


def test_a_library_that_does_without_one_whose_import_failed(
    missed: MissedImports, library: Write
) -> None:
    library("pad_inner", "import pad_absent")
    library("pad_outer", "try: import pad_inner\nexcept ImportError: pass")
    importlib.import_module("pad_outer")
    assert missed.importer(["pad_absent"]) == "pad_outer"


def test_our_own_probes_do_not_count(missed: MissedImports) -> None:
    assert not is_importable("pad_absent")
    assert missed.importer(["pad_absent"]) is None


def test_a_patch_that_waits_for_a_module_hides_nobody(
    missed: MissedImports, library: Write
) -> None:
    when_imported("pad_patched", lambda _: None)
    library("pad_library", OPTIONAL.replace("pad_absent", "pad_patched"))
    importlib.import_module("pad_library")
    assert missed.importer(["pad_patched"]) == "pad_library"
