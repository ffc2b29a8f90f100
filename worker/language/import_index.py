"""Which modules have a name: of the project, of its libraries, of the standard library.

It is built a few files at a time, while there is nothing else to do.
"""

import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jedi

from .public_names import public_names

SLICE = 0.03
"""Seconds that building may take at a time."""

_MOST_FILES = 20
"""In one slice."""

_DEEPEST = 3
"""Parts of a module's name: `fastapi.middleware.cors`."""

_FAVOURITES = ("fastapi", "pydantic", "sqlmodel", "starlette", "flask", "datasette", "sqlalchemy")
"""Read first; and where several packages have a name, the likelier ones."""

_NOT_OFFERED = {
    *("tests", "test", "testing", "conftest", "setup", "docs", "examples", "benchmarks"),
    *("vendor", "vendored", "dialects", "deprecated", "v1", "migrations", "__main__"),
}

STANDARD_MODULES = (
    *("abc", "argparse", "array", "asyncio", "base64", "binascii", "bisect", "calendar"),
    *("collections", "collections.abc", "colorsys", "concurrent.futures", "configparser"),
    *("contextlib", "contextvars", "copy", "csv", "dataclasses", "datetime", "decimal", "difflib"),
    *("email.message", "enum", "fractions", "functools", "gzip", "hashlib", "heapq", "hmac"),
    *("html", "http", "http.cookies", "importlib.metadata", "importlib.resources", "inspect"),
    *("io", "ipaddress", "itertools", "json", "logging", "logging.config", "math", "mimetypes"),
    *("operator", "os", "os.path", "pathlib", "pickle", "platform", "pprint", "queue", "random"),
    *("re", "secrets", "shutil", "sqlite3", "statistics", "string", "struct", "sys", "tempfile"),
    *("textwrap", "threading", "time", "timeit", "tomllib", "traceback", "types", "typing"),
    *("unicodedata", "unittest", "unittest.mock", "urllib.error", "urllib.parse"),
    *("urllib.request", "uuid", "warnings", "weakref", "xml.etree.ElementTree", "zipfile"),
    "zoneinfo",
)

_TYPESHED = Path(jedi.__file__).parent / "third_party/typeshed/stdlib"


@dataclass(frozen=True)
class Importable:
    """A name and the shortest way to it: `from module import name`."""

    name: str
    module: str
    kind: int  # CompletionItemKind
    rank: tuple[int, int, str]
    """The likelihood of its package, the length of the way, and something to go by in the end."""

    @property
    def package(self) -> str:
        return self.module.partition(".")[0]


OWN, LIKELY, UNLIKELY = range(3)
"""The likelihood of a package: the project's; a favourite, or the standard library; any other."""


class ImportIndex:
    """Names of modules. `module_of` tells how a file of the project is imported."""

    def __init__(
        self, root: Path, libraries: Path, module_of: Callable[[Path], str | None]
    ) -> None:
        self._root = root
        self._libraries = libraries
        self._module_of = module_of
        self._own: dict[Path, dict[str, Importable]] = {}
        self._others: dict[str, dict[str, Importable]] = {}  # name -> top-level package -> ...
        self._sorted: list[tuple[str, str]] | None = None
        self._waiting: set[Path] = set()
        self._rest: Iterator[None] | None = None
        self.begun = False

    @property
    def building(self) -> bool:
        """Are there libraries of which nothing is known yet?"""
        return not self.begun or self._rest is not None

    @property
    def complete(self) -> bool:
        return self.begun and not self._waiting and self._rest is None

    def begin(self) -> None:
        """Read all that there is, from the beginning: libraries have come or gone."""
        self.begun = True
        self._others = {}
        self._own = {}
        self._sorted = None
        self._waiting = set(_modules_below(self._root))
        self._rest = self._read_others()

    def edited(self, file: Path) -> None:
        """A file of the project has changed, has come or has gone."""
        if self.begun and file.suffix == ".py":
            self._waiting.add(file)

    def advance(self) -> bool:
        """Read a few files; True if there are more."""
        started = time.perf_counter()
        for _ in range(_MOST_FILES):
            if not self._read_one():
                return False
            if time.perf_counter() - started > SLICE:
                break
        return not self.complete

    def named(self, name: str) -> list[Importable]:
        """All modules that have exactly this name, the likeliest first."""
        own = [names[name] for names in self._own.values() if name in names]
        return sorted([*own, *self._others.get(name, {}).values()], key=lambda each: each.rank)

    def beginning(self, prefix: str) -> Iterator[str]:
        """Names that begin like this, in upper or lower case, in alphabetical order."""
        if self._sorted is None:
            names = {*self._others, *(name for own in self._own.values() for name in own)}
            self._sorted = sorted((name.lower(), name) for name in names)
        prefix = prefix.lower()
        for index in range(bisect_left(self._sorted, (prefix, "")), len(self._sorted)):
            lower, name = self._sorted[index]
            if not lower.startswith(prefix):
                return
            yield name

    def _read_one(self) -> bool:
        if self._waiting:
            self._read_own(self._waiting.pop())
            return True
        if self._rest is not None:
            if next(self._rest, self) is not self:
                return True
            self._rest = None
        return False

    def _read_own(self, file: Path) -> None:
        self._sorted = None
        module = self._module_of(file)
        if module is None or not file.is_file():
            self._own.pop(file, None)
            return
        names = public_names(file, reexports=file.name == "__init__.py").names
        self._own[file] = {
            name: Importable(name, module, kind, (OWN, module.count("."), module))
            for name, kind in names.items()
        }

    def _read_others(self) -> Iterator[None]:
        """Packages themselves, then the modules in them, one file at a time."""
        packages = sorted(_packages(self._libraries), key=_likelihood)
        for name, file in packages:
            yield from _read_ahead(file, self._libraries, set())
            self._add(name, file, self._libraries)
        favourites = [package for package in packages if package[0] in _FAVOURITES]
        yield from self._read_submodules(favourites)
        for name in STANDARD_MODULES:
            stub = _stub(name)
            if stub is not None:
                yield from _read_ahead(stub, _TYPESHED, set())
                self._add(name, stub, _TYPESHED)
        yield from self._read_submodules([each for each in packages if each not in favourites])

    def _read_submodules(self, packages: list[tuple[str, Path]]) -> Iterator[None]:
        for name, file in packages:
            if file.name != "__init__.py":
                continue
            for module, path in _submodules(name, file.parent):
                yield from _read_ahead(path, self._libraries, set())
                self._add(module, path, self._libraries)

    def _add(self, module: str, file: Path, folder: Path) -> None:
        package = module.partition(".")[0]
        is_standard = folder is _TYPESHED
        place, _ = _likelihood((package, file))
        # `collections.abc` is as near as `typing`, which has the same for old times' sake.
        length = 0 if is_standard else module.count(".")
        likely = is_standard or package in _FAVOURITES
        rank = (LIKELY if likely else UNLIKELY, length, f"{place}{module}")
        for name, kind in _names(file, folder, set()).items():
            known = self._others.setdefault(name, {})
            key = module if is_standard else package
            if key not in known or rank < known[key].rank:
                known[key] = Importable(name, module, kind, rank)
        self._sorted = None


