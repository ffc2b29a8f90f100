"""Packages that are imported and out of sight, until they are brought back."""

import importlib
import importlib.metadata
import shutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

from worker.prepared import Prepared

LIBRARY = """
import helping
import colorsys
try:
    import extra
except ImportError:
    extra = None
"""

OURS = {"library", "helping", "extra", "space", "colorsys"}
"""What the tests import."""


class Site:
    """A site-packages folder, and what is set aside of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "site-packages"
        self.project = folder / "project"
        self.project.mkdir()
        self.prepared = Prepared(self.project, folder / "aside", self.folder)

    def install(self, name: str, files: dict[str, str], requires: str = "") -> None:
        info = f"{name}-1.0.dist-info"
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{requires}"
        files = {**files, f"{info}/METADATA": metadata}
        record = "".join(f"{path},,\n" for path in (*files, f"{info}/RECORD"))
        for path, text in {**files, f"{info}/RECORD": record, f"{info}/INSTALLER": "x"}.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(text)
        importlib.invalidate_caches()

    def installed(self) -> set[str]:
        return {path.name.partition("-")[0] for path in self.folder.glob("*.dist-info")}

    def import_back(self) -> None:
        self.prepared.import_back([self.project])

    def imported(self) -> set[str]:
        return {name for name in sys.modules if name.partition(".")[0] in OURS}

    def set_aside(self, *names: str) -> None:
        self.prepared.set_aside(names, sys.modules.keys() - self.imported())


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    site = Site(tmp_path)
    monkeypatch.syspath_prepend(str(site.folder))
    monkeypatch.syspath_prepend(str(site.project))
    colorsys = sys.modules.pop("colorsys", None)
    site.install("helper", {"helping/__init__.py": "from . import deep", "helping/deep.py": ""})
    site.install(
        "library",
        {"library/__init__.py": LIBRARY},
        "Requires-Dist: Helper>=1\nRequires-Dist: extra; extra == 'all'\n",
    )
    yield site
    for name in site.imported():
        del sys.modules[name]
    if colorsys is not None:
        sys.modules["colorsys"] = colorsys


@pytest.fixture
def aside(site: Site) -> Site:
    """With the library, which has missed `extra`, set aside."""
    site.prepared.missed.install()
    importlib.import_module("library")
    site.prepared.missed.uninstall()
    site.set_aside("library", "helper")
    return site


def test_it_is_out_of_sight(aside: Site) -> None:
    assert aside.installed() == set()
    assert list(aside.folder.iterdir()) == []
    assert aside.imported() == set()
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("library")
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("library")


def test_it_comes_back_as_it_was(aside: Site) -> None:
    assert aside.prepared.bring_back({"library", "helper", "unknown"}) == {"library", "helper"}
    assert aside.installed() == {"library", "helper"}
    assert importlib.metadata.version("library") == "1.0"
    assert aside.imported() == set()
    aside.import_back()
    library = sys.modules["library"]
    assert importlib.import_module("library") is library
    assert library.helping is sys.modules["helping"]
    assert sys.modules["helping"].deep is sys.modules["helping.deep"]
    assert library.colorsys is sys.modules["colorsys"]
    assert Path(str(library.__file__)).is_file()
    assert aside.prepared.bring_back({"library", "helper"}) == set()


def test_a_function_named_as_its_module_stays(site: Site) -> None:
    """As in email_validator, whose `validate_email` is both."""
    files = {"extra/__init__.py": "from .check import check\nfrom . import gone\ndel gone\n"}
    site.install(
        "extra", {**files, "extra/check.py": "def check(): ...\n", "extra/gone.py": "x = 1\n"}
    )
    function = importlib.import_module("extra").check
    site.set_aside("extra")
    site.prepared.bring_back({"extra"})
    site.import_back()
    extra = importlib.import_module("extra")
    assert extra.check is function
    assert not hasattr(extra, "gone")
    assert sys.modules["extra.check"].check is function


def test_not_without_what_it_has_taken_hold_of(aside: Site) -> None:
    aside.prepared.bring_back({"library"})
    aside.import_back()
    assert aside.imported() == set()
    aside.prepared.bring_back({"helper"})
    aside.import_back()
    assert sys.modules["library"].helping is sys.modules["helping"]


@pytest.mark.parametrize("installed", ["another version", "another wheel"])
def test_not_beside_another_one_of_what_it_needs(aside: Site, installed: str) -> None:
    """Somebody has replaced it, after it came back."""
    aside.prepared.bring_back({"library", "helper"})
    if installed == "another version":
        (aside.folder / "helper-1.0.dist-info").rename(aside.folder / "helper-2.0.dist-info")
    else:
        (aside.folder / "helper-1.0.dist-info/PYODIDE_URL").write_text("https://example.org/h.whl")
    (aside.folder / "helping/__init__.py").write_text("other = True")
    aside.import_back()
    assert aside.imported() == set()
    assert importlib.import_module("library").helping.other


def test_nothing_is_in_use_before_all_is_installed(aside: Site) -> None:
    """Another version of what came back may still be asked for."""
    aside.prepared.bring_back({"library", "helper"})
    assert aside.imported() == set()


@pytest.mark.parametrize("path", ["helping.py", "helping/__init__.py", "colorsys.py"])
def test_a_file_of_the_project_comes_first(aside: Site, path: str) -> None:
    file = aside.project / path
    file.parent.mkdir(exist_ok=True)
    file.write_text("own = True")
    aside.prepared.bring_back({"library", "helper"})
    aside.import_back()
    assert aside.imported() == set()
    assert importlib.import_module(path.partition("/")[0].removesuffix(".py")).own


def test_folders_that_others_have_made_are_shared(site: Site) -> None:
    site.install("one", {"space/one.py": ""})
    importlib.import_module("space.one")
    site.set_aside("one")
    assert "space" not in sys.modules
    site.install("two", {"space/two.py": ""})
    assert site.prepared.bring_back({"one"}) == {"one"}
    assert importlib.import_module("space.one") and importlib.import_module("space.two")


def test_what_was_missed_is_found_again(aside: Site) -> None:
    aside.prepared.bring_back({"library", "helper"})
    aside.import_back()
    library = sys.modules["library"]
    assert library.extra is None
    aside.install("extra", {"extra.py": ""})
    aside.import_back()
    assert sys.modules["library"] is library
    assert library.extra is sys.modules["extra"]


def miss_extra(site: Site, more: str) -> ModuleType:
    """Import the library, with more statements, where `extra` is not."""
    (site.folder / "library/__init__.py").write_text(LIBRARY + more)
    site.prepared.missed.install()
    library = importlib.import_module("library")
    site.prepared.missed.uninstall()
    return library


def test_what_cannot_look_again_is_imported_again(site: Site) -> None:
    miss_extra(site, "def sub(base=extra.Base if extra else object): return base\n")
    site.set_aside("library", "helper")
    site.prepared.bring_back({"library", "helper"})
    site.install("extra", {"extra.py": "class Base: ..."})
    site.import_back()
    assert "library" not in sys.modules
    library = importlib.import_module("library")
    assert library.sub() is sys.modules["extra"].Base
    site.import_back()
    assert sys.modules["library"] is library


SUB = "class Sub(extra.Base if extra else object): ...\nclass Other: ...\n"
EXTRA = {"extra.py": "class Base: ..."}


def test_classes_are_those_of_what_is_found(site: Site) -> None:
    without = miss_extra(site, SUB)
    sub, other = without.Sub, without.Other
    site.install("extra", EXTRA)
    base = importlib.import_module("extra").Base
    site.set_aside("library", "helper", "extra")
    assert (without.extra, without.Sub) == (None, sub)
    site.prepared.bring_back({"library", "helper"})
    site.import_back()
    assert importlib.import_module("library").Sub is sub
    site.prepared.bring_back({"extra"})
    site.import_back()
    library = importlib.import_module("library")
    assert library.Sub.__mro__ == (library.Sub, base, object)
    assert library.extra is sys.modules["extra"]
    assert library.Other is other


def test_they_are_made_when_another_one_is_found(site: Site) -> None:
    miss_extra(site, SUB)
    site.install("extra", EXTRA)
    old = importlib.import_module("extra")
    site.set_aside("library", "helper", "extra")
    site.prepared.bring_back({"library", "helper"})
    site.install("extra", EXTRA)  # from somewhere else
    site.import_back()
    library = importlib.import_module("library")
    assert library.extra is sys.modules["extra"] is not old
    assert library.Sub.__base__ is library.extra.Base is not old.Base


def with_helper_only(site: Site) -> None:
    """The build has set it aside, and it has come back; `space` is always there."""
    (site.folder / "space").mkdir()
    (site.folder / "space/__init__.py").write_text("")
    shutil.rmtree(site.folder / "library-1.0.dist-info")
    shutil.rmtree(site.folder / "library")
    site.set_aside("helper")
    assert site.prepared.bring_back({"helper"}) == {"helper"}


@pytest.fixture
def own(site: Site) -> Site:
    """What a project has installed beside the build's `helper`, set aside with what it imports."""
    with_helper_only(site)
    site.install("library", {"library/__init__.py": LIBRARY}, "Requires-Dist: Helper>=1\n")
    site.install("extra", {"extra.py": "import helping", "extra-1.0.dist-info/PYODIDE_URL": "u"})
    site.prepared.missed.install()
    site.prepared.set_aside_project(["library", "extra"], {})
    site.prepared.missed.uninstall()
    return site


