"""Takes the memory snapshots that Python starts from, in static/snapshots/, each with an archive of
the files that a start can do without, and splits the WebAssembly that goes with them.

One for each kind of worker, taken under Node: an interpreter starts as in a browser, imports what
the worker needs, and its memory is written down. What such starts call of the WebAssembly was
written down before (watch.mjs). They belong to one state of static/vendor/ and of worker/; the host
offers them as long as both are what they were taken from.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from ide.archive import pack
from ide.build import compress
from ide.build.folders import remove, replace
from ide.build.manifest import FILE_NAME, Entry, Manifest
from ide.build.npm import NODE
from ide.build.process import BuildError, Failed, Say, last_lines, run
from ide.build.splitting import Parts, instrumented, split
from ide.build.symbols import OURS, named, trimmed
from ide.build.wasm import FormatError
from ide.derived import snapshot_inputs
from ide.folders import Folder
from ide.templates import load_templates

NAMES = ("runtime", "language")
"""As in worker/interpreters.js."""

PYTHON = "python"
"""Pyodide's WebAssembly, as worker/wasm_module.js calls it."""

SPLIT = ("pydantic-core",)
"""Packages on board with a compiled library that is in memory when the runtime's is taken."""

_NODE: list[str | Path] = [NODE, "--experimental-wasm-jspi"]
"""With stack switching, as where most snapshots are restored."""

_HERE = Path(__file__).parent


def build(root: Path, vendor: Manifest, say: Say) -> Manifest:
    """Bring `root/static/snapshots/` up to date and return its manifest.

    Raises `BuildError`: Python cannot be started under Node, or not be written down.
    """
    target = root / "static" / "snapshots"
    worker = Folder(root / "worker")
    inputs = snapshot_inputs(vendor.hash, worker)
    present = Manifest.read(target / FILE_NAME)
    if (
        present is not None
        and present.inputs == inputs
        and present.describes(target)
        and all(_is_compressed(entry) for entry in present.files.values())
    ):
        say("static/snapshots is up to date")
        return present
    new = root / "build" / "snapshots"
    remove(new)
    new.mkdir(parents=True)
    say("taking snapshots of Python")
    with TemporaryDirectory() as temporary:
        _take(root, worker, new, Path(temporary))
    compress.tree(new, root / "build" / "compressed-snapshots", say, _encodings)
    manifest = Manifest.of(new, inputs)
    manifest.write(new / FILE_NAME)
    replace(target, new, old=root / "build" / "snapshots.old")
    say(f"static/snapshots is ready: {manifest.summary()}")
    return manifest


def _encodings(file: Path) -> Sequence[compress.Encoding]:
    # The others come after the app's first answer.
    is_waited_for = file.name in ("runtime.snapshot", "python.wasm")
    return compress.LARGE_AND_WAITED_FOR if is_waited_for else compress.LARGE


def _is_compressed(entry: Entry) -> bool:
    return entry["encodings"].keys() == {encoding.suffix for encoding in compress.LARGE}


def _take(root: Path, worker: Folder, folder: Path, work: Path) -> None:
    vendor = root / "static" / "vendor"
    archive = work / "asgipad.zip"
    archive.write_bytes(pack(worker, "asgipad"))
    codes = work / "codes"
    codes.mkdir()
    wasm = work / "pyodide.asm.wasm"
    given = (vendor, worker.root, archive, wasm)
    try:
        wasm.write_bytes(_trimmed(vendor / "pyodide"))
        for name, parts in _split(root, work, given).items():
            is_python = name == PYTHON
            first = folder / f"{PYTHON}.wasm" if is_python else codes / name
            first.write_bytes(parts.first)
            rest = folder / f"{name}.rest.wasm"
            rest.write_bytes(parts.rest)
            run([NODE, _HERE / "validate.mjs", first, rest])
        run([*_NODE, _HERE / "snapshot.mjs", *given, codes, folder, *NAMES])
    except Failed as error:
        raise BuildError(
            "the snapshots that Python starts from could not be taken. `python -m ide.build`"
            f" tries it again. Node said:\n{last_lines(error.output)}"
        ) from error
    except FormatError as error:
        raise BuildError(f"Python's WebAssembly could not be split: {error}.") from error
    missing = [name for name in _files() if not (folder / name).is_file()]
    if missing:
        raise BuildError(f"Node ended without {', '.join(missing)}.")


def _files() -> Iterator[str]:
    return (f"{name}.{kind}" for name in NAMES for kind in ("snapshot", "files"))


def _trimmed(pyodide: Path) -> bytes:
    """Its WebAssembly, with the exports that a start asks for."""
    scripts = [(pyodide / name).read_text("utf-8") for name in ("pyodide.asm.mjs", "pyodide.mjs")]
    kept = named(*scripts) | OURS
    return trimmed((pyodide / "pyodide.asm.wasm").read_bytes(), kept)


def _split(root: Path, work: Path, given: Sequence[Path]) -> dict[str, Parts]:
    """Pyodide's WebAssembly and the libraries, by name: what a start calls of them comes first.

    Raises `Failed`.
    """
    vendor = root / "static" / "vendor"
    wholes = {PYTHON: given[-1].read_bytes(), **dict(_libraries(vendor))}
    modules, watched = work / "modules", work / "watched"
    for each in (modules, watched):
        each.mkdir()
    for name, whole in wholes.items():
        (modules / name).write_bytes(whole)
        (modules / f"{name}.instrumented").write_bytes(instrumented(whole))
    templates = work / "templates.json"
    templates.write_text(json.dumps(load_templates(Folder(root / "static"))))
    run([*_NODE, _HERE / "watch.mjs", *given, templates, modules, watched])
    called = json.loads((watched / "called.json").read_bytes())
    # What libraries have in memory is in the snapshot.
    return {name: split(whole, called[name], data=name == PYTHON) for name, whole in wholes.items()}


def _libraries(vendor: Path) -> Iterator[tuple[str, bytes]]:
    """The compiled libraries of `SPLIT`, by the names of their files."""
    pyodide = vendor / "pyodide"
    lock = json.loads((pyodide / "pyodide-lock.json").read_bytes())
    for package in SPLIT:
        with ZipFile(pyodide / lock["packages"][package]["file_name"]) as wheel:
            for path in wheel.namelist():
                if path.endswith(".so"):
                    yield PurePosixPath(path).name, wheel.read(path)
