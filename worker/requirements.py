"""What a project says it needs: requirements.txt, pyproject.toml, the PEP 723 block of its entry.

Reads files, installs nothing. Markers are judged for the browser.
"""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from .errors import AppFailure, plain_error


@dataclass(frozen=True)
class Origin:
    """Where in the project something is asked for."""

    path: str  # project-relative
    line: int  # 1-based
    imported: str | None = None  # the module, if an import asks and not a list of requirements

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}"


@dataclass(frozen=True)
class Demand:
    """A requirement and who has it."""

    requirement: Requirement
    origin: Origin
    chain: tuple[str, ...] = ()
    """The packages through which the origin needs it, the one it names itself first."""
    optional: bool = False
    """The project goes on without it: an import inside a function, or with an `except`."""

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    def __str__(self) -> str:
        return f"{self.requirement} ({self.chain[-1] if self.chain else self.origin})"


@dataclass
class Declared:
    """All that the project declares."""

    demands: list[Demand] = field(default_factory=list)
    constraints: list[Demand] = field(default_factory=list)
    """They narrow the versions of what somebody demands, and demand nothing."""
    pre_releases: bool = False
    notes: list[str] = field(default_factory=list)
    """Options that mean nothing here, a sentence each."""


class RequirementError(AppFailure):
    """A line that cannot be followed."""

    def __init__(self, origin: Origin, message: str) -> None:
        super().__init__(
            plain_error(
                "package",
                "RequirementError",
                message,
                f"{origin}: {message}",
                path=origin.path,
                line=origin.line,
            )
        )


def declared(root: Path, entry: str | None) -> Declared:
    """Everything that the files in `root` declare; `entry` is the app's file, project-relative.

    :raises AppFailure: a line is no requirement, or one that a browser cannot follow
    """
    found = Declared()
    if (root / "requirements.txt").is_file():
        _RequirementsFile(root, found).read("requirements.txt", constraints=False)
    found.demands += _from_pyproject(root)
    if entry is not None and entry.endswith(".py") and (root / entry).is_file():
        found.demands += _from_script(root, entry)
    return found


def environment(extra: str = "") -> dict[str, str]:
    """Marker variables (PEP 508) of Python in a browser, whatever this is running on."""
    return {
        **{name: str(value) for name, value in default_environment().items()},
        "os_name": "posix",
        "platform_machine": "wasm32",
        "platform_system": "Emscripten",
        "sys_platform": "emscripten",
        "extra": extra,
    }


def applies(requirement: Requirement, extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate(environment(extra))


# requirements.txt ------------------------------------------------------------------------------

_COMMENT = re.compile(r"(^|\s+)#.*$")
_VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)\}")
_OPTION = re.compile(r"(--[a-z][a-z-]*|-[a-zA-Z])(?:\s*=\s*|\s+|(?<=^-[a-zA-Z])|$)(.*)", re.S)
_LINE_OPTION = re.compile(r"\s+--(hash|config-settings|global-option|install-option)[\s=].*$")
_EGG = re.compile(r"#.*$")

_READS_FILE = {"-r": False, "--requirement": False, "-c": True, "--constraint": True}
_INDEX_OPTIONS = {
    *("-i", "--index-url", "--pypi-url", "--extra-index-url", "--no-index"),
    *("-f", "--find-links", "--trusted-host"),
}
_BUILD_OPTIONS = {
    *("--prefer-binary", "--only-binary", "--no-binary", "--require-hashes", "--use-feature"),
}