def test_a_projects_own_packages_come_back_imported(own: Site) -> None:
    assert own.imported() == own.installed() == set()
    everything = {"library", "helper", "extra"}
    assert own.prepared.bring_back(everything) == everything
    own.import_back()
    library = sys.modules["library"]
    assert library.extra is importlib.import_module("extra")
    assert library.extra.helping is library.helping is sys.modules["helping"]


@pytest.mark.parametrize("change", ["one less", "one more", "another version", "another wheel"])
def test_but_only_all_of_them(own: Site, change: str) -> None:
    names = {"library", "helper", *(["extra"] if change != "one less" else [])}
    own.prepared.bring_back(names)
    if change == "one more":
        own.install("other", {"other.py": ""})
    elif change == "another version":
        (own.folder / "extra-1.0.dist-info").rename(own.folder / "extra-2.0.dist-info")
    elif change == "another wheel":
        (own.folder / "extra-1.0.dist-info/PYODIDE_URL").write_text("v")
    own.import_back()
    assert own.imported() == set()
    found = importlib.import_module("library").extra
    assert (found is None) == (change == "one less")


def test_a_file_of_the_project_that_would_be_found(aside: Site) -> None:
    """Instead of a library's, or by a library that has looked for it."""
    aside.prepared.bring_back({"library", "helper"})
    aside.prepared.set_aside_project(["library"], {})
    (aside.project / "extra.py").write_text("own = True")
    aside.prepared.bring_back({"library", "helper"})
    aside.import_back()
    assert aside.imported() == set()
    assert importlib.import_module("library").extra.own


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise LookupError('there are no settings')", "cannot be imported alone"),
        ("print('Thank you for using it')", "says something: Thank you"),
        ("import warnings; warnings.warn('old')", "says something: old"),
    ],
)
def test_what_an_import_is_noticed_of_is_not_done_beforehand(
    site: Site, code: str, why: str
) -> None:
    site.install("extra", {"extra.py": code})
    with warnings.catch_warnings(), pytest.raises(RuntimeError, match=why):
        warnings.simplefilter("default")
        site.prepared.set_aside_project(["extra"], {})


