"""Takes the memory snapshots that Python starts from, in static/snapshots/, each with an archive of
the files that a start can do without, and splits Pyodide's WebAssembly by what was called then.

One for each kind of worker, taken under Node: an interpreter starts as in a browser, imports what
the worker needs, and its memory is written down. They belong to one state of static/vendor/ and of
worker/; the host offers them as long as both are what they were taken from.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ide.archive import pack
from ide.build import compress
from ide.build.folders import remove, replace
from ide.build.manifest import FILE_NAME, Entry, Manifest
from ide.build.npm import NODE
from ide.build.process import BuildError, Failed, Say, last_lines, run
from ide.build.splitting import instrumented, split
from ide.derived import snapshot_inputs
from ide.folders import Folder
from ide.templates import load_templates

NAMES = ("runtime", "language")
"""As in worker/interpreters.js."""

_CALLED = "called.json"
"""A list of functions."""

_SCRIPT = Path(__file__).with_name("snapshot.mjs")


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
    _take(root, worker, new)
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


def _take(root: Path, worker: Folder, folder: Path) -> None:
    with TemporaryDirectory() as temporary:
        archive = Path(temporary, "asgipad.zip")
        archive.write_bytes(pack(worker, "asgipad"))
        vendor = root / "static" / "vendor"
        whole = (vendor / "pyodide" / "pyodide.asm.wasm").read_bytes()
        noting = Path(temporary, "instrumented.wasm")
        noting.write_bytes(instrumented(whole))
        templates = Path(temporary, "templates.json")
        templates.write_text(json.dumps(load_templates(Folder(root / "static"))))
        try:
            # With stack switching, as where most of them are restored.
            command: list[str | Path] = [NODE, "--experimental-wasm-jspi", _SCRIPT]
            run([*command, vendor, worker.root, archive, noting, templates, folder, *NAMES])
        except Failed as error:
            raise BuildError(
                "the snapshots that Python starts from could not be taken. `python -m ide.build`"
                f" tries it again. Node said:\n{last_lines(error.output)}"
            ) from error
    missing = [name for name in _files() if not (folder / name).is_file()]
    if missing:
        raise BuildError(f"Node ended without {', '.join(missing)}.")
    called = folder / _CALLED
    parts = split(whole, json.loads(called.read_bytes()))
    called.unlink()
    (folder / "python.wasm").write_bytes(parts.first)
    (folder / "python.rest.wasm").write_bytes(parts.rest)


def _files() -> Iterator[str]:
    yield from (f"{name}.{kind}" for name in NAMES for kind in ("snapshot", "files"))
    yield _CALLED
