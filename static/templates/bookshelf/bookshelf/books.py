"""Every question the app asks its database, by name."""

import sqlite3

from fastapi import HTTPException

from .models import Book, NewBook


def find(connection: sqlite3.Connection, words: str = "") -> list[Book]:
    """The books with these words in title or author, the newest on the shelf first."""
    rows = connection.execute(
        "SELECT * FROM book WHERE instr(lower(title || ' ' || author), lower(?)) ORDER BY id DESC",
        (words,),
    )
    return [Book(**row) for row in rows]


def get(connection: sqlite3.Connection, book_id: int) -> Book:
    """One book, or a 404."""
    row = connection.execute("SELECT * FROM book WHERE id = ?", (book_id,)).fetchone()
    if row is None:
        raise HTTPException(404, f"There is no book {book_id}")
    return Book(**row)


def add(connection: sqlite3.Connection, book: NewBook) -> Book:
    cursor = connection.execute(
        "INSERT INTO book (title, author, year) VALUES (:title, :author, :year)", book.model_dump()
    )
    assert cursor.lastrowid is not None
    return get(connection, cursor.lastrowid)


def mark(connection: sqlite3.Connection, book_id: int, *, read: bool) -> None:
    get(connection, book_id)
    connection.execute("UPDATE book SET read = ? WHERE id = ?", (read, book_id))


def remove(connection: sqlite3.Connection, book_id: int) -> None:
    get(connection, book_id)
    connection.execute("DELETE FROM book WHERE id = ?", (book_id,))
