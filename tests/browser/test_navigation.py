"""In the preview an app cannot tell the browser from one that talks to a server."""

import pytest
from playwright.sync_api import expect

from tests.browser.apps import SITE
from tests.browser.ide_page import IdePage


@pytest.fixture
def site(running: IdePage) -> IdePage:
    running.replace(SITE)
    return running


def test_links_relative_and_absolute(site: IdePage) -> None:
    heading = site.preview.get_by_role("heading")
    site.preview.get_by_role("link", name="About").click()
    expect(heading).to_have_text("About")
    expect(site.address).to_have_value("/about")
    site.preview.get_by_role("link", name="Home").click()
    expect(heading).to_have_text("Home")
    site.preview.get_by_role("link", name="Deeper").click()
    expect(heading).to_have_text("Deeper 1")
    expect(site.address).to_have_value("/deep/er/?q=1")


def test_the_address_bar_back_forward_and_reload(site: IdePage) -> None:
    heading = site.preview.get_by_role("heading")
    site.go_to("/about")
    expect(heading).to_have_text("About")
    site.go_to("/deep/er/?q=2")
    expect(heading).to_have_text("Deeper 2")
    site.page.get_by_role("button", name="Back").click()
    expect(heading).to_have_text("About")
    expect(site.address).to_have_value("/about")
    site.page.get_by_role("button", name="Forward").click()
    expect(heading).to_have_text("Deeper 2")
    heading.evaluate("heading => heading.textContent = 'changed'")
    site.page.get_by_role("button", name="Reload").click()
    expect(heading).to_have_text("Deeper 2")


def test_a_form_posts_and_is_redirected(site: IdePage) -> None:
    site.preview.get_by_role("textbox").fill("Grace & Co.")
    site.preview.get_by_role("button", name="Add").click()
    expect(site.preview.get_by_role("listitem")).to_have_text(["Ada", "Grace & Co."])
    expect(site.address).to_have_value("/")
    expect(site.console).to_contain_text("POST /names")


def test_the_apps_own_script_fetches(site: IdePage) -> None:
    site.preview.get_by_role("button", name="Ask").click()
    expect(site.preview.get_by_role("status")).to_have_text("1 so far")


def test_a_stream_arrives_in_pieces(site: IdePage) -> None:
    """The first piece is there long before the last one is sent."""
    pieces = site.preview.locator("body").evaluate(
        """async () => {
          const pieces = [];
          for await (const piece of (await fetch("/pieces")).body) {
            pieces.push([new TextDecoder().decode(piece), performance.now()]);
          }
          return pieces;
        }"""
    )
    assert [text for text, _ in pieces] == ["0 ", "1 ", "2 ", "3 "]
    first, last = pieces[0][1], pieces[-1][1]
    assert last - first > 300


@pytest.mark.console_error("status of 404")
def test_a_page_that_is_not_there(site: IdePage) -> None:
    site.go_to("/nowhere")
    expect(site.preview.locator("body")).to_have_text('{"detail":"Not Found"}')


def test_a_new_tab_is_served_too(site: IdePage) -> None:
    with site.page.context.expect_page() as opened:
        site.page.get_by_role("button", name="Open in a new tab").click()
    expect(opened.value.get_by_role("heading")).to_have_text("Home")
    opened.value.get_by_role("link", name="About").click()
    expect(opened.value).to_have_title("About")
    opened.value.close()
