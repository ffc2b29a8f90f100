"""`manifest.json`: what is in a vendor folder, so that it can be checked, versioned and served."""

import json
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Self, TypedDict

from ide.build.compress import SUFFIXES

FILE_NAME = "manifest.json"


class Entry(TypedDict):
    """One file, by its path below the vendor folder."""

    size: int
    sha256: str
    encodings: dict[str, int]
    """Suffix of a compressed variant beside the file (`.br`) -> its size."""


class Manifest(NamedTuple):
    """All files of a vendor folder but itself and the compressed variants."""

    hash: str
    """Of all names and contents; the version in `/vendor/<hash>/`."""
    inputs: str
    """Of what the folder was built from."""
    files: dict[str, Entry]

    @classmethod
    def of(cls, folder: Path, inputs: str) -> Self:
        """Describe what is in `folder` now."""
        files = {
            file.relative_to(folder).as_posix(): _entry(file)
            for file in sorted(folder.rglob("*"))
            if file.is_file() and file.suffix not in SUFFIXES and file != folder / FILE_NAME
        }
        lines = (f"{entry['sha256']} {path}\n" for path, entry in sorted(files.items()))
        return cls(sha256("".join(lines).encode()).hexdigest()[:16], inputs, files)

    @classmethod
    def read(cls, file: Path) -> Self | None:
        """The manifest in `file`; None when there is none, or one of another format."""
        try:
            return cls(**json.loads(file.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def write(self, file: Path) -> None:
        """Write it as JSON."""
        file.write_text(json.dumps(self._asdict(), indent=1) + "\n", encoding="utf-8")

    def describes(self, folder: Path) -> bool:
        """Whether `folder` holds just these files, byte for byte, with their variants."""
        return Manifest.of(folder, self.inputs) == self

    def summary(self) -> str:
        """Sizes in words."""
        plain = sum(entry["size"] for entry in self.files.values())
        sent = sum(min([e["size"], *e["encodings"].values()]) for e in self.files.values())
        return (
            f"{len(self.files)} files, {plain / 1e6:.1f} MB, {sent / 1e6:.1f} MB compressed,"
            f" version {self.hash}"
        )


def _entry(file: Path) -> Entry:
    variants = {suffix: file.with_name(file.name + suffix) for suffix in SUFFIXES}
    return {
        "size": file.stat().st_size,
        "sha256": sha256(file.read_bytes()).hexdigest(),
        "encodings": {s: v.stat().st_size for s, v in variants.items() if v.is_file()},
    }
