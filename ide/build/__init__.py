"""Assembles `static/vendor/`, everything the browser loads that others wrote, and what is made of
that and of our own files: `static/bundles/` and `static/snapshots/`.

The build hook calls `build()` for wheels and editable installs; `python -m ide.build` does the same
in a checkout. What comes out in vendor/, with `.br` and `.gz` beside each file that shrinks:

    codemirror.js fflate.js idb.js uqr.js   one ES module each, named in the page's import map
    hashes.js tough-cookie.js               the same for the runtime
    pyodide/                                the interpreter, and pyodide-lock.json of our wheels
    wheels/                                 the packages that a project gets without an index
    LICENSES.txt                            whose work this is
    manifest.json                           every file's size and hash, and the hash of all

Not part of the installed wheel: the only importers are the hook, the command and the tests.
"""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from ide.build import bundles, compress, licences, lockfile, npm, snapshots, wheels
from ide.build.exclusive import exclusive
from ide.build.folders import remove, replace
from ide.build.manifest import FILE_NAME, Manifest
from ide.build.process import Say

PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")


def build(root: Path, say: Say = print) -> None:
    """Bring `root/static/vendor/`, `bundles/` and `snapshots/` up to date.

    `root` is a checkout or an unpacked sdist. Raises `BuildError` with a sentence for the user.
    """
    vendor = build_vendor(root, say)
    with exclusive(root / "build" / "lock", say):
        bundles.build(root, say)
        snapshots.build(root, vendor, say)


def build_vendor(root: Path, say: Say = print) -> Manifest:
    """Bring `root/static/vendor/` up to date and return its manifest.

    Downloads and compressed files are kept in `root/build/`, so that a build that was interrupted
    goes on where it was. `static/vendor/` is replaced as a whole at the very end: whoever looks
    sees the old or the new, never a mixture.

    Raises `BuildError` with a sentence for the user.
    """
    work = root / "build"
    vendor = root / "static" / "vendor"
    with exclusive(work / "lock", say):
        inputs = _inputs(root)
        present = Manifest.read(vendor / FILE_NAME)
        if present is not None and present.inputs == inputs and present.describes(vendor):
            say("static/vendor is up to date")
            return present
        return _assemble(root, work, vendor, inputs, say)


def _assemble(root: Path, work: Path, vendor: Path, inputs: str, say: Say) -> Manifest:
    static = root / "static"
    npm.install(static, say)
    wheel_files = wheels.fetch(root / "ide" / "build" / "browser.txt", work / "wheels", say)

    new = work / "vendor"
    remove(new)
    new.mkdir(parents=True)
    packages = npm.bundle(static, new, say)
    _copy((static / "node_modules" / "pyodide" / name for name in PYODIDE_FILES), new / "pyodide")
    _copy(wheel_files, new / "wheels")
    info = lockfile.read_info(static / "node_modules" / "pyodide" / "pyodide-lock.json")
    lock = lockfile.make(info, wheel_files, prefix="../wheels/")
    (new / "pyodide" / "pyodide-lock.json").write_text(lockfile.dumps(lock), encoding="utf-8")
    (new / "LICENSES.txt").write_text(licences.collect(packages, wheel_files), encoding="utf-8")
    compress.tree(new, work / "compressed", say)

    manifest = Manifest.of(new, inputs)
    manifest.write(new / FILE_NAME)
    replace(vendor, new, old=work / "vendor.old")
    say(f"static/vendor is ready: {manifest.summary()}")
    return manifest


def _inputs(root: Path) -> str:
    """One hash over every file in the repository that the result depends on."""
    static = root / "static"
    paths = [static / "package.json", static / "package-lock.json"]
    paths += [static / "codemirror.js", static / "hashes.js"]
    of_the_others = {"bundles.py", "snapshots.py"}
    paths += [
        *(p for p in sorted((root / "ide" / "build").glob("*.py")) if p.name not in of_the_others),
        root / "ide" / "build" / "browser.txt",
    ]
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _copy(files: Iterable[Path], folder: Path) -> None:
    folder.mkdir()
    for file in files:
        # copyfile, not copy: npm marks the wasm as executable.
        shutil.copyfile(file, folder / file.name)
