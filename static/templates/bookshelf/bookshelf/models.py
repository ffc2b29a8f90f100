"""What the app talks about."""

from pydantic import BaseModel, Field


class NewBook(BaseModel):
    """What the form sends. FastAPI answers 422 where it does not fit."""

    title: str = Field(min_length=1, max_length=200)
    author: str = Field(min_length=1, max_length=200)
    year: int = Field(ge=1450, le=2100)


class Book(NewBook):
    """A book on the shelf."""

    id: int
    read: bool = False
