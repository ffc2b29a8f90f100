"""An app of an sdist as a project of its own: the same files for uvicorn and for the preview."""

import os
from collections.abc import Iterator
from pathlib import Path

from tests.upstream.exchanges.recording import App
from tests.upstream.exchanges.replay import PAGES_APP

Files = dict[str, bytes]
"""By path."""

ENTRY = "main:app"
_CONFIGURATION = f'[tool.asgipad]\napp = "{ENTRY}"\n'


def files_of(app: App, folder: Path, requirements: str) -> Files:
    """The files of its package (of "docs_src.security.tutorial001" what is in docs_src/security/),
    what its tests have put beside them, and an entry that sets the environment as they did.

    `requirements` is the same for all projects of a run: another one can make a fresh Python
    necessary.
    """
    module, _, attribute = app.name.partition(":")
    package = folder.joinpath(*module.split(".")[:-1])
    entry = f"from {module} import {attribute} as app\n"
    if app.environment:
        entry = f"import os\n\nos.environ.update({dict(app.environment)!r})\n{entry}"
    return {
        "main.py": entry.encode(),
        "pyproject.toml": _CONFIGURATION.encode(),
        "requirements.txt": requirements.encode(),
        **{path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(package)},
        **{path.relative_to(folder).as_posix(): b"" for path in _markers(package, folder)},
        **dict(app.files),
    }


def page_project() -> Files:
    """Serves the page that asks the others."""
    return {"main.py": PAGES_APP}


def _files(package: Path) -> Iterator[Path]:
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def _markers(package: Path, folder: Path) -> Iterator[Path]:
    """The __init__.py of the packages around it."""
    for above in package.parents:
        if above == folder:
            return
        if (above / "__init__.py").is_file():
            yield above / "__init__.py"


def write(files: Files, folder: Path, modified: float) -> None:
    """As a folder, in which each file was modified at one time (seconds since the epoch)."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        os.utime(target, (modified, modified))
