"""Small apps for the tests: each as little as shows one thing."""

REQUIREMENTS = {"requirements.txt": "fastapi\nitsdangerous\npython-multipart\n"}
"""All that the apps need which share a tab: Starlette looks for some of it when it is imported, so
one that came later would need a fresh interpreter."""

HELLO = """\
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def home():
    return "<h1>Hello</h1>"
"""

SITE = {
    "main.py": """\
import asyncio
from typing import Annotated

from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

app = FastAPI()
names = ["Ada"]

HOME = '''
<title>Home</title>
<link rel="icon" href="data:,">
<h1>Home</h1>
<ul>NAMES</ul>
<a href="/about">About</a>
<a href="deep/er/?q=1">Deeper</a>
<form method="post" action="/names"><input name="name"><button>Add</button></form>
<button id="ask">Ask</button>
<output></output>
<script>
  document.querySelector("#ask").onclick = async () => {
    const response = await fetch("/api/names", {method: "POST", body: "Grace"});
    document.querySelector("output").textContent = await response.json();
  };
</script>
'''


@app.get("/", response_class=HTMLResponse)
def home():
    listed = "".join(f"<li>{name}</li>" for name in names)
    return HOME.replace("NAMES", listed)


@app.get("/about", response_class=HTMLResponse)
def about():
    return "<title>About</title><link rel=icon href='data:,'><h1>About</h1><a href='../'>Home</a>"


@app.get("/deep/er/", response_class=HTMLResponse)
def deeper(q: str):
    return f"<h1>Deeper {q}</h1><a href='../../about'>About</a>"


@app.post("/names")
def add(name: Annotated[str, Form()]):
    names.append(name)
    return RedirectResponse("/", status_code=303)


@app.post("/api/names")
async def api():
    return f"{len(names)} so far"


@app.get("/pieces")
async def pieces():
    async def count():
        for number in range(4):
            yield f"{number} "
            await asyncio.sleep(0.2)

    return StreamingResponse(count(), media_type="text/plain")
""",
    **REQUIREMENTS,
}
"""A site with links, a form, a script and a stream."""

VERSION = """\
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def version():
    return 0
"""
"""Answers with a number that a test can count up."""

SHOP = {
    "shop/__init__.py": "",
    "shop/main.py": """\
from fastapi import FastAPI

from .routers import prices

app = FastAPI()
app.include_router(prices.router)
""",
    "shop/routers/__init__.py": "",
    "shop/routers/prices.py": """\
from fastapi import APIRouter

from ..models import Price

router = APIRouter()


@router.get("/")
def price() -> Price:
    return Price(euros=3)
""",
    "shop/models.py": """\
from pydantic import BaseModel


class Price(BaseModel):
    euros: int
""",
    "pyproject.toml": """\
[tool.asgipad]
app = "shop.main:app"
""",
}

COUNTER = """\
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()
visits = Path("visits.txt")


@app.get("/")
def count():
    number = int(visits.read_text()) + 1 if visits.exists() else 1
    visits.write_text(str(number))
    return number
"""
