"""FastAPI's tutorial hashes passwords with `pwdlib[argon2]`: in the preview, from an index."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.ide_page import IdePage
from tests.hosting import hosting
from tests.package_index import Packages, serving
from tests.upstream.suites.packages import wheels

APP = """\
from fastapi import FastAPI
from pwdlib import PasswordHash

app = FastAPI()
hasher = PasswordHash.recommended()
encoded = hasher.hash("secret")


@app.get("/")
def verify(password: str = ""):
    return [encoded.split("$")[1], hasher.verify(password, encoded)]
"""


@pytest.fixture
def port() -> Iterator[int]:
    """A host that tells projects of an index with Argon2, but without cffi."""
    packages: Packages = {}
    for wheel in wheels(print):
        name = wheel.name.partition("-")[0].replace("_", "-")
        if name in ("pwdlib", "argon2-cffi", "argon2-cffi-bindings"):
            packages[name] = {wheel.name: wheel.read_bytes()}
    with serving(packages) as index, hosting(index) as port:
        yield port


@pytest.mark.slow
def test_passwords_are_hashed_with_argon2(port: int, page: Page) -> None:
    ide = IdePage(page, f"http://asgipad.localhost:{port}/")
    ide.open({"main.py": APP, "requirements.txt": "fastapi\npwdlib[argon2]\n"})
    assert ide.fetch("/?password=secret").text == '["argon2id",true]'
    assert ide.fetch("/?password=guess").text == '["argon2id",false]'
