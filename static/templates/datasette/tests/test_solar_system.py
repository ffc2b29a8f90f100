import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

FOLDER = Path(__file__).parent.parent


@pytest.fixture
def datasette(tmp_path: Path) -> Iterator[Datasette]:
    """A Datasette on a copy of the folder, so that tests can write."""
    for name in ["solar-system.db", "datasette.yaml", "metadata.yaml"]:
        shutil.copy(FOLDER / name, tmp_path)
    shutil.copytree(FOLDER / "plugins", tmp_path / "plugins")
    datasette = Datasette(config_dir=tmp_path)
    yield datasette
    datasette.close()


def request(datasette: Datasette, method: str, path: str, **options: Any) -> Any:
    async def send() -> Any:
        return await datasette.client.request(method, path, **options)

    return asyncio.run(send())


def test_the_largest_moons_come_first(datasette: Datasette) -> None:
    page = request(datasette, "GET", "/solar-system/moons").text
    assert page.index("Ganymede") < page.index("Titan") < page.index("Callisto")


def test_search(datasette: Datasette) -> None:
    response = request(datasette, "GET", "/solar-system/moons.json?_search=ocean")
    assert {row["name"] for row in response.json()["rows"]} == {"Europa", "Enceladus"}


def test_the_plugin_adds_a_function_to_sql(datasette: Datasette) -> None:
    query = "/solar-system/larger_than_mercury.json"
    rows = request(datasette, "GET", query).json()["rows"]
    assert [row["name"] for row in rows] == ["Ganymede", "Titan"]
    assert rows[0]["earths"] == 0.0707


def test_insert_a_row_and_find_it(datasette: Datasette) -> None:
    row = {"name": "Vesta", "kind": "asteroid", "radius_km": 262.7, "distance_au": 2.36}
    row |= {"year_days": 1325.8, "discovered": 1807}
    response = request(datasette, "POST", "/solar-system/planets/-/insert", json={"row": row})
    assert response.status_code == 201
    page = request(datasette, "GET", "/solar-system/planets?kind=asteroid").text
    assert "Vesta" in page


def test_every_table_can_be_written(datasette: Datasette) -> None:
    for table in ["planets", "moons", "missions", "visits"]:
        page = request(datasette, "GET", f"/solar-system/{table}").text
        assert 'data-table-action="insert-row"' in page
