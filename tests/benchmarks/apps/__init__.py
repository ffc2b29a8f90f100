"""The apps that are measured: the same files on each side.

Their endpoints are `async def`, because Pyodide by itself has no threads for others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
_DATASETTE = FOLDER.parents[2] / "static" / "templates" / "datasette"
_DATASETTE_FILES = ("main.py", "datasette.yaml", "metadata.yaml", "solar-system.db")


@dataclass(frozen=True)
class App:
    """A project whose app is `main:app`."""

    name: str
    requirements: tuple[str, ...]
    modules: Mapping[str, bytes]
    answer: str
    """Text on the page at /, by which it is recognised."""

    @property
    def files(self) -> dict[str, bytes]:
        """By path."""
        requirements = "".join(f"{each}\n" for each in self.requirements)
        return {**self.modules, "requirements.txt": requirements.encode()}


def _app(name: str, answer: str, *requirements: str) -> App:
    return App(name, requirements, {"main.py": (FOLDER / f"{name}.py").read_bytes()}, answer)


def _datasette() -> App:
    """The template's, which does without threads."""
    paths = [_DATASETTE / name for name in _DATASETTE_FILES]
    paths += sorted((_DATASETTE / "plugins").glob("*.py"))
    modules = {path.relative_to(_DATASETTE).as_posix(): path.read_bytes() for path in paths}
    return App("datasette", ("datasette>=1.0a41",), modules, "solar-system")


HELLO = _app("hello", "Hello", "fastapi")
SHOP = _app("shop", "Version", "fastapi")
TRANSFERS = _app("transfers", "Transfers", "fastapi")
HEROES = _app("heroes", "Heroes", "fastapi", "sqlmodel")
DATASETTE = _datasette()

APPS = {app.name: app for app in (HELLO, SHOP, TRANSFERS, HEROES, DATASETTE)}
