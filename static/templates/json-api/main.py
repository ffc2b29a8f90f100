"""Create, read, update and delete plants."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlmodel import col, func, select

from database import SessionDep, create_tables, engine
from models import Light, Plant, PlantCreate, PlantPage, PlantPublic, PlantUpdate


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    create_tables()
    yield
    engine.dispose()


app = FastAPI(title="Plants", lifespan=lifespan)


def get_plant(plant_id: int, session: SessionDep) -> Plant:
    """The plant that the URL names, or a 404: what the routes for one plant have in common."""
    plant = session.get(Plant, plant_id)
    if plant is None:
        raise HTTPException(404, f"There is no plant {plant_id}")
    return plant


PlantDep = Annotated[Plant, Depends(get_plant)]


@app.get("/plants")
def list_plants(
    session: SessionDep,
    light: Light | None = None,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> PlantPage:
    """One page of plants, by name."""
    matching = select(Plant)
    if light is not None:
        matching = matching.where(Plant.light == light)
    total = session.exec(select(func.count()).select_from(matching.subquery())).one()
    plants = session.exec(matching.order_by(col(Plant.name)).offset(offset).limit(limit))
    items = [PlantPublic.model_validate(plant) for plant in plants]
    return PlantPage(items=items, offset=offset, limit=limit, total=total)


@app.post("/plants", status_code=201, response_model=PlantPublic)
def create_plant(new: PlantCreate, session: SessionDep) -> Plant:
    plant = Plant.model_validate(new)
    session.add(plant)
    session.commit()
    session.refresh(plant)
    return plant


@app.get("/plants/{plant_id}", response_model=PlantPublic)
def read_plant(plant: PlantDep) -> Plant:
    return plant


@app.patch("/plants/{plant_id}", response_model=PlantPublic)
def update_plant(plant: PlantDep, change: PlantUpdate, session: SessionDep) -> Plant:
    """Changes the fields that were sent; null counts as not sent."""
    plant.sqlmodel_update(change.model_dump(exclude_none=True))
    session.add(plant)
    session.commit()
    session.refresh(plant)
    return plant


@app.delete("/plants/{plant_id}", status_code=204)
def delete_plant(plant: PlantDep, session: SessionDep) -> None:
    session.delete(plant)
    session.commit()
