from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bookshelf import database
from bookshelf.main import app


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A client of the app with a shelf of its own. `with` runs the lifespan."""
    monkeypatch.setattr(database, "PATH", tmp_path / "books.db")
    with TestClient(app) as client:
        yield client


EMMA = {"title": "Emma", "author": "Jane Austen", "year": 1815}


def test_home_leads_to_the_books(client: TestClient) -> None:
    response = client.get("/")
    assert response.url.path == "/books"
    assert "4 books, newest first." in response.text


def test_a_posted_book_comes_first(client: TestClient) -> None:
    response = client.post("/books", data=EMMA)
    assert [step.status_code for step in response.history] == [303]
    assert response.text.index("Emma") < response.text.index("The Dispossessed")


def test_a_year_before_printing_is_refused(client: TestClient) -> None:
    response = client.post("/books", data=EMMA | {"year": 1200})
    assert response.status_code == 422
    assert client.get("/api/books?q=Emma").json() == []


def test_find_looks_at_title_and_author(client: TestClient) -> None:
    assert "Invisible Cities" in client.get("/books?q=calvino").text
    assert "Nothing here." in client.get("/books?q=%25").text


def test_a_title_is_text_not_html(client: TestClient) -> None:
    client.post("/books", data=EMMA | {"title": "<b>Emma</b>"})
    assert "&lt;b&gt;Emma&lt;/b&gt;" in client.get("/books").text


def test_mark_as_read(client: TestClient) -> None:
    response = client.post("/books/2/read", data={"read": True})
    assert "Not read after all" in response.text
    assert client.get("/api/books/2").json()["read"] is True


def test_delete(client: TestClient) -> None:
    response = client.post("/books/2/delete")
    assert "3 books" in response.text
    assert client.get("/books/2").status_code == 404


def test_add_as_json(client: TestClient) -> None:
    response = client.post("/api/books", json=EMMA)
    assert response.status_code == 201
    assert response.json() == EMMA | {"id": 5, "read": False}


def test_the_style_is_served(client: TestClient) -> None:
    assert client.get("/static/style.css").headers["content-type"].startswith("text/css")
