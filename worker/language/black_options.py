"""`[tool.black]` of pyproject.toml, by the rules of black's command line."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..syntax import check_toml
from .protocol import RequestError

if TYPE_CHECKING:
    from black import Mode

_BOOLEANS = {
    "preview",
    "pyi",
    "skip_magic_trailing_comma",
    "skip_source_first_line",
    "skip_string_normalization",
    "unstable",
}


def black_mode(root: Path, file: Path) -> "Mode":
    """How to format `file` of the project in `root`.

    :raises RequestError: pyproject.toml is no TOML, or has an option that black does not have or a
        value that it does not take; names the option
    """
    from black.mode import Mode, Preview

    options = _options(root / "pyproject.toml")
    for name, value in options.items():
        _check(name, value)
    return Mode(
        line_length=options.get("line_length", 88),
        target_versions=_target_versions(options.get("target_version", [])),
        string_normalization=not options.get("skip_string_normalization", False),
        magic_trailing_comma=not options.get("skip_magic_trailing_comma", False),
        skip_source_first_line=options.get("skip_source_first_line", False),
        is_pyi=options.get("pyi", False) or file.suffix == ".pyi",
        preview=options.get("preview", False),
        unstable=options.get("unstable", False),
        enabled_features={Preview[name] for name in options.get("enable_unstable_feature", [])},
    )


def _options(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    broken = check_toml(file)
    if broken is not None:
        raise RequestError(f"pyproject.toml, line {broken.lineno}: {broken.msg}")
    from black.files import infer_target_version

    # Not `parse_pyproject_toml`, which reads a file once and never again.
    document = tomllib.loads(file.read_text("utf-8"))
    try:
        table = document.get("tool", {}).get("black", {}).items()
    except AttributeError:
        raise RequestError("pyproject.toml: [tool.black] is no table") from None
    options = {key.replace("--", "").replace("-", "_"): value for key, value in table}
    versions = infer_target_version(document)
    if versions is not None:
        options.setdefault("target_version", [version.name.lower() for version in versions])
    return options


def _check(name: str, value: Any) -> None:
    """
    :raises RequestError: black would refuse to start
    """
    from black import main
    from black.mode import Preview, TargetVersion

    if name not in {parameter.name for parameter in main.params}:
        raise _wrong(name, "is no option of black")
    if name in _BOOLEANS and not isinstance(value, bool):
        raise _wrong(name, f"is true or false, not {value!r}")
    if name == "line_length" and (type(value) is not int or value < 1):
        raise _wrong(name, f"is a number of characters, not {value!r}")
    if name == "target_version":
        _check_names(name, value, [version.lower() for version in TargetVersion.__members__])
    if name == "enable_unstable_feature":
        _check_names(name, value, list(Preview.__members__))


def _check_names(option: str, value: Any, known: list[str]) -> None:
    if not isinstance(value, list):
        raise _wrong(option, f"is a list, not {value!r}")
    for name in value:
        if name not in known:
            raise _wrong(option, f"has no {name!r}. There are {', '.join(known)}")


def _wrong(option: str, what: str) -> RequestError:
    return RequestError(f"pyproject.toml: {option.replace('_', '-')} in [tool.black] {what}")


def _target_versions(names: list[str]) -> set[Any]:
    from black.mode import TargetVersion

    return {TargetVersion[name.upper()] for name in names}
