"""The same books as JSON. /docs describes these routes."""

from fastapi import APIRouter

from .. import books
from ..database import Connection
from ..models import Book, NewBook

router = APIRouter(prefix="/api/books", tags=["books"])


@router.get("")
def list_books(connection: Connection, q: str = "") -> list[Book]:
    """Every book whose title or author contains q."""
    return books.find(connection, q)


@router.post("", status_code=201)
def add_book(connection: Connection, book: NewBook) -> Book:
    return books.add(connection, book)


@router.get("/{book_id}")
def read_book(connection: Connection, book_id: int) -> Book:
    return books.get(connection, book_id)
