"""The plants: as they arrive, as they are kept and as they leave."""

from enum import StrEnum

from sqlmodel import Field, SQLModel


class Light(StrEnum):
    sun = "sun"
    half = "half"
    shade = "shade"


class PlantBase(SQLModel):
    name: str = Field(min_length=1, max_length=100, index=True)
    species: str = Field(min_length=1, max_length=100)
    light: Light = Light.half
    days_between_watering: int = Field(default=7, ge=1, le=90)


class Plant(PlantBase, table=True):
    """A row of the table `plant`."""

    id: int | None = Field(default=None, primary_key=True)


class PlantCreate(PlantBase):
    """The body of POST: a plant without an id, which the database gives."""


class PlantUpdate(SQLModel):
    """The body of PATCH: any part of a plant."""

    name: str | None = Field(default=None, min_length=1, max_length=100)
    species: str | None = Field(default=None, min_length=1, max_length=100)
    light: Light | None = None
    days_between_watering: int | None = Field(default=None, ge=1, le=90)


class PlantPublic(PlantBase):
    """A plant in a response."""

    id: int


class PlantPage(SQLModel):
    """A slice of the list, and the length of the whole."""

    items: list[PlantPublic]
    offset: int
    limit: int
    total: int
