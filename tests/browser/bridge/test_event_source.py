"""Server-sent events from a Starlette app, as EventSource reads them."""

import pytest

from tests.browser.direct_runtime import DirectRuntime, run_in

APP = '''
import asyncio

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

asked = []
left = asyncio.Queue()


async def home(request: Request):
    return HTMLResponse("<title>Home</title><link rel=icon href=data:,>")


async def numbers(request: Request):
    """Three of them, then the connection ends."""
    last = request.headers.get("last-event-id", "0")
    asked.append([request.url.query, last])

    async def events():
        for number in range(int(last) + 1, int(last) + 4):
            yield f"id: {number}\\nretry: 10\\ndata: {number}\\n\\n"

    return StreamingResponse(events(), media_type="text/event-stream")


async def beats(request: Request):
    """Until the reader leaves."""

    async def events():
        try:
            while True:
                yield "event: beat\\ndata: x\\n\\n"
                await asyncio.sleep(0.01)
        finally:
            left.put_nowait(request.url.query)

    return StreamingResponse(events(), media_type="text/event-stream")


async def named(request: Request):
    last = request.headers.get("last-event-id")
    text = f"id: größe\\nretry: 10\\ndata: {'' if last is None else last}\\n\\n"
    return Response(text, media_type="text/event-stream")


async def who_left(request: Request):
    return JSONResponse(await left.get())


async def what_was_asked(request: Request):
    return JSONResponse(asked)


async def moved(request: Request):
    return Response(status_code=307, headers={"location": "/numbers?moved"})


async def over(request: Request):
    return Response(status_code=204)


routes = [
    Route("/" + name, function)
    for name, function in [
        ("", home), ("numbers", numbers), ("beats", beats), ("named", named),
        ("left", who_left), ("asked", what_was_asked), ("moved", moved), ("over", over),
    ]
]
app = Starlette(routes=routes)
'''

FILES = {"main.py": APP}
CONSOLE_ERRORS: list[str] = []

FIRST = """
function first(count, source) {
  const all = [];
  return new Promise((resolve) => {
    source.onmessage = ({ data, lastEventId }) => {
      all.push([data, lastEventId]);
      if (all.length === count) { source.close(); resolve(all); }
    };
  });
}
"""


def test_a_reconnection_says_where_it_was(app: DirectRuntime) -> None:
    events, asked = run_in(
        app.frame(),
        FIRST
        + """
        const events = await first(7, new EventSource("/numbers?one"));
        return [events, await (await fetch("/asked")).json()];
        """,
    )
    assert events == [[str(number), str(number)] for number in range(1, 8)]
    assert [last for name, last in asked if name == "one"] == ["0", "3", "6"]


def test_each_source_has_its_own_place(app: DirectRuntime) -> None:
    both, later, asked = run_in(
        app.frame(),
        FIRST
        + """
        const sources = [5, 8].map((count) => first(count, new EventSource("/numbers?both")));
        const both = (await Promise.all(sources)).map((events) => events.map(([data]) => data));
        const later = await first(2, new EventSource("/numbers?later"));
        return [both, later, await (await fetch("/asked")).json()];
        """,
    )
    assert both == [["1", "2", "3", "4", "5"], ["1", "2", "3", "4", "5", "6", "7", "8"]]
    assert later == [["1", "1"], ["2", "2"]]
    assert sorted(last for name, last in asked if name == "both") == ["0", "0", "3", "3", "6"]
    assert [last for name, last in asked if name == "later"] == ["0"]


def test_an_id_is_utf_8(app: DirectRuntime) -> None:
    """Starlette decodes headers as latin-1, so the app reads the bytes of it."""
    got = run_in(app.frame(), FIRST + 'return first(2, new EventSource("/named"));')
    assert got == [["", "größe"], ["größe".encode().decode("latin-1"), "größe"]]


def test_after_a_redirect(app: DirectRuntime) -> None:
    got = run_in(app.frame(), FIRST + 'return first(4, new EventSource("/moved"));')
    assert [data for data, _ in got] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("how", ["close", "navigation", "removal"])
def test_the_apps_generator_ends_with_its_reader(app: DirectRuntime, how: str) -> None:
    frame = app.frame(name="reader")
    run_in(
        frame,
        """
        globalThis.source = new EventSource(`/beats?${arg}`);
        await new Promise((resolve) => source.addEventListener("beat", resolve));
        """,
        how,
    )
    if how == "close":
        run_in(frame, "source.close();")
    elif how == "navigation":
        run_in(frame, "location.href = '/?elsewhere';")
    else:
        app.run("document.getElementById('reader').remove();")
    assert run_in(app.frame(), "return (await fetch('/left')).json();") == how


def test_what_a_script_sees_is_the_browsers_own(app: DirectRuntime) -> None:
    got = run_in(
        app.frame(),
        """
        const seen = (source) => { source.close(); return source.url; };
        const source = new EventSource("/over#top", { withCredentials: true });
        const { origin } = location;
        const error = await new Promise((resolve) => { source.onerror = resolve; });
        return {
          urls: [
            source.url,
            seen(new EventSource("numbers?x")),
            seen(new EventSource(new URL("/numbers#", origin))),
            seen(new EventSource("http://asgipad.localhost:1/x")),
          ].map((url) => url.replace(origin, "")),
          withCredentials: source.withCredentials,
          states: [EventSource.CONNECTING, source.OPEN, source.readyState],
          kind: [EventSource.name, `${source}`, error.type, source.constructor === EventSource],
          errors: [() => EventSource("/x"), () => new EventSource(), () => new EventSource("http://")]
            .map((wrong) => { try { return wrong(); } catch ({ name }) { return name; } }),
        };
        """,
    )
    assert got == {
        "urls": ["/over#top", "/numbers?x", "/numbers#", "http://asgipad.localhost:1/x"],
        "withCredentials": True,
        "states": [0, 1, 2],
        "kind": ["EventSource", "[object EventSource]", "error", True],
        "errors": ["TypeError", "TypeError", "SyntaxError"],
    }
