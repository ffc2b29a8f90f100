"""Browsers stop an idle service worker, and with it everything that it remembered."""

import pytest
from playwright.sync_api import expect

from tests.browser.apps import SITE
from tests.browser.ide_page import IdePage


@pytest.fixture
def ide(running: IdePage) -> IdePage:
    return running


def stop_all_service_workers(ide: IdePage) -> None:
    session = ide.page.context.new_cdp_session(ide.page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    session.detach()


def test_the_next_request_finds_the_app_again(ide: IdePage) -> None:
    ide.replace(SITE)
    expect(ide.preview.get_by_role("heading")).to_have_text("Home")
    stop_all_service_workers(ide)
    ide.preview.get_by_role("link", name="About").click()
    expect(ide.preview.get_by_role("heading")).to_have_text("About")
    stop_all_service_workers(ide)
    assert ide.fetch("/api/names", method="POST").text == '"1 so far"'


def test_an_edit_while_it_is_stopped(ide: IdePage) -> None:
    ide.replace(SITE)
    stop_all_service_workers(ide)
    ide.write("main.py", SITE["main.py"].replace("<h1>Home</h1>", "<h1>Changed</h1>"))
    expect(ide.preview.get_by_role("heading")).to_have_text("Changed")


def test_many_requests_at_once_wait_for_one_reconnection(ide: IdePage) -> None:
    ide.replace(SITE)
    expect(ide.preview.get_by_role("heading")).to_have_text("Home")
    stop_all_service_workers(ide)
    answers = ide.preview.locator("body").evaluate(
        """() => Promise.all(Array.from({length: 20}, async (_, number) => {
          const response = await fetch(`/deep/er/?q=${number}`);
          return (await response.text()).match(/Deeper (\\d+)/)[1];
        }))"""
    )
    assert answers == [str(number) for number in range(20)]


def test_what_the_host_answers_does_not_wait_for_it(ide: IdePage) -> None:
    ide.replace(SITE)
    ide.wait_loaded()
    asked = ide.preview.locator("body").evaluate(
        """async () => {
          await (await fetch("/about")).text();
          const entries = performance.getEntriesByType("resource");
          const name = ({ name }) => new URL(name).pathname.split("/").at(-1);
          return Object.fromEntries(entries.map((each) => [name(each), each.workerStart > 0]));
        }"""
    )
    assert asked["about"]
    assert not asked["preview.js"]
