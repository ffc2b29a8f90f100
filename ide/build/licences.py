"""`LICENSES.txt`: the licences of everything in static/vendor/."""

import json
from collections.abc import Iterable, Iterator
from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

_NAMES = ("licen", "copying", "notice", "authors")
_RULE = "=" * 80


def collect(packages: Iterable[Path], wheels: Iterable[Path]) -> str:
    """One text with a section for each npm package (by its folder) and each wheel, by name."""
    sections = sorted([*map(_of_package, packages), *map(_of_wheel, wheels)], key=str.casefold)
    return f"\n\n{_RULE}\n".join(["Third-party software in this folder", *sections]) + "\n"


def _of_package(folder: Path) -> str:
    about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    home = about.get("homepage") or ""
    texts = [
        file.read_text(encoding="utf-8", errors="replace")
        for file in sorted(folder.iterdir())
        if file.is_file() and _is_licence(file.name)
    ]
    return _section(f"{about['name']} {about['version']}", about.get("license", ""), home, texts)


def _of_wheel(wheel: Path) -> str:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata_name = next(name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(metadata_name).decode())
        texts = [
            archive.read(name).decode(errors="replace")
            for name in sorted(names)
            if ".dist-info/" in name and _is_licence(name.rsplit("/", 1)[-1])
        ]
    licence = metadata.get("License-Expression") or _first_line(metadata.get("License") or "")
    if not licence:
        classifiers = metadata.get_all("Classifier") or []
        licence = ", ".join(_licence_classifiers(classifiers))
    home = metadata.get("Home-page") or ""
    return _section(f"{metadata['Name']} {metadata['Version']}", licence, home, texts)


def _licence_classifiers(classifiers: Iterable[str]) -> Iterator[str]:
    for classifier in classifiers:
        kind, _, rest = classifier.partition(" :: ")
        if kind == "License":
            yield rest.rsplit(" :: ", 1)[-1]


def _section(title: str, licence: str, home: str, texts: Iterable[str]) -> str:
    head = "\n".join(filter(None, [title, licence and f"Licence: {licence}", home]))
    return "\n\n".join([head, *(text.strip() for text in texts)])


def _is_licence(name: str) -> bool:
    return name.lower().startswith(_NAMES)


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]
