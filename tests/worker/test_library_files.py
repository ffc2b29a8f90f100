"""Compiled libraries, in Pyodide under Node."""

from pathlib import Path

import pytest

from tests.worker.interpreter import has_pyodide, run_pyodide

pytestmark = pytest.mark.skipif(not has_pyodide(), reason="needs the assets: python -m ide.build")

SOURCE = """
import ctypes
import sysconfig
from pathlib import Path

from pyodide_js import _module as emscripten


async def main():
    (library,) = Path(sysconfig.get_path("purelib")).glob("pydantic_core/*.so")
    content = library.read_bytes()
    top = emscripten._sbrk(0)
    for number in range(4):
        copy = Path(f"/copy{number}.so")
        copy.write_bytes(content)
        ctypes.CDLL(str(copy))
    in_files = (emscripten._sbrk(0) - top) / len(content)
    try:
        ctypes.CDLL(__file__)
    except OSError as error:
        refused = str(error)
    from pydantic_core import SchemaValidator

    show([in_files, refused, SchemaValidator({"type": "int"}).validate_python("1")])
"""


@pytest.mark.parametrize("jspi", [True, False], ids=["jspi", "no jspi"])
def test_their_files_are_not_kept_in_memory(jspi: bool, tmp_path: Path) -> None:
    """Emscripten keeps the bytes of each one that was loaded; its data are a fifth of that."""
    done = run_pyodide(SOURCE, "pydantic-core", jspi=jspi, folder=tmp_path)
    in_files, refused, number = done.shown
    assert in_files < 2
    assert refused.startswith("could not load dynamic lib: /project/source.py")
    assert number == 1
