"""Source distributions of the very versions that the browser has: they carry their own tests."""

import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.utils import canonicalize_name

from ide.build.exclusive import exclusive
from ide.build.wheels import read_requirements

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "build" / "upstream"

_PINNED = {entry.name: entry for entry in read_requirements(ROOT / "ide/build/browser.txt")}


def unpacked(name: str) -> Path:
    """The unpacked sdist of one of the browser's packages, in its pinned version.

    Downloaded once, checked against the hash in `browser.txt`. Raises KeyError for a package that
    is not in there and subprocess.CalledProcessError, with pip's words on stderr, where there is
    no index.
    """
    entry = _PINNED[canonicalize_name(name)]
    folder = CACHE / f"{entry.name}-{entry.version}"
    with exclusive(CACHE / "lock", print):  # tests run in several processes
        if not folder.is_dir():
            with TemporaryDirectory(dir=CACHE) as temporary:
                (archive,) = _downloaded(entry.text, Path(temporary))
                with tarfile.open(archive) as tar:
                    tar.extractall(temporary, filter="data")
                (top,) = (each for each in Path(temporary).iterdir() if each.is_dir())
                top.rename(folder)
    return folder


def _downloaded(requirement: str, folder: Path) -> list[Path]:
    file = folder / "requirements.txt"
    file.write_text(f"{requirement}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check", "--quiet"]
    options = ["--no-deps", "--no-binary=:all:", "--require-hashes"]
    subprocess.run(
        [*pip, "download", *options, "--requirement", file, "--dest", folder], check=True
    )
    return list(folder.glob("*.tar.gz"))
