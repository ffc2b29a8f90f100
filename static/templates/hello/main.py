"""The smallest FastAPI app that is worth looking at: a page and a JSON API."""

from typing import Annotated

from fastapi import FastAPI, HTTPException, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

app = FastAPI(title="Tea")


class Tea(BaseModel):
    name: str
    minutes: float
    celsius: int


TEAS = {
    1: Tea(name="Sencha", minutes=1.5, celsius=75),
    2: Tea(name="Darjeeling", minutes=3, celsius=90),
    3: Tea(name="Rooibos", minutes=6, celsius=100),
}


@app.get("/", response_class=HTMLResponse, include_in_schema=False)
async def home() -> str:
    """A page. Change a word of it and look to the right."""
    rows = "".join(
        f"<li><a href='/items/{number}'>{tea.name}</a><span>{tea.celsius} °C</span></li>"
        for number, tea in TEAS.items()
    )
    return PAGE.replace("ROWS", rows)


@app.get("/items")
async def list_items(
    longest: Annotated[float, Query(gt=0, description="Minutes you can wait")] = 10,
) -> list[Tea]:
    """Every tea that is ready in time."""
    return [tea for tea in TEAS.values() if tea.minutes <= longest]


@app.get("/items/{item_id}")
async def read_item(item_id: int) -> Tea:
    """One tea. FastAPI turns the text in the URL into an int, or answers 422."""
    if item_id not in TEAS:
        raise HTTPException(404, f"There is no tea {item_id}")
    return TEAS[item_id]


PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tea</title>
<style>
  :root { color-scheme: light dark; --tint: light-dark(#2f6b4f, #8fd0ae); }
  body { max-width: 30rem; margin: auto; padding: 2rem 1.5rem; }
  body { font: 1rem/1.6 system-ui, sans-serif; }
  h1 { margin: 0; font-size: 1.9rem; font-weight: 600; }
  ul { margin: 1.5rem 0; padding: 0; list-style: none; }
  li { display: flex; justify-content: space-between; padding: .6rem 0; }
  li { border-bottom: 1px solid #8884; }
  a { color: var(--tint); text-underline-offset: .2em; }
</style>
<h1>Time for tea</h1>
<p>This page is the text at the end of <code>main.py</code>. The links lead to JSON.</p>
<ul>ROWS</ul>
<p>FastAPI has written <a href="/docs">a docs page</a> for the two JSON routes.
Try them there, or ask for <a href="/items?longest=4">a tea in four minutes</a>.</p>
</html>
"""
