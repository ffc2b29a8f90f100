"""Takes the README's pictures from the running product: `python -m tests.pictures`."""

from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.chromium import ensure_chromium
from tests.browser.host import running_host
from tests.browser.ide_page import IdePage

FOLDER = Path(__file__).parent
SIZE = {"width": 1366, "height": 768}

SHOP = """\
import json
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel

app = FastAPI()


class Book(BaseModel):
    title: str
    year: int


class Shelf:
    def __init__(self):
        self.books: list[Book] = [Book(title="Solaris", year=1961)]

    def since(self, year: int) -> list[Book]:
        return [book for book in self.books if book.year >= year]


@app.get("/books/{year}")
def read_books(year: int, shelf: Annotated[Shelf, Depends()]):
    return shelf.since(yaer)


@app.get("/")
def home(shelf: Annotated[Shelf, Depends()]):
    return {book.title: book.year for book in shelf.books}


@app.get("/newest")
def newest(shelf: Annotated[Shelf, Depends()]):
    return shelf
"""


def main() -> None:
    chromium = ensure_chromium()
    with running_host() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable, args=chromium.args
        )
        for picture in (serving, code_help):
            context = browser.new_context(viewport=SIZE)  # type: ignore[arg-type]
            picture(IdePage(context.new_page(), f"http://asgipad.localhost:{port}/"))
            context.close()
        browser.close()


def serving(ide: IdePage) -> None:
    """A project with a form of which one book was just added."""
    ide.start_from("A web page with a form")
    add_book(ide, "Roadside Picnic", "Arkady and Boris Strugatsky", "1972")
    expect(ide.preview.get_by_text("Roadside Picnic")).to_be_visible()
    save(ide.page, "serving")


def code_help(ide: IdePage) -> None:
    """A file in which one name is unknown, another unused, and a third is being completed."""
    ide.open({"main.py": SHOP})
    expect(ide.page.locator("[data-code-help=ready]")).to_be_attached()
    expect(ide.page.locator(".cm-lintRange-warning")).to_be_visible()
    ide.page.keyboard.press("Control+End")
    ide.editor.locator(".cm-line").last.click()
    ide.page.keyboard.press("ArrowUp")
    ide.page.keyboard.press("End")
    ide.page.keyboard.type(".s")
    ide.page.mouse.move(0, 0)  # no hover
    expect(ide.page.locator(".cm-completionLabel").get_by_text("since")).to_be_visible()
    expect(ide.page.locator(".cm-unnecessary").first).to_be_visible()
    save(ide.page, "code-help")


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
