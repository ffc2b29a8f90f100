"""The beginning of a typical module, which the texts of tests go on from."""

APP = '''\
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Field as Column
from sqlmodel import SQLModel

app = FastAPI()


class Store:
    """Keeps things."""

    size: int = 0
    _hidden = 1

    def put(self, key: str, *, value: int = 1) -> bool:
        """Put it there."""
        return True


class Item(BaseModel):
    name: str
    price: float = Field(default=1, gt=0, description="In euros")


class Row(SQLModel, table=True):
    id: int | None = Column(default=None, primary_key=True)
    title: str


@dataclass
class Pair:
    left: int
    right: str = ""


def get_store() -> Store:
    return Store()


def make_store():
    yield Store()


async def fetch_store():
    return Store()


async def open_store():
    yield Store()


async def typed_store() -> AsyncIterator[Store]:
    yield Store()


StoreDep = Annotated[Store, Depends(get_store)]
'''
