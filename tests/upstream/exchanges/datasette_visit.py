"""What a visitor of the template "datasette" would ask, and then its administrator."""

from itertools import count
from json import dumps
from typing import Any
from urllib.parse import urlencode

from tests.upstream.exchanges.project import ENTRY, Files
from tests.upstream.exchanges.recording import App, Exchange
from tests.upstream.sdists import ROOT

_TEMPLATE = ROOT / "static" / "templates" / "datasette"

_ENTRY = b"""\
from pathlib import Path

from datasette.app import Datasette

datasette = Datasette(config_dir=Path(__file__).parent, secret="secret")
datasette.root_enabled = True
datasette._root_token = "let-me-in"
app = datasette.app()
"""
"""The template's, with a root account whose token is known. It has two plugins of its own."""

_DATABASE = "/solar-system"

_PAGES = (
    "/",
    "/.json",
    _DATABASE,
    f"{_DATABASE}.json",
    f"{_DATABASE}.db",
    f"{_DATABASE}/moons",
    f"{_DATABASE}/moons.json",
    f"{_DATABASE}/moons.json?_shape=array&_size=3",
    f"{_DATABASE}/moons.json?_nl=on&_shape=array",
    f"{_DATABASE}/moons.csv",
    f"{_DATABASE}/moons.csv?_stream=on&_size=max",
    f"{_DATABASE}/moons?_facet=discoverer&planet_id=5",
    f"{_DATABASE}/moons?_search=ocean&_sort_desc=name",
    f"{_DATABASE}/moons?radius_km__gt=1000&_next=10",
    f"{_DATABASE}/moons/1",
    f"{_DATABASE}/moons/1.json",
    f"{_DATABASE}/moons/999",
    f"{_DATABASE}/first_visits",
    f"{_DATABASE}/visits?_labels=off",
    f"{_DATABASE}/nothing",
    f"{_DATABASE}/-/schema",
    f"{_DATABASE}/larger_than_mercury",
    f"{_DATABASE}/visitors?planet=Mars",
    f"{_DATABASE}/visitors.json?planet=J%C3%BApiter%20%26%20co",
    f"{_DATABASE}/-/query?sql=select+name,+volume_in_earths(radius_km)+from+planets",
    f"{_DATABASE}/-/query.json?sql=select+:a+as+a&a=caf%C3%A9",
    f"{_DATABASE}/-/query.csv?sql=select+1+as+one,+'a,b'+as+two",
    f"{_DATABASE}/-/query?sql=selec",
    f"{_DATABASE}/-/query?sql=delete+from+moons",
    f"{_DATABASE}?sql=select+1",
    "/-/static/app.css",
    "/-/static/nothing.css",
    "/-/plugins.json",
    "/-/settings.json",
    "/-/config.json",
    "/-/databases.json",
    "/-/actor.json",
    "/-/threads.json",
    "/-/versions.json",
    "/-/permissions",
    "/-/patterns",
    "/-",
    "/favicon.ico",
    "/nothing",
    "/%7Ba%7D/~2F?%C3%A9=%2B",
)


def datasette(requirements: str) -> tuple[App, Files]:
    """The app with its exchanges, and its files."""
    files = {
        path.relative_to(_TEMPLATE).as_posix(): path.read_bytes()
        for path in sorted(_TEMPLATE.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    files["main.py"] = _ENTRY
    files["pyproject.toml"] = f'[tool.asgipad]\napp = "{ENTRY}"\n'.encode()
    files["requirements.txt"] = requirements.encode()
    return App("datasette", (), (), (*_visit(), *_administration())), files


def _visit() -> list[Exchange]:
    return [_exchange("GET", page) for page in _PAGES] + [
        _exchange("HEAD", f"{_DATABASE}/moons"),
        _exchange("OPTIONS", f"{_DATABASE}/moons.json"),
        _exchange("POST", f"{_DATABASE}/moons", form={"a": "b"}),
        _exchange("PUT", "/"),
    ]


def _administration() -> list[Exchange]:
    """Logs in as root, who is another one than the plugin's actor, writes, and logs out."""
    row = {"name": "Vesta", "kind": "asteroid", "radius_km": 262.7, "distance_au": 2.36}
    insert = f"{_DATABASE}/planets/-/insert"
    return [
        _exchange("GET", "/-/auth-token?token=wrong"),
        _exchange("GET", "/-/auth-token?token=let-me-in"),
        _exchange("GET", "/-/auth-token?token=let-me-in"),  # it can be used once
        _exchange("GET", "/-/actor.json"),
        _exchange("GET", "/-/logout"),
        _exchange("POST", insert, json={"row": {**row, "year_days": 1325.8}}),
        _exchange("POST", insert, json={"row": {"nothing": 1}}),
        _exchange("POST", insert, body=b"{"),
        _exchange("GET", f"{_DATABASE}/planets?kind=asteroid"),
        _exchange("POST", f"{_DATABASE}/planets/14/-/update", json={"update": {"name": "4 Vesta"}}),
        _exchange("GET", f"{_DATABASE}/planets/14.json"),
        _exchange("POST", f"{_DATABASE}/planets/14/-/delete", json={}),
        _exchange("GET", f"{_DATABASE}/planets/14.json"),
        _exchange("GET", "/-/messages"),
        _exchange("POST", "/-/messages", form={"message": "Grüße", "message_type": "all"}),
        _exchange("GET", "/-/create-token"),
        _exchange("POST", "/-/create-token", form={"expire_type": ""}),
        _exchange("GET", "/-/allowed.json?action=view-instance"),
        _exchange("POST", "/-/logout", form={}),
        _exchange("GET", "/-/actor.json"),
    ]


_numbers = count(1)


def _exchange(
    method: str,
    target: str,
    *,
    json: Any = None,
    form: dict[str, str] | None = None,
    body: bytes = b"",
) -> Exchange:
    headers: tuple[tuple[str, str], ...] = ()
    if form is not None:
        headers = (("content-type", "application/x-www-form-urlencoded"),)
        body = urlencode(form).encode()
    if json is not None:
        headers = (("content-type", "application/json"),)
        body = dumps(json).encode()
    return Exchange(f"{next(_numbers)}", 0, method, target, headers, (), body)
