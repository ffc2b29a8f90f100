"""Does a file compile? Asked of every edit before it may replace the app that serves."""

import ast
import re
import tomllib
import warnings
from pathlib import Path

from .nesting import too_deep

_TOO_DEEP = "an expression is nested too deeply"


def check(path: str, root: Path) -> SyntaxError | None:
    """What is wrong with the project's file `path` as it is on disk, None if nothing is.

    Python files and `pyproject.toml` can be wrong; others are for the app to judge.
    """
    file = root / path
    if path.endswith(".py"):
        return _check_python(file)
    if path == "pyproject.toml":
        return check_toml(file)
    return None


def check_toml(file: Path) -> SyntaxError | None:
    """The error of a TOML file, in the shape that a Python file's has."""
    try:
        text = file.read_text("utf-8")
        tomllib.loads(text)
    except UnicodeDecodeError as exc:
        return SyntaxError(f"not UTF-8 text: {exc.reason}", (str(file), 1, 1, ""))
    except tomllib.TOMLDecodeError as exc:
        return _toml_error(file, text, str(exc))
    return None


def parse(source: bytes) -> ast.Module:
    """As `ast.parse`, without its end of the interpreter.

    :raises SyntaxError: also for null bytes, bytes that are no text, and what is nested too deeply
    """
    if too_deep(source.decode("utf-8", "replace")):
        raise SyntaxError(_TOO_DEEP)
    try:
        return ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as exc:
        raise SyntaxError(str(exc) or _TOO_DEEP) from exc


def _check_python(file: Path) -> SyntaxError | None:
    source = file.read_bytes()
    if line := too_deep(source.decode("utf-8", "replace")):
        return SyntaxError(_TOO_DEEP, (str(file), line, 1, ""))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they are shown when the file is imported
        try:
            compile(source, str(file), "exec", dont_inherit=True)
        except SyntaxError as exc:
            if exc.filename is not None:
                return exc
            return SyntaxError(exc.msg, (str(file), 1, 1, ""))  # null bytes
        except (ValueError, RecursionError, MemoryError) as exc:
            # Null bytes in older versions; expressions nested too deeply.
            return SyntaxError(str(exc) or _TOO_DEEP, (str(file), 1, 1, ""))
    return None


def _toml_error(file: Path, text: str, message: str) -> SyntaxError:
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.S)
    if found is None:
        return SyntaxError(message, (str(file), 1, 1, ""))
    lines = text.splitlines() or [""]
    line = int(found[2] or len(lines))
    column = int(found[3] or len(lines[-1]) + 1)
    return SyntaxError(found[1], (str(file), line, column, lines[min(line, len(lines)) - 1]))
