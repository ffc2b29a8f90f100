"""Packages that the host does not carry come from an index, or an error says why not."""

import pytest
from playwright.sync_api import expect

from tests.browser.ide_page import IdePage

VERSION = """\
import plain
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def version():
    return plain.version
"""


def test_an_import_is_all_that_it_takes(ide_with_index: IdePage) -> None:
    ide = ide_with_index
    ide.open({"main.py": VERSION})
    assert ide.fetch("/").text == '"2.0"'


@pytest.mark.console_error("status of 500")
def test_what_cannot_be_had_is_named_with_who_asked(ide_with_index: IdePage) -> None:
    ide = ide_with_index
    ide.open({"main.py": VERSION, "requirements.txt": "fastapi\nplain<2\n"})
    assert ide.fetch("/").text == '"1.0"'
    outcome = ide.write("requirements.txt", "fastapi\nplain<2\nneedy\n")
    assert outcome["error"] is not None
    place = (outcome["error"]["kind"], outcome["error"]["path"], outcome["error"]["line"])
    assert place == ("package", "requirements.txt", 3)
    expect(ide.status).to_contain_text("compiled cannot be installed: it has no wheel for browsers")
    expect(ide.status.get_by_role("button", name="requirements.txt, line 3")).to_be_visible()
    heading = ide.preview.get_by_role("heading").first
    expect(heading).to_contain_text("needy needs it, which requirements.txt, line 3 asks for")
    ide.write("requirements.txt", "fastapi\nplain<2\n")
    expect(ide.preview.locator("body")).to_have_text('"1.0"')
    ide.wait_serving()
