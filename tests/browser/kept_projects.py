"""The start page, as a user sees it, with a project page that stays empty."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.page_modules import run

CREATE = """const store = await (await load("store")).openStore();
for (const [path, content] of Object.entries(arg.files)) {
  if (Array.isArray(content)) arg.files[path] = new Uint8Array(content);
}
return (await store.create(arg)).id;"""

READ = """const store = await (await load("store")).openStore();
const { info, files, folders, view } = await store.read(arg);
const contents = Object.entries(files).map(([path, { content }]) =>
  [path, typeof content === "string" ? content : [...content]]);
return { name: info.name, files: Object.fromEntries(contents), folders, view };"""


class StartPage:
    """The list of projects, and the ways a project gets in."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.rows: Locator = page.locator("#projects > li")
        self.notice: Locator = page.get_by_role("alert")
        self.dialog: Locator = page.get_by_role("dialog")
        # These tests end where a project's own page begins.
        page.route("**/p/**", lambda route: route.fulfill(content_type="text/html", body=""))

    def open(self) -> None:
        self.page.goto(self.url)
        expect(self.page.locator(".card").last).to_be_visible()

    def keep(self, name: str, files: Mapping[str, str | list[int]], **more: Any) -> str:
        """A kept project; a list is a file's bytes. The page must be open, and shows it anew."""
        id = run(self.page, CREATE, {"name": name, "files": files, **more})
        self.open()
        assert isinstance(id, str)
        return id

    def row(self, name: str) -> Locator:
        return self.rows.filter(has=self.page.get_by_role("link", name=name, exact=True))

    def act(self, label: str, name: str) -> None:
        """One of the buttons that a row shows under the pointer."""
        self.row(name).hover()
        self.row(name).get_by_role("button", name=label).click()

    def download(self, name: str) -> Download:
        with self.page.expect_download() as download:
            self.act("Download", name)
        return download.value

    def opened(self) -> dict[str, Any]:
        """What is kept of the project whose page has come up."""
        self.page.wait_for_url("**/p/?*")
        id = self.page.url.partition("?")[2]
        self.page.goto(self.url)
        project: dict[str, Any] = run(self.page, READ, id)
        return project
