"""A small answer that is asked for often, and a large one. Its page asks for them, and tells in its
title what it has measured."""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import BaseModel

CHUNK = b"0123456789abcdef" * 4096
CHUNKS = 1024
"""Of 64 KiB each: 64 MiB in all."""

PAGE = """\
<!doctype html>
<title>Transfers</title>
<link rel="icon" href="data:,">
<h1>Transfers</h1>
<script type="module">
async function request(number) {
  const began = performance.now();
  const item = await (await fetch(`items/${number}`)).json();
  const took = performance.now() - began;
  if (item.price !== number / 4) throw new Error(JSON.stringify(item));
  return took;
}

/** Milliseconds of each, in tenths. */
async function requests(count) {
  const milliseconds = [];
  for (let number = 0; number < count; number++) {
    milliseconds.push(Math.round(10 * (await request(number))) / 10);
  }
  return milliseconds;
}

/** Bytes of the interpreter's memory; 0 where there is none. */
async function heap() {
  const response = await fetch("heap");
  return response.ok ? response.json() : 0;
}

/** MB/s, and by how many MB the interpreter's memory grew. */
async function download() {
  const before = await heap();
  const began = performance.now();
  const response = await fetch("download");
  let size = 0;
  for await (const chunk of response.body) size += chunk.length;
  const rate = size / 1000 / (performance.now() - began);
  if (size !== 64 * 1024 * 1024) throw new Error(`${size} bytes`);
  return [rate, ((await heap()) - before) / 1e6];
}

const asked = new URLSearchParams(location.search);
if (asked.has("requests")) document.title = JSON.stringify(await requests(asked.get("requests")));
if (asked.has("download")) document.title = JSON.stringify(await download());
</script>
"""

app = FastAPI()


class Item(BaseModel):
    name: str
    price: float
    tags: list[str]


@app.get("/", response_class=HTMLResponse)
async def home() -> str:
    return PAGE


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
