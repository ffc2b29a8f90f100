"""The pip client: fetches the wheels that the browser gets.

`browser.txt` names versions and hashes; it is compiled from the dependency group `browser`. Its
first lines say how.
"""

import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import (
    BuildTag,
    InvalidWheelFilename,
    NormalizedName,
    canonicalize_name,
    parse_wheel_filename,
)
from packaging.version import Version

from ide.build.process import BuildError, Failed, Say, last_lines, run

TARGET = (
    "--only-binary=:all:",
    "--platform=pyemscripten_2026_0_wasm32",
    "--python-version=3.14",
    "--implementation=cp",
    "--abi=cp314",
    "--abi=none",
)
"""What Pyodide 314 runs, in pip's words."""

FROM_SOURCE = frozenset({NormalizedName("markupsafe"), NormalizedName("pyyaml")})
"""Distributions with no wheel for `TARGET` whose compiled part is optional."""

_NO_COMPILER = {"CC": "false", "PYYAML_FORCE_LIBYAML": "0", "SOURCE_DATE_EPOCH": "315532800"}
"""An environment in which `FROM_SOURCE` builds pure wheels, the same bytes each time."""

_PIP = (sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check")


class Pinned(NamedTuple):
    """One entry of a hashed requirements file."""

    name: NormalizedName
    version: Version
    hashes: frozenset[str]
    text: str
    """The entry as it stands in the file."""


def read_requirements(file: Path) -> list[Pinned]:
    """Parse a requirements file in which every line is `name==version --hash=sha256:...`."""
    entries: list[Pinned] = []
    text = file.read_text(encoding="utf-8")
    joined = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", text))
    for line in filter(None, map(str.strip, joined.splitlines())):
        requirement, *hashes = re.split(r"\s+--hash=sha256:", line)
        parsed = Requirement(requirement)
        versions = [clause.version for clause in parsed.specifier if clause.operator == "=="]
        if len(versions) != 1 or not hashes:
            raise BuildError(f"{file}: {parsed.name} must have one version (==) and its hashes")
        name = canonicalize_name(parsed.name)
        entries.append(Pinned(name, Version(versions[0]), frozenset(hashes), line))
    return entries


def fetch(requirements: Path, folder: Path, say: Say) -> list[Path]:
    """The wheels of a requirements file, in `folder`, sorted by name.

    Downloads what is not there yet and deletes what is no longer asked for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pinned = read_requirements(requirements)
    kept = dict(_present(pinned, folder))
    missing = [entry for entry in pinned if entry.name not in kept]
    if missing:
        say(f"downloading {len(missing)} of {len(pinned)} wheels for the browser")
        with TemporaryDirectory(dir=folder.parent) as temporary:
            _download([e for e in missing if e.name not in FROM_SOURCE], Path(temporary), say)
            _from_source([e for e in missing if e.name in FROM_SOURCE], Path(temporary), say)
            for wheel in Path(temporary).glob("*.whl"):
                wheel.replace(folder / wheel.name)
        kept = dict(_present(pinned, folder))
        if lacking := sorted(entry.name for entry in pinned if entry.name not in kept):
            raise BuildError(f"pip fetched no usable wheel of {', '.join(lacking)}")
    else:
        say(f"{len(pinned)} wheels for the browser are up to date")
    for file in folder.iterdir():
        if file not in kept.values():
            file.unlink()
    return sorted(kept.values())


def _present(pinned: list[Pinned], folder: Path) -> Iterator[tuple[NormalizedName, Path]]:
    """The wheels in `folder` that are what an entry asks for."""
    entries = {(entry.name, entry.version): entry for entry in pinned}
    for file in folder.glob("*.whl"):
        name, version, _, _ = _parse(file)
        entry = entries.get((name, version))
        if entry is None:
            continue
        # The hash of a wheel that was made here is nowhere written down: pip checked its sdist's.
        if name in FROM_SOURCE or sha256(file.read_bytes()).hexdigest() in entry.hashes:
            yield name, file


def _parse(file: Path) -> tuple[NormalizedName, Version, BuildTag, frozenset[object]]:
    try:
        return parse_wheel_filename(file.name)
    except InvalidWheelFilename as error:
        raise BuildError(f"{file} is not named like a wheel: delete it") from error


def _download(entries: list[Pinned], folder: Path, say: Say) -> None:
    _pip("download", entries, folder, say, ["--dest", str(folder), *TARGET])


def _from_source(entries: list[Pinned], folder: Path, say: Say) -> None:
    """Pure wheels from sdists, with the pinned setuptools of the environment that builds us."""
    options = ["--wheel-dir", str(folder), "--no-binary=:all:", "--no-build-isolation"]
    _pip("wheel", entries, folder, say, options, env=_NO_COMPILER)
    for entry in entries:
        for file in folder.glob("*.whl"):
            name, version, _, tags = _parse(file)
            if name == entry.name and {str(tag) for tag in tags} != {"py3-none-any"}:
                raise BuildError(
                    f"{entry.name} {version} was compiled for this machine ({file.name}), but the"
                    " browser needs its pure Python variant. Build where no C compiler is found."
                )


def _pip(
    command: str,
    entries: list[Pinned],
    folder: Path,
    say: Say,
    options: list[str],
    env: dict[str, str] | None = None,
) -> None:
    """Run `pip command --no-deps --require-hashes` for `entries`."""
    if not entries:
        return
    count = 0

    def progress(line: str) -> None:
        # "Processing" is what pip says of a file that it has at hand.
        nonlocal count
        if line.startswith(("Collecting ", "Processing ")):
            count += 1
            say(f"  {count:3} of {len(entries)}: {Path(line.split()[1]).name}")

    file = folder / f"{command}.txt"
    file.write_text("".join(f"{entry.text}\n" for entry in entries), encoding="utf-8")
    common = ["--no-deps", "--require-hashes", "--progress-bar=off", "--requirement", str(file)]
    try:
        run([*_PIP, command, *common, *options], env=env, on_line=progress)
    except Failed as error:
        if "DO NOT MATCH THE HASHES" in error.output:
            raise BuildError(
                "a package does not have the hash in ide/build/browser.txt. If a proxy or mirror"
                " changes packages, use another one; otherwise do not use this package."
                f" pip said:\n{last_lines(error.output)}"
            ) from error
        raise BuildError(
            "pip could not get the wheels for the browser. Check the network, or the index that"
            " pip is set up for (`pip config list`), and run the same command again: what was"
            f" downloaded is kept. pip said:\n{last_lines(error.output)}"
        ) from error
