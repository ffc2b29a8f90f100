"""Python's WebAssembly exports what a start asks for, and nobody can tell."""

import re

from playwright.sync_api import expect

from tests.browser.apps import REQUIREMENTS
from tests.browser.ide_page import START_OF_PYTHON, IdePage

APP = """
import ctypes
import sys

from fastapi import FastAPI

version = ctypes.pythonapi.Py_GetVersion  # while Python starts
version.restype = ctypes.c_char_p
app = FastAPI()


@app.get("/")
async def home():
    return version().decode() == sys.version


@app.get("/module")
async def module():
    from pyodide_js import _module

    return [callable(getattr(_module, name)) for name in ("_malloc", "_PyDict_Size")]
"""
FILES = {"main.py": APP, **REQUIREMENTS}


def test_functions_are_found_by_name(ide: IdePage) -> None:
    ide.open(FILES)
    expect(ide.preview.locator("body")).to_contain_text("true", timeout=START_OF_PYTHON)
    assert ide.fetch("/module").text == "[true,true]"


def test_functions_are_found_while_an_app_starts(ide: IdePage) -> None:
    import_time = APP.replace("app = FastAPI()", "app = FastAPI(title=version().decode())")
    ide.open({**FILES, "main.py": import_time})
    expect(ide.preview.locator("body")).to_contain_text("true", timeout=START_OF_PYTHON)
    assert re.search(r'"title":"3\.\d+', ide.fetch("/openapi.json").text)
