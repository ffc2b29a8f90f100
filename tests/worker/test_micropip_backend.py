"""The backend in Pyodide itself, against an index on this machine."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.package_index import PURE, Packages, serving, wheel
from tests.worker.interpreter import has_pyodide, run_pyodide
from worker.micropip_backend import MicropipBackend, _filenames, _version

NATIVE = "cp314-cp314-manylinux_2_28_x86_64"

FILES: Packages = {
    "plain": {f"plain-{version}-{PURE}.whl": wheel("plain", version) for version in ("1.0", "2.0")},
    "needy": {f"needy-1.0-{PURE}.whl": wheel("needy", "1.0", ("plain<2", "compiled"))},
    "tidy": {f"tidy-1.0-{PURE}.whl": wheel("tidy", "1.0", ("plain<2",))},
    "compiled": {f"compiled-3.0-{NATIVE}.whl": b"", "compiled-3.0.tar.gz": b""},
    "sources": {"sources-1.0.tar.gz": b""},
    "damaged": {f"damaged-1.0-{PURE}.whl": b"no wheel at all"},
}


@pytest.fixture
def index() -> Iterator[str]:
    """The URL of a running index."""
    with serving(FILES) as url:
        yield url


@pytest.mark.skipif(not has_pyodide(), reason="needs the assets: python -m ide.build")
def test_installing_and_every_way_to_fail(index: str, tmp_path: Path) -> None:
    source = f"""
from pathlib import Path

from asgipad.errors import AppFailure, RestartNeeded
from asgipad.micropip_backend import MicropipBackend
from asgipad.missed_imports import MissedImports
from asgipad.packages import PackageInstaller

ROOT = Path("/project")
outcomes = []
missed = MissedImports(ROOT)
missed.install()

def project(index):
    events = []
    installer = PackageInstaller(MicropipBackend(index), events.append, missed)
    async def ensure(requirements, main="", fresh=False):
        (ROOT / "requirements.txt").write_text(requirements)
        (ROOT / "main.py").write_text(main)
        events.clear()
        try:
            await installer.ensure(ROOT, "main.py", fresh=fresh)
        except AppFailure as failure:
            outcomes.append(failure.error["summary"])
        except RestartNeeded as needed:
            outcomes.append(str(needed))
        else:
            progress = [event for event in events if event["type"] == "progress"]
            outcomes.append(progress[-1]["loaded"] if progress else 0)
    return ensure

async def main():
    ensure = project({index!r})
    await ensure("", "import itsdangerous\\nfrom yaml import safe_load\\n")
    import itsdangerous, yaml
    await ensure("tidy\\n")
    import plain
    outcomes.append(plain.version)
    await ensure("plain==2.0\\n")
    await ensure("packaging==1\\n", fresh=True)
    await ensure("starlette\\n")
    import starlette.formparsers
    await ensure("starlette\\nitsdangerous\\n")
    await ensure("starlette\\npython-multipart\\n")
    await ensure("needy\\n")
    await ensure("compiled\\n")
    await ensure("sources\\n")
    await ensure("tidy==7\\n")
    await ensure("itsdangerouz\\n")
    await ensure("damaged\\n")
    await ensure("plain @ {index.replace("simple", "files")}plain/plain-1.0-py3-none-any.whl\\n")
    offline = project("http://127.0.0.1:9/simple")
    await offline("jinja2\\n", fresh=True)
    await offline("pandas\\n", fresh=True)
    wheels = MicropipBackend({index!r}).wheels()
    outcomes.append(wheels["plain"])
    outcomes.append(wheels["packaging"][:21])
    show(outcomes)
"""
    asks = "requirements.txt, line 1 asks for it"
    no_wheel = f"cannot be installed: it has no wheel for browsers. {asks}. Take a package"
    expected = [
        2,
        2,
        "1.0",
        "requirements.txt, line 1 asks for plain==2.0, and 1.0 is running",
        "packaging==1 cannot be installed: asgipad itself runs with packaging ",
        4,  # with what it needs
        0,
        "python-multipart was installed, and starlette had looked for it",
        "compiled cannot be installed: it has no wheel for browsers. needy needs it, which "
        "requirements.txt, line 1 asks for. Take a package without compiled parts instead",
        f"compiled {no_wheel} without compiled parts instead",
        f"sources {no_wheel} without compiled parts instead",
        f"tidy cannot be installed: there is no version ==7, there are 1.0. {asks}",
        "itsdangerouz cannot be installed: there is no package of this name. "
        f"{asks}. Is itsdangerous meant?",
        "damaged cannot be installed: its file is missing or damaged",
        0,
        2,
        f"pandas cannot be installed: the package index cannot be reached. {asks}. Check the",
        f"{index.replace('simple', 'files')}plain/plain-1.0-py3-none-any.whl",
        "../wheels/packaging-",
    ]
    shown = run_pyodide(source, "micropip", "packaging", jspi=False, folder=tmp_path).shown
    assert len(shown) == len(expected)
    for outcome, wanted in zip(shown, expected, strict=True):
        assert outcome == wanted or (isinstance(wanted, str) and outcome.startswith(wanted))


@pytest.mark.skipif(not has_pyodide(), reason="needs the assets: python -m ide.build")
def test_a_carried_file_that_is_missing_is_not_taken_for_installed(tmp_path: Path) -> None:
    source = """
from pathlib import Path
from packaging.requirements import Requirement
from asgipad.micropip_backend import MicropipBackend
from asgipad.package_backend import Refused
import pyodide_js

async def main():
    lock = pyodide_js._api.lockfile_packages
    getattr(lock, "jinja2").file_name = "gone.whl"
    try:
        await MicropipBackend(None).load(["jinja2"], lambda name: None)
    except Refused as refused:
        show([refused.reason, refused.detail])
"""
    assert run_pyodide(source, "micropip", "packaging", jspi=False, folder=tmp_path).shown == [
        "broken",
        "jinja2 could not be loaded",
    ]


@pytest.mark.parametrize(
    ("filename", "version"),
    [
        ("plain-1.0-py3-none-any.whl", "1.0"),
        ("plain-1.0rc1.tar.gz", "1.0rc1"),
        ("plain-1.0.win32.exe", None),
        ("plain.whl", None),
    ],
)
def test_versions_of_files(filename: str, version: str | None) -> None:
    found = _version(filename)
    assert (found and str(found)) == version


def test_files_of_an_index_page_in_json() -> None:
    page = json.dumps({"files": [{"filename": "plain-1.0.tar.gz", "url": "x"}]})
    assert _filenames(page, "plain") == ["plain-1.0.tar.gz"]


@pytest.mark.parametrize("index", ["http://index/simple/", "http://index/simple"])
def test_the_index_gets_the_name_appended(index: str) -> None:
    assert MicropipBackend(index)._url("plain") == "http://index/simple/plain/"


def test_the_index_may_say_where_the_name_goes() -> None:
    assert MicropipBackend("http://index/{package_name}.json")._url("p") == "http://index/p.json"
