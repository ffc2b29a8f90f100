import asyncio

from starlette.testclient import TestClient

from main import POEM, app, words

client = TestClient(app)


def test_the_page_asks_for_its_script() -> None:
    assert '<script type="module" src="/static/poem.js">' in client.get("/").text
    assert client.get("/static/poem.js").headers["content-type"].startswith("text/javascript")


def test_the_poem_comes_word_by_word() -> None:
    async def pieces() -> list[str]:
        return [piece async for piece in words(pause=0)]

    assert asyncio.run(pieces())[:3] == ["'Twas ", "brillig, ", "and "]
    assert client.get("/poem?pause=0").text.split() == POEM.split()


def test_a_pause_that_is_no_number() -> None:
    response = client.get("/poem?pause=long")
    assert (response.status_code, response.text) == (400, "pause is a number of seconds")


def test_one_line() -> None:
    assert client.get("/lines/4").json()["line"] == "And the mome raths outgrabe."
    assert client.get("/lines/5").status_code == 404
    assert client.get("/lines/four").status_code == 404


def test_shout() -> None:
    assert client.post("/shout", content="callay").text == "CALLAY"


def test_every_response_says_how_long_it_took() -> None:
    for path in ["/", "/nowhere", "/static/style.css"]:
        assert client.get(path).headers["server-timing"].startswith("app;dur=")
