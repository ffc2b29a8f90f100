"""Each template, used as its first user would."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.console_errors import ConsoleErrors
from tests.browser.ide_page import PATIENCE, IdePage


@pytest.fixture(scope="module")
def start_once(
    browser: Browser, browser_context_args: dict[str, Any], base_url: str
) -> Iterator[Callable[[str], IdePage]]:
    """A tab with a template, for all its tests: they leave its files and rows as they were."""
    tabs: dict[str, IdePage] = {}
    with browser.new_context(**browser_context_args) as context:
        context.set_default_timeout(PATIENCE)

        def start(template: str) -> IdePage:
            if template not in tabs:
                tabs[template] = IdePage(context.new_page(), base_url)
                tabs[template].start_from(template)
            return tabs[template]

        yield start


@pytest.fixture
def json_api(
    start_once: Callable[[str], IdePage], console_errors: ConsoleErrors
) -> Iterator[IdePage]:
    ide = start_once("A JSON API on a database")
    console_errors.watch(ide.page.context)
    yield ide
    console_errors.unwatch(ide.page.context)


@pytest.fixture
def datasette(
    start_once: Callable[[str], IdePage], console_errors: ConsoleErrors
) -> Iterator[IdePage]:
    ide = start_once("Datasette")
    console_errors.watch(ide.page.context)
    yield ide
    console_errors.unwatch(ide.page.context)


@pytest.mark.console_error("status of 404")
def test_hello(ide: IdePage) -> None:
    ide.start_from("FastAPI, the smallest")
    ide.preview.get_by_role("link", name="Darjeeling").click()
    expect(ide.preview.locator("body")).to_have_text(
        '{"name":"Darjeeling","minutes":3.0,"celsius":90}'
    )
    assert ide.fetch("/items/9").status == 404


def test_bookshelf(ide: IdePage) -> None:
    ide.start_from("A web page with a form")
    preview = ide.preview
    expect(preview.get_by_text("4 books, newest first.")).to_be_visible()
    expect(preview.locator("h1")).to_have_css("font-size", "30px")
    preview.get_by_label("Title").fill("Emma")
    preview.get_by_label("Author").fill("Jane Austen")
    preview.get_by_label("Year").fill("1815")
    preview.get_by_role("button", name="Add").click()
    expect(preview.get_by_text("5 books, newest first.")).to_be_visible()
    preview.get_by_role("link", name="Emma").click()
    preview.get_by_role("button", name="I have read it").click()
    expect(preview.get_by_role("button", name="Not read after all")).to_be_visible()
    preview.get_by_role("button", name="Take it off the shelf").click()
    expect(preview.get_by_text("4 books, newest first.")).to_be_visible()
    # Not the journal, which SQLite has beside it for a moment.
    file = ide.page.get_by_role("treeitem", name=re.compile(r"^books\.db(?!-)"))
    expect(file).to_be_visible()


@pytest.mark.console_error("status of 404")
def test_json_api(json_api: IdePage) -> None:
    ide = json_api
    expect(ide.preview.locator("body")).to_contain_text('"total":5')
    json = {"headers": {"content-type": "application/json"}}
    created = ide.fetch("/plants", method="POST", body='{"name":"Ivy","species":"Hedera"}', **json)
    assert (created.status, '"id":6' in created.text) == (201, True)
    changed = ide.fetch("/plants/6", method="PATCH", body='{"light":"shade"}', **json)
    assert '"light":"shade"' in changed.text
    assert ide.fetch("/plants/6", method="DELETE").status == 204
    assert ide.fetch("/plants/6").text == '{"detail":"There is no plant 6"}'


def test_json_api_goes_on_after_an_edit(json_api: IdePage) -> None:
    """SQLModel knows the tables of the version before."""
    ide = json_api
    models = ide.read("models.py")
    outcome = ide.write("models.py", models.replace("default=7", "default=8"))
    assert outcome["error"] is None
    assert '"total":5' in ide.fetch("/plants").text
    ide.write("models.py", models)


def test_starlette(ide: IdePage) -> None:
    ide.start_from("Starlette")
    expect(ide.preview.locator("#poem")).to_contain_text("outgrabe")
    expect(ide.preview.get_by_role("button", name="Read it again")).to_be_enabled()
    assert ide.fetch("/shout", method="POST", body="callay").text == "CALLAY"


def test_datasette_reads(datasette: IdePage) -> None:
    ide, preview = datasette, datasette.preview
    ide.go_to("/solar-system/moons")
    expect(preview.get_by_role("row").nth(1)).to_contain_text("Ganymede")
    preview.get_by_label("Search:").fill("ocean")
    preview.get_by_role("button", name="Apply").click()
    expect(preview.locator("td.col-name")).to_have_text(["Europa", "Enceladus"])
    ide.go_to("/solar-system/visitors?planet=Uranus")
    expect(preview.locator("td.col-mission")).to_have_text("Voyager 2")
    ide.go_to("/solar-system?sql=select+volume_in_earths(69911)+as+jupiter")
    expect(preview.locator("td.col-jupiter")).to_have_text("1321.3374")
    assert '"name": "Io"' in ide.fetch("/solar-system/moons.json?name=Io").text


def test_datasette_writes(datasette: IdePage) -> None:
    ide, preview = datasette, datasette.preview
    ide.go_to("/solar-system/planets")
    preview.get_by_role("button", name="Insert row").first.click()
    dialog = preview.get_by_role("dialog")
    planet = {"name": "Vesta", "kind": "asteroid", "radius_km": "263", "distance_au": "2.36"}
    for column, value in (planet | {"year_days": "1326"}).items():
        dialog.get_by_label(column).fill(value)
    dialog.get_by_role("button", name="Insert row").click()
    expect(preview.locator("td.col-name", has_text="Vesta")).to_be_visible()
    ide.go_to("/solar-system/-/execute-write?sql=delete+from+planets+where+name='Vesta'")
    preview.get_by_role("button", name="Execute").click()
    expect(preview.locator("body")).to_contain_text("1 row")
    assert '"rows": []' in ide.fetch("/solar-system/planets.json?name=Vesta").text


def test_datasette_plugin_edit(datasette: IdePage) -> None:
    """Datasette keeps its plugins as long as Python runs."""
    ide = datasette
    plugin = ide.read("plugins/volume.py")
    ide.write("plugins/volume.py", plugin.replace("return round(", "return -round("))
    rows = ide.fetch("/solar-system/larger_than_mercury.json").text
    assert '"earths": -0.0707' in rows
    ide.write("plugins/volume.py", plugin)
