"""The smallest app with a page."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
async def home() -> str:
    return "<!doctype html><title>Hello</title><link rel=icon href='data:,'><h1>Hello</h1>"


@app.get("/heap")
async def heap() -> int:
    """Bytes of the interpreter's WebAssembly memory; only in a browser."""
    from pyodide_js import _module

    return int(_module.HEAPU8.length)