@pytest.mark.parametrize(
    ("wanted", "asked", "offered"),
    [
        ("extra", None, True),
        ("Extra>=1", None, True),
        ("extra>1", None, False),
        ("other", None, False),
        ("extra @ https://example.org/e.whl", None, False),
        ("extra", "https://example.org/e.whl", False),
        ("extra @ https://example.org/e.whl", "https://example.org/e.whl", True),
    ],
)
def test_what_is_offered_in_place_of_a_download(
    site: Site, wanted: str, asked: str | None, offered: bool
) -> None:
    site.install("extra", {"extra.py": "", "extra-1.0.dist-info/PYODIDE_URL": "u"})
    site.prepared.set_aside_project([], {} if asked is None else {"extra": asked})
    assert site.prepared.offers(Requirement(wanted), pre_releases=False) is offered


def test_another_version_of_what_comes_with_asgipad(site: Site) -> None:
    """Its files are not mixed with those of the build's, nor is it taken for that one."""
    site.set_aside("helper", "library")
    assert site.prepared.carried() == {"helper", "library"}
    other = {"helping/other.py": "", "helper-1.0.dist-info/PYODIDE_URL": "u"}
    site.install("helper", {"helping/__init__.py": "", **other})
    site.prepared.set_aside_project([], {})
    assert site.prepared.carried() == {"library"}
    site.prepared.bring_back({"helper"})
    files = sorted(path.name for path in (site.folder / "helping").iterdir())
    assert files == ["__init__.py", "other.py"]


def test_what_a_snapshot_would_hold(site: Site) -> None:
    assert site.prepared.loaded() == ({}, [])  # Python has started without one
    with_helper_only(site)
    importlib.import_module("helping")
    assert site.prepared.loaded() == ({}, [])
    wheel = {"library-1.0.dist-info/PYODIDE_URL": "https://example.org/l.whl"}
    site.install("library", {"library/__init__.py": LIBRARY, **wheel})
    (site.project / "main.py").write_text("import library, space")
    importlib.import_module("main")
    del sys.modules["main"]
    packages, modules = site.prepared.loaded()
    assert packages == {
        "helper-1.0.dist-info": "",
        "library-1.0.dist-info": "https://example.org/l.whl",
    }
    assert modules == ["helping.deep", "helping", "library"]
