"""The projects to start from: static/templates/<name>/ as one JSON document.

`template.toml` describes a template; every other file in its folder is the project's.
"""

import ast
import base64
import tomllib
from pathlib import PurePosixPath
from typing import TypedDict

from ide.folders import Folder

FOLDER = "templates"
DESCRIPTION = "template.toml"


class Binary(TypedDict):
    base64: str


class Template(TypedDict):
    name: str
    """The folder's."""
    title: str
    description: str
    frameworks: list[str]
    open: str
    """The file to show first."""
    path: str
    """What the preview shows first."""
    tests: int
    """Test functions in tests/test_*.py."""
    files: dict[str, str | Binary]


class TemplateError(Exception):
    """A template is not as it should be; the message names it and what is wrong."""


def load_templates(static: Folder) -> list[Template]:
    """All templates, in the order their descriptions ask for.

    Raises:
        TemplateError: a description is wrong, or a file it names is not there.
    """
    names = {path.parts[1] for name in static.names if _is_description(path := PurePosixPath(name))}
    ordered = sorted(_load(static, name) for name in names)
    return [template for _, _, template in ordered]


def _is_description(path: PurePosixPath) -> bool:
    return path.parts[:1] == (FOLDER,) and path.parts[2:] == (DESCRIPTION,)


def _load(static: Folder, name: str) -> tuple[int, str, Template]:
    """Order, name (unique, so that templates are never compared) and the template."""
    folder = f"{FOLDER}/{name}/"
    contents = {
        path.removeprefix(folder): (static.root / path).read_bytes()
        for path in static.names
        if path.startswith(folder)
    }
    try:
        described = tomllib.loads(contents.pop(DESCRIPTION).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(f"{folder}{DESCRIPTION}: {error}") from error
    wrong = [key for key, kind in _KEYS.items() if not isinstance(described.get(key), kind)]
    if wrong or described.keys() - _KEYS.keys():
        raise TemplateError(
            f"{folder}{DESCRIPTION}: expected {', '.join(_KEYS)}; "
            f"missing, unknown or of the wrong type: "
            f"{', '.join([*wrong, *sorted(described.keys() - _KEYS.keys())])}."
        )
    if described["open"] not in contents:
        raise TemplateError(f"{folder}{DESCRIPTION}: open: there is no {described['open']}.")
    template = Template(
        name=name,
        title=described["title"],
        description=described["description"],
        frameworks=described["frameworks"],
        open=described["open"],
        path=described["path"],
        tests=sum(_count_tests(folder + path, content) for path, content in contents.items()),
        files={path: _as_json(content) for path, content in contents.items()},
    )
    return described["order"], name, template


_KEYS: dict[str, type] = {
    "title": str,
    "description": str,
    "frameworks": list,
    "order": int,
    "open": str,
    "path": str,
}


def _count_tests(name: str, content: bytes) -> int:
    path = PurePosixPath(name)
    if not path.match("tests/test_*.py"):
        return 0
    return sum(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        for node in ast.walk(ast.parse(content, name))
    )


def _as_json(content: bytes) -> str | Binary:
    """Text where the editor can show it."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return Binary(base64=base64.b64encode(content).decode())
    return text if "\0" not in text else Binary(base64=base64.b64encode(content).decode())
