"""A small answer that is asked for often, and a large one."""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import BaseModel

CHUNK = b"0123456789abcdef" * 4096
CHUNKS = 1024
"""Of 64 KiB each: 64 MiB in all."""

app = FastAPI()


class Item(BaseModel):
    name: str
    price: float
    tags: list[str]


@app.get("/", response_class=HTMLResponse)
async def home() -> str:
    return "<!doctype html><title>Transfers</title><link rel=icon href='data:,'><h1>Transfers</h1>"


@app.get("/items/{number}")
async def item(number: int) -> Item:
    return Item(name=f"item {number}", price=number / 4, tags=["new", "blue"])


@app.get("/download")
async def download() -> StreamingResponse:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(CHUNKS):
            yield CHUNK

    return StreamingResponse(chunks(), media_type="application/octet-stream")


@app.get("/heap")
async def heap() -> int:
    """Bytes of the interpreter's WebAssembly memory; only in a browser."""
    from pyodide_js import _module

    return int(_module.HEAPU8.length)
