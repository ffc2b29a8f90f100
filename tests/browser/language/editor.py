"""The editor as somebody uses it who writes Python."""

from playwright.sync_api import Locator, TimeoutError, expect

from tests.browser.apps import HELLO, REQUIREMENTS
from tests.browser.ide_page import IdePage


class LanguageEditor:
    """One tab; `open` gives it the files of a test."""

    def __init__(self, ide: IdePage) -> None:
        self.ide = ide
        self.page = ide.page
        self.completions: Locator = self.page.locator(".cm-tooltip-autocomplete")
        self.hover: Locator = self.page.locator(".cm-lsp-hover-tooltip")
        self.signature: Locator = self.page.locator(".cm-lsp-signature-tooltip")
        self.said: Locator = self.page.locator(".cm-panel.cm-dialog")
        self.marks: Locator = self.page.locator(".cm-lintRange")

    def wait_ready(self) -> None:
        """Until the language worker answers: it has said so at the page's foot."""
        expect(self.page.locator("[data-code-help]")).to_have_attribute("data-code-help", "ready")

    def wait_for_libraries(self) -> None:
        """Until their sources are there: some moments after the worker is."""
        self.open("from fastapi import FastAPI\n\napp = FastAPI()\n")
        self.put_cursor("app = FastAPI", after="FastA")
        library = self.page.get_by_role("tab", name="applications.py")
        nothing = self.said.get_by_text("No definition")
        for _ in range(100):
            self.press("F12")
            expect(library.or_(nothing)).to_be_visible()
            if library.is_visible():
                break
            self.press("Escape")
        library.press("Delete")

    def open(self, text: str, **others: str) -> None:
        """work.py and other modules, beside an app that imports none of them."""
        modules = {"work": text, **others}
        self.open_files({f"{name}.py": content for name, content in modules.items()})
        self.wait_text(text)

    def open_files(self, files: dict[str, str], show: str = "work.py") -> None:
        """The same with files in folders, too; `show` is by its path."""
        every = {"main.py": HELLO, **REQUIREMENTS, **files}
        self.page.evaluate("files => { asgipad.files.replace(files); }", every)
        self.page.keyboard.press("Control+k")
        self.page.get_by_role("combobox", name="Go to file or command").fill(show)
        self.page.keyboard.press("Enter")

    def write(self, path: str, text: str) -> None:
        """Another file of the project; what the app makes of it is not waited for."""
        self.page.evaluate("([path, text]) => { asgipad.files.write(path, text); }", [path, text])

    def put_cursor(self, line: str, *, after: str = "", end: bool = False) -> None:
        """Into the first line with this text: behind `after`, or to its end."""
        self.ide.editor.locator(".cm-line").filter(has_text=line).first.click()
        self.page.keyboard.press("Home")
        if end:
            self.page.keyboard.press("End")
            return
        text = self.ide.editor.locator(".cm-line").filter(has_text=line).first.inner_text()
        self.page.keyboard.press("Home")  # before the indentation, too
        for _ in range(text.index(after) + len(after) - (len(text) - len(text.lstrip()))):
            self.page.keyboard.press("ArrowRight")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)

    def option(self, name: str) -> Locator:
        """The completion with exactly this label."""
        label = self.page.locator(".cm-completionLabel").get_by_text(name, exact=True)
        return self.completions.get_by_role("option").filter(has=label).first

    def word(self, text: str) -> Locator:
        """Where it stands first in the code."""
        return self.ide.editor.get_by_text(text, exact=True).first

    @property
    def text(self) -> str:
        return self.ide.read("work.py")

    def wait_text(self, text: str, path: str = "work.py") -> None:
        """Until a file is exactly this."""
        try:
            self.page.wait_for_function(
                "([path, text]) => asgipad.files.read(path) === text", arg=[path, text]
            )
        except TimeoutError:
            assert self.ide.read(path) == text
            raise
