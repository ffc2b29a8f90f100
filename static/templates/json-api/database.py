"""The database: its file, its tables, and a session for each request."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session, SQLModel, create_engine, select

from models import Light, Plant

# FastAPI may use a session in more than one thread, though never at the same time.
engine = create_engine("sqlite:///plants.db", connect_args={"check_same_thread": False})


def first_plants() -> list[Plant]:
    return [
        Plant(name="Vera", species="Aloe vera", light=Light.sun, days_between_watering=14),
        Plant(name="Monty", species="Monstera deliciosa"),
        Plant(name="Basil", species="Ocimum basilicum", light=Light.sun, days_between_watering=2),
        Plant(name="Zed", species="Zamioculcas zamiifolia", light=Light.shade),
        Plant(name="Fern", species="Nephrolepis exaltata", light=Light.shade),
    ]


def create_tables() -> None:
    """Make the tables, and a few plants to begin with."""
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        if session.exec(select(Plant)).first() is None:
            session.add_all(first_plants())
            session.commit()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
