"""Writes `pyodide-lock.json` for the wheels that we ship.

The file tells Pyodide which wheel provides which import, and what it depends on. `pyodide-lock` on
the package index does not read the format of Pyodide 314 yet, so this module knows it.
"""

import json
from collections.abc import Iterable, Mapping
from email.message import Message
from email.parser import HeaderParser
from hashlib import sha256
from pathlib import Path
from typing import TypedDict
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from ide.build.process import BuildError

LEFT_OUT = {
    "pip": "datasette asks for it, for `datasette install`: a subprocess",
    "setuptools": "datasette asks for it, for plugins of long ago",
}
"""Dependencies that are not shipped although something asks for them, and why that is no loss."""

_ENVIRONMENT = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "platform_system": "Emscripten",
    "sys_platform": "emscripten",
}


class Info(TypedDict):
    """What Pyodide the wheels are for."""

    abi_version: str
    arch: str
    platform: str
    python: str


class Package(TypedDict):
    """One wheel."""

    name: str
    version: str
    file_name: str
    """Relative to the lock file."""
    install_dir: str
    package_type: str
    sha256: str
    imports: list[str]
    """Top-level modules; what an import statement must name for the wheel to be loaded."""
    depends: list[str]
    """Normalised names of packages in the same lock file."""


class Lock(TypedDict):
    """A whole lock file."""

    info: Info
    packages: dict[str, Package]


def read_info(file: Path) -> Info:
    """The `info` of another lock file, Pyodide's own."""
    lock: Lock = json.loads(file.read_text(encoding="utf-8"))
    return lock["info"]


def make(info: Info, wheels: Iterable[Path], prefix: str = "") -> Lock:
    """Describe `wheels`; `prefix` leads from the lock file's folder to theirs.

    Raises `BuildError` when a wheel depends on something that is not among them.
    """
    packages = {package["name"]: package for package in (_describe(w, info) for w in wheels)}
    for package in packages.values():
        package["file_name"] = prefix + package["file_name"]
        package["depends"] = [name for name in package["depends"] if name not in LEFT_OUT]
        if missing := [name for name in package["depends"] if name not in packages]:
            raise BuildError(
                f"{package['name']} depends on {', '.join(missing)}, of which there is no wheel:"
                " compile ide/build/browser.txt again"
            )
    return {"info": info, "packages": packages}


def dumps(lock: Lock) -> str:
    """The same text for the same lock."""
    return json.dumps(lock, indent=1, sort_keys=True) + "\n"


def _describe(wheel: Path, info: Info) -> Package:
    name, version, _, _ = parse_wheel_filename(wheel.name)
    with ZipFile(wheel) as archive:
        files = archive.namelist()
        metadata = HeaderParser().parsestr(archive.read(_metadata(files)).decode())
    return {
        "name": name,
        "version": str(version),
        "file_name": wheel.name,
        "install_dir": "site",
        "package_type": "package",
        "sha256": sha256(wheel.read_bytes()).hexdigest(),
        "imports": _imports(files),
        "depends": _depends(metadata, info),
    }


def _metadata(files: Iterable[str]) -> str:
    return next(name for name in files if name.endswith(".dist-info/METADATA"))


def _imports(files: Iterable[str]) -> list[str]:
    """Top-level modules, from `pkg/...`, `module.py` and `module.cpython-314-wasm32.so`."""
    code = (name for name in files if name.endswith((".py", ".so")))
    top = {name.split("/")[0].split(".")[0] for name in code if ".data/" not in name}
    return sorted(name for name in top if name.isidentifier())


def _depends(metadata: Message, info: Info) -> list[str]:
    environment: Mapping[str, str] = {
        **_ENVIRONMENT,
        "python_version": ".".join(info["python"].split(".")[:2]),
        "python_full_version": info["python"],
        "extra": "",
    }
    lines = metadata.get_all("Requires-Dist") or []
    requirements = [Requirement(line) for line in lines]
    return sorted(
        {
            canonicalize_name(requirement.name)
            for requirement in requirements
            if requirement.marker is None or requirement.marker.evaluate(dict(environment))
        }
    )
