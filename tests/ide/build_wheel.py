"""Tiny real wheels for the tests of the build."""

from pathlib import Path
from zipfile import ZipFile


def write_wheel(
    folder: Path, name: str, *, version: str = "1.0", requires: tuple[str, ...] = (), **files: str
) -> Path:
    """A wheel of `files` (module name -> source), which pip can install."""
    stem = f"{name.replace('-', '_')}-{version}"
    metadata = [
        "Metadata-Version: 2.1",
        f"Name: {name}",
        f"Version: {version}",
        "License: MIT",
        *(f"Requires-Dist: {requirement}" for requirement in requires),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{stem}-py3-none-any.whl"
    with ZipFile(wheel, "w") as archive:
        for module, source in files.items():
            archive.writestr(f"{module.replace('__', '/')}.py", source)
        archive.writestr(f"{stem}.dist-info/METADATA", "\n".join(metadata) + "\n")
        archive.writestr(f"{stem}.dist-info/LICENSE", "Do what you like.")
        archive.writestr(
            f"{stem}.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{stem}.dist-info/RECORD", "")
    return wheel
