"""Completions, signatures and hovers of a FastAPI file."""

from playwright.sync_api import expect

from tests.browser.language.editor import LanguageEditor

APP = """\
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str
    price: float = 1.0


class Store:
    def find(self, name: str) -> Item: ...


def make(name: str, *, count: int = 1) -> list[Item]:
    '''Make some items.

    <img src=x onerror="document.title = 'injected'"> [click](javascript:alert(1))
    '''
    return []


@app.get("/")
def home(store: Annotated[Store, Depends()]):
    pass
"""


def test_members_of_an_app(editor: LanguageEditor) -> None:
    editor.open(APP)
    editor.press("Control+End")
    editor.type("app.")
    expect(editor.option("get")).to_be_visible()
    editor.type("mid")
    expect(editor.option("get")).to_be_hidden()
    expect(editor.option("middleware")).to_have_attribute("aria-selected", "true")
    editor.press("Enter")
    expect(editor.ide.editor).to_contain_text("app.middleware")


def test_members_of_a_dependency(editor: LanguageEditor) -> None:
    editor.open(APP)
    editor.press("Control+End")
    editor.type("    store.")
    expect(editor.option("find")).to_be_visible()


def test_fields_of_a_model(editor: LanguageEditor) -> None:
    editor.open(APP)
    editor.press("Control+End")
    editor.type("Item(pr")
    expect(editor.option("price=")).to_be_visible()


def test_around_a_line_that_does_not_parse(editor: LanguageEditor) -> None:
    editor.open(APP + "\nx = = 1\n")
    editor.press("Control+End")
    editor.type("app.")
    expect(editor.option("get")).to_be_visible()


def test_a_name_that_is_not_imported_brings_its_import(editor: LanguageEditor) -> None:
    editor.open(APP)
    editor.press("Control+End")
    editor.type("HTMLRespo")
    option = editor.option("HTMLResponse")
    expect(option).to_contain_text("from fastapi.responses")
    option.click()
    expect(editor.ide.editor).to_contain_text("from fastapi.responses import HTMLResponse")
    assert editor.text.endswith("HTMLResponse")


def test_a_signature_follows_the_parameters(editor: LanguageEditor) -> None:
    editor.open(APP)
    editor.press("Control+End")
    editor.type("make(")
    expect(editor.signature).to_contain_text("name: str")
    expect(editor.signature.locator(".cm-lsp-active-parameter")).to_have_text("name: str")
    editor.type("'a', count=")
    expect(editor.signature.locator(".cm-lsp-active-parameter")).to_contain_text("count")


def test_a_parameter_of_fastapi_reads_well(editor: LanguageEditor) -> None:
    editor.open(APP)
    editor.press("Control+End")
    editor.type("FastAPI(title=")
    expect(editor.signature.locator(".cm-lsp-active-parameter")).to_contain_text("title: str")
    expect(editor.signature).not_to_contain_text("Annotated")
    expect(editor.signature).not_to_contain_text("Doc(")
    expect(editor.signature).to_contain_text("The title of the API")


def test_a_hover_shows_the_signature_and_cannot_inject_html(editor: LanguageEditor) -> None:
    editor.open(APP + "\nmake('x')\n")
    editor.word("make").hover()
    expect(editor.hover).to_contain_text("make(name: str")
    expect(editor.hover).to_contain_text("Make some items.")
    expect(editor.hover.locator("img, [onerror], a[href^='javascript']")).to_have_count(0)
    assert "injected" not in editor.page.title()


def test_other_modules_are_known_as_they_are_typed(editor: LanguageEditor) -> None:
    editor.open("import prices\n\n", prices="vat = 19\n")
    editor.ide.write("prices.py", "vat = 19\nnet_price = 1\n")
    editor.press("Control+End")
    editor.type("prices.net")
    expect(editor.option("net_price")).to_be_visible()


def test_names_of_templates(editor: LanguageEditor) -> None:
    text = """\
from fastapi.templating import Jinja2Templates

templates = Jinja2Templates(directory="pages")
"""
    editor.open_files({"work.py": text, "pages/books.html": "", "pages/parts/row.html": ""})
    editor.press("Control+End")
    editor.type('templates.TemplateResponse(request, "')
    expect(editor.option("books.html")).to_be_visible()
    editor.type("ro")
    editor.option("parts/row.html").click()
    expect(editor.ide.editor).to_contain_text('TemplateResponse(request, "parts/row.html")')


ROUTER = """\
from fastapi import APIRouter

router = APIRouter(prefix="/items")


@router.get("/")
def read_items():
    return []
"""

BIGGER = """\
from fastapi import Depends, FastAPI

from .dependencies import get_token_header
from .routers import items, users

app = FastAPI(dependencies=[Depends(get_token_header)])
app.include_router(items.router, prefix="/shop")"""


def test_a_bigger_application_can_be_written_from_what_is_offered(editor: LanguageEditor) -> None:
    """FastAPI's tutorial of that name: a package with routers and dependencies."""
    editor.open_files(
        {
            "shop/__init__.py": "",
            "shop/main.py": "",
            "shop/dependencies.py": "async def get_token_header(x_token: str): ...\n",
            "shop/routers/__init__.py": "",
            "shop/routers/items.py": ROUTER,
            "shop/routers/users.py": ROUTER.replace("items", "users"),
        },
        show="shop/main.py",
    )
    take(editor, "from fastapi import Dep", "Depends")
    take(editor, ", Fast", "FastAPI")
    take(editor, "\n\nfrom .dep", "dependencies")
    take(editor, " import get", "get_token_header")
    take(editor, "\nfrom .routers import it", "items")
    take(editor, ", us", "users")
    take(editor, "\n\napp = FastAPI(depen", "dependencies=")
    editor.type("[Depends(get_token_header)])\n")
    take(editor, "app.incl", "include_router")
    take(editor, "(items.rou", "router")
    editor.type(", ")
    expect(editor.signature).to_contain_text("prefix")
    take(editor, "pre", "prefix=")
    editor.type('"/shop")')
    editor.wait_text(BIGGER, "shop/main.py")


def take(editor: LanguageEditor, typed: str, option: str) -> None:
    """Type the beginning and choose from what is offered."""
    editor.type(typed)
    editor.option(option).click()
