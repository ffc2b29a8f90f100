"""Errors while one types, and what mends them."""

import re

from playwright.sync_api import expect

from tests.browser.language.editor import LanguageEditor


def test_an_unused_import_is_marked_and_can_be_removed(editor: LanguageEditor) -> None:
    editor.open("import json\nimport os\n\nprint(os.name)\n")
    expect(editor.marks).to_have_text("json")
    editor.put_cursor("import json", end=True)
    editor.press("Control+.")
    editor.page.get_by_role("menuitem", name=re.compile("Remove")).click()
    editor.wait_text("import os\n\nprint(os.name)\n")
    expect(editor.marks).to_have_count(0)


def test_a_missing_import_is_added(editor: LanguageEditor) -> None:
    editor.open("app = FastAPI()\n")
    expect(editor.marks).to_have_text("FastAPI")
    editor.put_cursor("app = FastAPI", end=True)
    editor.press("Control+.")
    editor.page.get_by_role("menuitem", name="Import FastAPI from fastapi", exact=True).click()
    editor.wait_text("from fastapi import FastAPI\n\napp = FastAPI()\n")
    expect(editor.marks).to_have_count(0)
    editor.page.keyboard.press("Control+z")
    expect(editor.marks).to_have_text("FastAPI")


def test_a_missing_package_is_asked_for(editor: LanguageEditor) -> None:
    editor.open("import httpx_extras\n\nprint(httpx_extras)\n")
    expect(editor.marks).to_have_text("httpx_extras")
    editor.put_cursor("import httpx_extras", end=True)
    editor.press("Control+.")
    editor.page.get_by_role("menuitem", name=re.compile("requirements.txt")).click()
    assert editor.ide.read("requirements.txt").endswith("\nhttpx-extras\n")


def test_what_mends_nothing_is_said(editor: LanguageEditor) -> None:
    editor.open("x = 1\n")
    editor.put_cursor("x = 1")
    editor.press("Control+.")
    expect(editor.said).to_have_text(re.compile("No quick fix: there is none for this line"))
    editor.type("y")
    expect(editor.said).to_have_count(0)


def test_saving_formats(editor: LanguageEditor) -> None:
    editor.open("x   =  1\ny = [1,\n  2]\n")
    editor.put_cursor("x   =  1")
    editor.press("Control+s")
    editor.wait_text("x = 1\ny = [1, 2]\n")


def test_the_project_says_how_black_formats(editor: LanguageEditor) -> None:
    editor.open("x = 'single'\n")
    editor.write("pyproject.toml", "[tool.black]\nskip-string-normalization = true\n")
    editor.put_cursor("x = 'single'", end=True)
    editor.type("  ")
    editor.press("Control+s")
    editor.wait_text("x = 'single'\n")


def test_a_file_that_does_not_parse_is_left_alone(editor: LanguageEditor) -> None:
    broken = "x   = 1\ndef f(:\n"
    editor.open(broken)
    editor.put_cursor("x   = 1")
    editor.press("Control+s")
    expect(editor.said).to_have_text(re.compile(r"Not formatted: work\.py, line 2"))
    assert editor.text == broken


def test_a_broken_configuration_is_named(editor: LanguageEditor) -> None:
    editor.open("x = 1\n")
    editor.write("pyproject.toml", '[tool.black]\nline-length = "wide"\n')
    editor.put_cursor("x = 1")
    editor.press("Control+s")
    expect(editor.said).to_have_text(re.compile(r"Not formatted: .*pyproject\.toml.*line-length"))
