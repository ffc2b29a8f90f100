"""Flask's and Django's tutorials in the preview, used as a person would."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ide.build import wheels
from tests.browser.ide_page import IdePage
from tests.browser.polls import POLLS
from tests.hosting import hosting
from tests.package_index import serving
from tests.upstream.sdists import unpacked

DJANGO = Path(__file__).with_name("django.txt")

FLASKR_APP = """\
from flaskr import create_app
from flaskr.db import init_db

app = create_app()
with app.app_context():
    init_db()  # as `flask init-db` does

if __name__ == "__main__":
    app.run()
"""


def flaskr() -> dict[str, str]:
    """The finished application of Flask's tutorial."""
    root = unpacked("flask") / "examples" / "tutorial"
    files = [file for file in (root / "flaskr").rglob("*") if file.is_file()]
    assert len(files) > 8
    texts = {file.relative_to(root).as_posix(): file.read_text("utf-8") for file in files}
    return {**texts, "app.py": FLASKR_APP}


def test_flasks_tutorial(ide: IdePage) -> None:
    ide.open(flaskr())
    site = ide.preview
    expect(site.get_by_role("heading", name="Posts")).to_be_visible()
    expect(site.locator("nav")).to_have_css("background-color", "rgb(211, 211, 211)")

    def submit(button: str, **fields: str) -> None:
        for label, text in fields.items():
            site.get_by_label(label).fill(text)
        site.get_by_role("button", name=button).click()

    site.get_by_role("link", name="Register").click()
    submit("Register", Username="Ada", Password="engine")
    expect(site.get_by_role("heading", name="Log In")).to_be_visible()
    submit("Log In", Username="Ada", Password="wrong")
    expect(site.locator(".flash")).to_have_text("Incorrect password.")
    submit("Log In", Username="Ada", Password="engine")
    expect(site.locator("nav")).to_contain_text("Ada")

    site.get_by_role("link", name="New").click()
    submit("Save", Title="Notes on the engine", Body="It weaves.\nIt may compose.")
    post = site.locator("article.post")
    expect(post).to_contain_text("Notes on the engine")
    expect(post).to_contain_text("by Ada on")
    post.get_by_role("link", name="Edit").click()
    submit("Save", Title="Note G")
    expect(post.get_by_role("heading")).to_have_text("Note G")
    expect(post.locator("p.body")).to_have_text("It weaves.\nIt may compose.")

    site.get_by_role("link", name="Log Out").click()
    expect(site.get_by_role("link", name="New")).to_have_count(0)
    assert ide.fetch("/create", redirect="manual").status == 0  # to the login
    assert ide.fetch("/hello").text == "Hello, World!"


@pytest.mark.console_error("status of 500")
def test_what_flask_says_of_an_error(running: IdePage) -> None:
    ide = running
    ide.replace(
        {
            "app.py": "from flask import Flask\napp = Flask(__name__)\n"
            "@app.get('/')\ndef home(): return 1 / 0\n",
            "requirements.txt": "flask\n",
        }
    )
    expect(ide.preview.get_by_role("heading")).to_have_text("Internal Server Error")
    expect(ide.console).to_contain_text("ZeroDivisionError: division by zero")


@pytest.fixture(scope="module")
def ide_url_with_django(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("wheels")
    found = wheels.fetch(DJANGO, folder, print)
    packages = {file.name.partition("-")[0]: {file.name: file.read_bytes()} for file in found}
    with serving(packages) as index, hosting(index) as port:
        yield f"http://asgipad.localhost:{port}/"


@pytest.mark.console_error("status of 404")  # the tutorial has no page at /
@pytest.mark.console_error("status of 403")
@pytest.mark.console_error("Blocked autofocusing")  # Chromium, in a frame
@pytest.mark.parametrize("interface", ["asgi", pytest.param("wsgi", marks=pytest.mark.slow)])
def test_djangos_tutorial(ide_url_with_django: str, page: Page, interface: str) -> None:
    ide = IdePage(page, ide_url_with_django)
    other = {"asgi": "wsgi", "wsgi": "asgi"}[interface]
    ide.open({path: text for path, text in POLLS.items() if path != f"mysite/{other}.py"})
    expect(ide.status).to_contain_text(f"mysite.{interface}:application")

    site = ide.preview
    expect(site.get_by_role("heading", name="Page not found")).to_be_visible()
    ide.go_to("/polls/")
    expect(site.get_by_text("No polls are available.")).to_be_visible()

    ide.go_to("/admin/")
    expect(site.locator("#header")).to_have_css("background-color", "rgb(65, 118, 144)")
    site.get_by_label("Username").fill("admin")
    site.get_by_label("Password").fill("secret")
    site.get_by_role("button", name="Log in").click()
    expect(site.get_by_role("heading", name="Site administration")).to_be_visible()
    site.locator(".model-question").get_by_role("link", name="Add").click()
    site.get_by_label("Question text").fill("What's up?")
    site.locator("#id_choice_set-0-choice_text").fill("Not much")
    site.locator("#id_choice_set-1-choice_text").fill("The sky")
    site.get_by_role("button", name="Save", exact=True).click()
    expect(site.get_by_text("was added successfully")).to_be_visible()

    ide.go_to("/polls/")
    question = site.get_by_role("link", name="What's up?")
    expect(question).to_have_css("color", "rgb(0, 128, 0)")
    question.click()
    site.get_by_role("button", name="Vote").click()
    expect(site.get_by_text("You didn't select a choice.")).to_be_visible()
    site.get_by_label("The sky").check()
    site.get_by_role("button", name="Vote").click()
    expect(site.get_by_role("listitem")).to_have_text(["Not much -- 0 votes", "The sky -- 1 vote"])
    assert ide.fetch("/polls/1/vote/", method="POST").status == 403  # CSRF
