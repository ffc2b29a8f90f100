"""What an app does not paint has the colour that a browser tab would give it."""

import base64
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.ide_page import IdePage

APP = """
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
app = FastAPI()
@app.get("/", response_class=HTMLResponse)
def plain(): return "<h1>Plain</h1>"
@app.get("/both", response_class=HTMLResponse)
def both(): return "<style>:root { color-scheme: light dark }</style><h1>Both</h1>"
"""

CORNER = """async (png) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  canvas.drawImage(image, 2 - image.width, 2 - image.height);
  return canvas.getImageData(0, 0, 1, 1).data[0];
}"""


@pytest.fixture
def ide(running: IdePage) -> Iterator[IdePage]:
    running.replace({"main.py": APP})
    yield running
    running.page.emulate_media(color_scheme="null")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_has_the_background_of_its_own_colour_scheme(
    ide: IdePage, theme: Literal["light", "dark"]
) -> None:
    ide.page.emulate_media(color_scheme=theme)
    expect(ide.preview.get_by_role("heading")).to_have_text("Plain")
    assert red_in_the_corner(ide) == 255
    ide.go_to("/both")
    expect(ide.preview.get_by_role("heading")).to_have_text("Both")
    assert (red_in_the_corner(ide) > 128) is (theme == "light")


def red_in_the_corner(ide: IdePage) -> int:
    png = base64.b64encode(ide.page.locator("#preview").screenshot()).decode()
    red: int = ide.page.evaluate(CORNER, png)
    return red
