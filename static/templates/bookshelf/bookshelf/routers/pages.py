"""The pages. A form posts, the app changes something and answers with a redirect (303), so that
reloading the page never posts twice."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates

from .. import books
from ..database import Connection
from ..models import NewBook

router = APIRouter(prefix="/books", include_in_schema=False)
templates = Jinja2Templates(Path(__file__).parent.parent / "templates")


@router.get("")
def list_books(request: Request, connection: Connection, q: str = "") -> HTMLResponse:
    """Every book whose title or author contains q."""
    context = {"books": books.find(connection, q), "q": q}
    return templates.TemplateResponse(request, "books.html", context)


@router.post("")
def add_book(connection: Connection, book: Annotated[NewBook, Form()]) -> RedirectResponse:
    books.add(connection, book)
    return RedirectResponse("/books", status_code=303)


@router.get("/{book_id}")
def show_book(request: Request, connection: Connection, book_id: int) -> HTMLResponse:
    context = {"book": books.get(connection, book_id)}
    return templates.TemplateResponse(request, "book.html", context)


@router.post("/{book_id}/read")
def mark_book(
    connection: Connection, book_id: int, read: Annotated[bool, Form()]
) -> RedirectResponse:
    books.mark(connection, book_id, read=read)
    return RedirectResponse(f"/books/{book_id}", status_code=303)


@router.post("/{book_id}/delete")
def delete_book(connection: Connection, book_id: int) -> RedirectResponse:
    books.remove(connection, book_id)
    return RedirectResponse("/books", status_code=303)
