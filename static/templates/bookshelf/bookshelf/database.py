"""SQLite, with nothing but the standard library."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated

from fastapi import Depends

PATH = Path("books.db")

SCHEMA = """
CREATE TABLE IF NOT EXISTS book (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    year INTEGER NOT NULL,
    read INTEGER NOT NULL DEFAULT 0
)
"""

FIRST_BOOKS = [
    ("The Left Hand of Darkness", "Ursula K. Le Guin", 1969),
    ("Invisible Cities", "Italo Calvino", 1972),
    ("A Wizard of Earthsea", "Ursula K. Le Guin", 1968),
    ("The Dispossessed", "Ursula K. Le Guin", 1974),
]


def connect() -> sqlite3.Connection:
    # FastAPI may open the connection in one thread and use it in another, never in two at once.
    connection = sqlite3.connect(PATH, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def create() -> None:
    """Make the table, and put the first books on an empty shelf."""
    with closing(connect()) as connection, connection:
        connection.execute(SCHEMA)
        if connection.execute("SELECT count(*) FROM book").fetchone()[0] == 0:
            connection.executemany(
                "INSERT INTO book (title, author, year) VALUES (?, ?, ?)", FIRST_BOOKS
            )


def get_connection() -> Iterator[sqlite3.Connection]:
    """One connection for each request: committed at its end, rolled back if it fails."""
    with closing(connect()) as connection, connection:
        yield connection


# "function": the commit happens before the response is sent, so that whoever follows its
# redirect finds the change.
Connection = Annotated[sqlite3.Connection, Depends(get_connection, scope="function")]
