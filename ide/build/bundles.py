"""Joins each module that a browser starts with and all that it imports, in static/bundles/: a start
would else fetch more than a hundred files. They stay readable: compressed, short names spare
little.

The host serves a bundle in the place of its module as long as no module has changed since.
"""

from pathlib import Path

from ide.assets import PAGES, Assets
from ide.build import compress, npm
from ide.build.folders import remove, replace
from ide.build.manifest import FILE_NAME, Manifest
from ide.build.process import Say
from ide.derived import bundle_inputs
from ide.modules import entries

WORKERS = (
    "boot.js",
    "host.js",
    "language.js",
    "runtime.js",
    "service_worker.js",
    "snapshot_maker.js",
)
"""In worker/. Each is joined with copies of what it shares with others: they share no memory."""


def build(root: Path, say: Say) -> Manifest:
    """Bring `root/static/bundles/` up to date and return its manifest.

    Raises `BuildError`: a module cannot be parsed, or imports what is not there.
    """
    static, target = root / "static", root / "static" / "bundles"
    assets = Assets.below(root)
    inputs = bundle_inputs(assets.static, assets.worker)
    present = Manifest.read(target / FILE_NAME)
    if present is not None and present.inputs == inputs and present.describes(target):
        say("static/bundles is up to date")
        return present
    npm.install(static, say)
    new = root / "build" / "bundles"
    remove(new)
    new.mkdir(parents=True)
    pages = {entry for page in PAGES for entry in entries((static / page).read_text("utf-8"))}
    # What pages share they share in memory too, so it is in files of its own.
    options = [
        "--splitting",
        f"--outdir={new / 'static'}",
        f"--outbase={static}",
        "--chunk-names=js/[name]-[hash]",
    ]
    vendored = [f"--external:{name}" for name in npm.MODULES]
    npm.esbuild(static, sorted(pages), [*options, *vendored])
    workers = [root / "worker" / name for name in WORKERS]
    npm.esbuild(static, workers, [f"--outdir={new / 'worker'}"])
    compress.tree(new, root / "build" / "compressed-bundles", say)
    manifest = Manifest.of(new, inputs)
    manifest.write(new / FILE_NAME)
    replace(target, new, old=root / "build" / "bundles.old")
    say(f"static/bundles is ready: {manifest.summary()}")
    return manifest
