from fastapi.testclient import TestClient

from main import app

client = TestClient(app)


def test_the_page_links_to_every_tea() -> None:
    response = client.get("/")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "<a href='/items/2'>Darjeeling</a>" in response.text


def test_teas_that_are_ready_in_time() -> None:
    names = [tea["name"] for tea in client.get("/items?longest=4").json()]
    assert names == ["Sencha", "Darjeeling"]


def test_a_tea_that_does_not_exist() -> None:
    response = client.get("/items/4")
    assert response.status_code == 404
    assert response.json() == {"detail": "There is no tea 4"}
