"""Django's ways: which application `manage.py runserver` would serve, and its static files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SETTINGS = re.compile(rb"""["']DJANGO_SETTINGS_MODULE["']\s*,\s*["']([\w.]+)["']""")


@dataclass(frozen=True)
class DjangoProject:
    """A folder with a `manage.py`."""

    folder: Path
    settings: str
    """Module of its settings, "mysite.settings"."""

    @property
    def entry(self) -> str | None:
        """The module that holds its application: ASGI before WSGI; None if it has neither."""
        package = self.settings.rpartition(".")[0].removesuffix(".settings")
        for name in ("asgi", "wsgi"):
            module = f"{package}.{name}" if package else name
            if (self.folder / f"{module.replace('.', '/')}.py").is_file():
                return module
        return None


def django_project(root: Path) -> DjangoProject | None:
    """The one in `root`, or in a folder of it, as its tutorial has it."""
    for file in _manage_files(root):
        found = _SETTINGS.search(file.read_bytes())
        if found is not None:
            return DjangoProject(file.parent, found[1].decode())
    return None


def _manage_files(root: Path) -> Iterator[Path]:
    for file in (root / "manage.py", *sorted(root.glob("[!._]*/manage.py"))):
        if file.is_file():
            yield file


def with_static_files(app: Any) -> Any:
    """The application as `runserver` serves it: with DEBUG, apps' static files are there.

    Anything that is not Django's own handler is left alone.
    """
    kinds = {f"{base.__module__}.{base.__qualname__}" for base in type(app).__mro__}
    if not kinds & {
        "django.core.handlers.asgi.ASGIHandler",
        "django.core.handlers.wsgi.WSGIHandler",
    }:
        return app
    from django.conf import settings
    from django.contrib.staticfiles import handlers

    if not settings.DEBUG or "django.contrib.staticfiles" not in settings.INSTALLED_APPS:
        return app
    if "django.core.handlers.asgi.ASGIHandler" in kinds:
        return handlers.ASGIStaticFilesHandler(app)
    return handlers.StaticFilesHandler(app)
