"""The first answer about a library takes seconds, because it is read for it. So what most apps
begin with is asked while nobody else asks.
"""

from pathlib import Path

from .analysis import Analysis
from .documents import Document

_QUESTIONS = (
    ("fastapi", "from fastapi import FastAPI\n\napp = FastAPI()\napp."),
    ("fastapi", "from fastapi import FastAPI\n\napp = FastAPI("),
    ("fastapi", "from fastapi import "),
    ("pydantic", "from pydantic import BaseModel\n\n\nclass Model(BaseModel): ...\n\n\nModel."),
    ("starlette", "from starlette.requests import Request\n\nrequest: Request\nrequest."),
)
"""With the package that must be there; the cursor is at the end."""


class Warming:
    """`begin` when libraries have come, or `repeat`, then `advance` until it is `done`."""

    def __init__(self, root: Path, libraries: Path, analysis: Analysis) -> None:
        self._file = root / ".warming.py"
        self._libraries = libraries
        self._analysis = analysis
        self._questions: list[str] = []
        self._waiting: list[str] = []

    @property
    def done(self) -> bool:
        return not self._waiting

    def begin(self) -> None:
        self._questions = [
            text for package, text in _QUESTIONS if (self._libraries / package).is_dir()
        ]
        self._waiting = self._questions[:]

    def repeat(self) -> None:
        """Begin with one whose answer is known, in a snapshot: browsers are slow at what they run
        for the first time."""
        if self.done:
            self._waiting = self._questions[:1]

    def advance(self) -> None:
        """Ask one question."""
        text = self._waiting.pop(0)
        lines = text.split("\n")
        with self._analysis.request():
            script = self._analysis.script(Document("", self._file, None, text))
            for each in script.complete(len(lines), len(lines[-1])):
                each.type  # noqa: B018 - is found out for the list, too
