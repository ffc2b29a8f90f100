"""The app that is edited: five routes and three models."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

VERSION = 0

app = FastAPI(title="Shop")


class Article(BaseModel):
    """Something that is for sale."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    cents: Annotated[int, Field(gt=0)]
    tags: list[str] = []


class Line(BaseModel):
    """So many of one article."""

    article: int
    count: Annotated[int, Field(gt=0, le=100)] = 1


class Order(BaseModel):
    """What somebody buys, and when."""

    lines: list[Line]
    placed: datetime = Field(default_factory=lambda: datetime.now(UTC))


articles = {
    1: Article(name="Pencil", cents=120, tags=["paper"]),
    2: Article(name="Notebook", cents=350, tags=["paper"]),
    3: Article(name="Lamp", cents=4900),
}
orders: list[Order] = []


@app.get("/", response_class=HTMLResponse)
async def home() -> str:
    names = "".join(f"<li>{article.name}" for article in articles.values())
    head = "<!doctype html><title>Shop</title><link rel=icon href='data:,'>"
    return f"{head}<h1>Version {VERSION}</h1><ul>{names}</ul>"


@app.get("/version")
async def version() -> int:
    return VERSION


@app.get("/articles")
async def search(text: Annotated[str, Query(max_length=20)] = "") -> list[Article]:
    return [article for article in articles.values() if text.lower() in article.name.lower()]


@app.get("/articles/{number}")
async def read(number: int) -> Article:
    if number not in articles:
        raise HTTPException(404, "There is no such article.")
    return articles[number]


@app.post("/orders", status_code=201)
async def order(wanted: Order) -> int:
    for line in wanted.lines:
        await read(line.article)
    orders.append(wanted)
    prices = (articles[line.article].cents * line.count for line in wanted.lines)
    return sum(prices)