class _RequirementsFile:
    """pip's file format, with what `-r` and `-c` include."""

    def __init__(self, root: Path, found: Declared) -> None:
        self._root = root
        self._found = found
        self._read: set[tuple[str, bool]] = set()

    def read(self, path: str, *, constraints: bool) -> None:
        if (path, constraints) in self._read:
            return  # two files that include each other
        self._read.add((path, constraints))
        try:
            text = (self._root / path).read_text("utf-8-sig")
        except UnicodeDecodeError:
            raise RequirementError(Origin(path, 1), "this file is not UTF-8 text") from None
        for number, line in _logical_lines(text):
            origin = Origin(path, number)
            expanded = _VARIABLE.sub(lambda found: os.environ.get(found[1], found[0]), line)
            if expanded.startswith("-"):
                self._option(expanded, origin)
                continue
            requirement = _requirement(_LINE_OPTION.sub("", expanded), origin, self._root)
            if requirement is not None and applies(requirement):
                target = self._found.constraints if constraints else self._found.demands
                target.append(Demand(requirement, origin))

    def _option(self, line: str, origin: Origin) -> None:
        matched = _OPTION.fullmatch(line)
        name, value = (matched[1], matched[2].strip()) if matched else (line, "")
        if name in _READS_FILE:
            self._include(value, origin, constraints=_READS_FILE[name])
        elif name in ("-e", "--editable"):
            if _requirement(value, origin, self._root) is not None:
                raise RequirementError(
                    origin, f"{value} cannot be installed as editable. Remove the -e"
                )
        elif name == "--pre":
            self._found.pre_releases = True
        elif name in _INDEX_OPTIONS:
            self._found.notes.append(f"{origin}: {name} is ignored, the host chooses the index")
        elif name in _BUILD_OPTIONS:
            self._found.notes.append(f"{origin}: {name} is ignored, only wheels are installed here")
        else:
            raise RequirementError(origin, f"{name} is no option of a requirements file")

    def _include(self, value: str, origin: Origin, *, constraints: bool) -> None:
        if "://" in value:
            raise RequirementError(
                origin, f"{value} is not read: copy the file into the project and name it here"
            )
        path = os.path.normpath(Path(origin.path).parent / value)
        if not (self._root / path).is_file() or path.startswith(".."):
            raise RequirementError(origin, f"there is no file {value}")
        self.read(Path(path).as_posix(), constraints=constraints)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments, continued ones joined, with the number of their first line."""
    joined, start = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if not joined:
            start = number
        is_comment = line.lstrip().startswith("#")
        if line.endswith("\\") and not is_comment:
            joined += line[:-1]
            continue
        joined += f" {line}" if is_comment else line  # a comment ends a continued line
        if stripped := _COMMENT.sub("", joined).strip():
            yield start, stripped
        joined = ""
    if stripped := _COMMENT.sub("", joined).strip():
        yield start, stripped


def _requirement(text: str, origin: Origin, root: Path) -> Requirement | None:
    """One requirement; None for the project itself (`.`), which needs no installing."""
    text = text.strip()
    if text in (".", "./") or re.fullmatch(r"\.\[[^\]]*\]", text):
        return None
    if _is_location(text):
        return _wheel(text, origin, root)
    try:
        requirement = Requirement(text)
    except InvalidRequirement as exc:
        reason = str(exc).splitlines()[0].rstrip(".")
        raise RequirementError(origin, f"{text} is no requirement: {reason}") from None
    if requirement.url is not None:
        requirement.url = _wheel_url(requirement.url, origin, root)
    return requirement


def _is_location(text: str) -> bool:
    if re.match(r"[\w.-]+\s*(\[[^\]]*\])?\s*@", text):
        return False  # "name @ location"
    head = text.split(";")[0].split("[")[0].strip()
    return (
        re.match(r"[a-z][a-z0-9+.-]*:", head, re.I) is not None
        or head.startswith((".", "/", "~"))
        or head.endswith((".whl", ".zip", ".tar.gz"))
    )


def _wheel(location: str, origin: Origin, root: Path) -> Requirement:
    """A requirement that is nothing but a location."""
    location, _, marker = location.partition(" ;")
    url = _wheel_url(location.strip(), origin, root)
    filename = _EGG.sub("", url).split("?")[0].rpartition("/")[2]
    try:
        name, *_ = parse_wheel_filename(filename.replace("%2B", "+"))
    except InvalidWheelFilename:
        raise RequirementError(origin, f"{filename} is no name that a wheel can have") from None
    return Requirement(f"{name} @ {url}" + (f" ;{marker}" if marker else ""))


def _wheel_url(url: str, origin: Origin, root: Path) -> str:
    """The URL, if a wheel can be had from it; a path in the project becomes one."""
    if re.match(r"(git|hg|svn|bzr)\+", url):
        raise RequirementError(
            origin, f"{url} is source code in version control. A browser needs the URL of a wheel"
        )
    path = _EGG.sub("", url).split("?")[0]
    if not path.endswith(".whl"):
        raise RequirementError(origin, f"{url} is not a wheel. Only wheels are installed here")
    if url.startswith(("https:", "http:", "emfs:")):
        return url
    file = root / path.removeprefix("file://").removeprefix("file:")
    if not file.is_file():
        raise RequirementError(origin, f"there is no file {path}")
    return f"emfs:{file}"


# pyproject.toml and scripts ------------------------------------------------------------------


def _from_pyproject(root: Path) -> Iterator[Demand]:
    file = root / "pyproject.toml"
    if not file.is_file():
        return
    text = file.read_text("utf-8")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # an error of its own, with line and column: see `syntax` and `project`
    project = document.get("project")
    dependencies = project.get("dependencies") if isinstance(project, dict) else None
    yield from _listed(dependencies, "pyproject.toml", text.splitlines(), root, first=1)


def _from_script(root: Path, entry: str) -> Iterator[Demand]:
    """The inline script metadata of PEP 723."""
    lines = (root / entry).read_text("utf-8", errors="replace").splitlines()
    try:
        start = next(i for i, line in enumerate(lines) if line.rstrip() == "# /// script")
    except StopIteration:
        return
    block: list[str] = []
    for line in lines[start + 1 :]:
        if not line.startswith("#"):
            return  # never closed: by PEP 723 no block
        if line.rstrip() == "# ///":
            break
        block.append(line[2:] if line.startswith("# ") else line[1:])
    else:
        return
    try:
        document = tomllib.loads("\n".join(block))
    except tomllib.TOMLDecodeError as exc:
        raise RequirementError(
            Origin(entry, start + 1), f"the script block is not TOML: {exc}"
        ) from None
    yield from _listed(document.get("dependencies"), entry, block, root, first=start + 2)


def _listed(
    dependencies: Any, path: str, lines: list[str], root: Path, *, first: int
) -> Iterator[Demand]:
    """The entries of a `dependencies` list; line `first` of the file is the first of `lines`."""
    if dependencies is None:
        return
    if not isinstance(dependencies, list) or not all(isinstance(d, str) for d in dependencies):
        origin = Origin(path, first + _line_with(("dependencies",), lines))
        raise RequirementError(origin, "dependencies is a list of strings")
    for text in dependencies:
        origin = Origin(path, first + _line_with((f'"{text}"', f"'{text}'"), lines))
        requirement = _requirement(text, origin, root)
        if requirement is not None and applies(requirement):
            yield Demand(requirement, origin)


def _line_with(needles: Iterable[str], lines: list[str]) -> int:
    """Index of the first line that holds one of `needles`, 0 if none does (an escaped string)."""
    for index, line in enumerate(lines):
        if any(needle in line for needle in needles) and not line.lstrip().startswith("#"):
            return index
    return 0