def _likelihood(package: tuple[str, Path]) -> tuple[int, str]:
    name = package[0]
    return _FAVOURITES.index(name) if name in _FAVOURITES else len(_FAVOURITES), name


def _read_ahead(file: Path, folder: Path, seen: set[Path]) -> Iterator[None]:
    """Read, one at a time, what `_names` will ask for."""
    seen.add(file)
    stars = public_names(file, reexports=file.stem == "__init__").stars
    yield
    for target in _targets(stars, file, folder):
        if target not in seen:
            yield from _read_ahead(target, folder, seen)


def _names(file: Path, folder: Path, seen: set[Path]) -> dict[str, int]:
    """Also those of modules of which it offers everything."""
    if file in seen:
        return {}
    seen.add(file)
    found = public_names(file, reexports=file.stem == "__init__")
    names = dict(found.names)
    for target in _targets(found.stars, file, folder):
        names = {**_names(target, folder, seen), **names}
    return names


def _targets(stars: list[str], file: Path, folder: Path) -> Iterator[Path]:
    """The files of modules that `file` names, relative ones with their dots."""
    for star in stars:
        dots = len(star) - len(star.lstrip("."))
        start = file.parents[dots - 1] if dots else folder
        target = _source(start.joinpath(*filter(None, star.lstrip(".").split("."))), file.suffix)
        if target is not None:
            yield target


def _source(path: Path, suffix: str) -> Path | None:
    for file in (path.with_name(f"{path.name}{suffix}"), path / f"__init__{suffix}"):
        if file.is_file():
            return file
    return None


def _stub(module: str) -> Path | None:
    return _source(_TYPESHED.joinpath(*module.split(".")), ".pyi")


def _packages(folder: Path) -> Iterator[tuple[str, Path]]:
    """Top-level modules of a folder with unpacked wheels."""
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir()):
        name = entry.stem if entry.suffix == ".py" else entry.name
        file = entry if entry.suffix == ".py" else entry / "__init__.py"
        if _is_offered(name) and file.is_file():
            yield name, file


def _submodules(package: str, folder: Path) -> Iterator[tuple[str, Path]]:
    if package.count(".") + 2 > _DEEPEST:
        return
    for entry in sorted(folder.iterdir()):
        name = entry.stem if entry.suffix == ".py" else entry.name
        if not _is_offered(name):
            continue
        module = f"{package}.{name}"
        if entry.suffix == ".py":
            yield module, entry
        elif (entry / "__init__.py").is_file():
            yield module, entry / "__init__.py"
            yield from _submodules(module, entry)


def _is_offered(name: str) -> bool:
    return name.isidentifier() and not name.startswith("_") and name not in _NOT_OFFERED


def _modules_below(folder: Path) -> Iterator[Path]:
    """The project's modules, without following links."""
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            if entry.name.isidentifier() and entry.name != "__pycache__":
                yield from _modules_below(entry)
        elif entry.suffix == ".py" and entry.is_file():
            yield entry
