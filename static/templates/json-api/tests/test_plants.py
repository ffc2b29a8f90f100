from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel, StaticPool, create_engine

from database import first_plants, get_session
from main import app

FERN = {"name": "Fern", "species": "Nephrolepis exaltata", "light": "shade"}


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client whose app has a database in memory, with the first plants in it."""
    engine = create_engine(
        "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
    )
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(first_plants())
        session.commit()
        app.dependency_overrides[get_session] = lambda: session
        yield TestClient(app)
    app.dependency_overrides.clear()
    engine.dispose()


def names(client: TestClient, url: str) -> list[str]:
    return [plant["name"] for plant in client.get(url).json()["items"]]


def test_a_page_says_how_many_there_are(client: TestClient) -> None:
    page = client.get("/plants?offset=1&limit=2").json()
    assert [plant["name"] for plant in page["items"]] == ["Fern", "Monty"]
    assert (page["offset"], page["limit"], page["total"]) == (1, 2, 5)


def test_plants_by_light(client: TestClient) -> None:
    assert names(client, "/plants?light=sun") == ["Basil", "Vera"]


@pytest.mark.parametrize("query", ["limit=0", "offset=-1", "light=moon"])
def test_a_page_that_cannot_be(client: TestClient, query: str) -> None:
    assert client.get(f"/plants?{query}").status_code == 422


def test_create(client: TestClient) -> None:
    response = client.post("/plants", json=FERN)
    assert response.status_code == 201
    assert response.json() == FERN | {"id": 6, "days_between_watering": 7}
    assert client.get("/plants/6").json() == response.json()


def test_create_without_a_name(client: TestClient) -> None:
    response = client.post("/plants", json=FERN | {"name": ""})
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body", "name"]


def test_update_leaves_the_rest(client: TestClient) -> None:
    before = client.get("/plants/1").json()
    after = client.patch("/plants/1", json={"light": "half", "name": None}).json()
    assert after == before | {"light": "half"}


def test_delete(client: TestClient) -> None:
    assert client.delete("/plants/1").status_code == 204
    assert client.get("/plants/1").status_code == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_plant_that_does_not_exist(client: TestClient, method: str) -> None:
    response = client.request(method, "/plants/99", json={} if method == "PATCH" else None)
    assert response.status_code == 404
    assert response.json() == {"detail": "There is no plant 99"}


def test_the_docs_know_the_models(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert {"PlantCreate", "PlantPublic", "PlantUpdate", "PlantPage"} <= schemas.keys()
