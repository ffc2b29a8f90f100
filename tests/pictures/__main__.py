"""Takes the README's picture from the running product: `python -m tests.pictures`."""

from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.chromium import ensure_chromium
from tests.browser.host import running_host
from tests.browser.ide_page import IdePage

FOLDER = Path(__file__).parent
SIZE = {"width": 1366, "height": 768}


def main() -> None:
    chromium = ensure_chromium()
    with running_host() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable, args=chromium.args
        )
        page = browser.new_context(viewport=SIZE).new_page()  # type: ignore[arg-type]
        serving(IdePage(page, f"http://asgipad.localhost:{port}/"))
        browser.close()


def serving(ide: IdePage) -> None:
    """A project with a form of which one book was just added."""
    ide.start_from("A web page with a form")
    add_book(ide, "Roadside Picnic", "Arkady and Boris Strugatsky", "1972")
    expect(ide.preview.get_by_text("Roadside Picnic")).to_be_visible()
    save(ide.page, "serving")


def add_book(ide: IdePage, title: str, author: str, year: str) -> None:
    for field, value in {"Title": title, "Author": author, "Year": year}.items():
        ide.preview.get_by_placeholder(field).fill(value)
    ide.preview.get_by_role("button", name="Add").click()
    expect(ide.preview.get_by_text(title)).to_be_visible()


def save(page: Page, name: str) -> None:
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    print(path)


if __name__ == "__main__":
    main()
