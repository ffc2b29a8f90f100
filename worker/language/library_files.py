"""asgipad/readFile: the text of files that are not the project's, for whoever follows a name."""

import os
from pathlib import Path

import jedi

from .analysis import STANDARD_LIBRARY
from .protocol import INVALID_PARAMS, Params, RequestError
from .sources import read_source
from .uris import to_path
from .workspace import Workspace

_STUBS = str(Path(jedi.__file__).parent / "third_party")


def read_file(workspace: Workspace, params: Params) -> dict[str, str]:
    """`{"text"}` of the file at `uri`, be it on disk or in an archive.

    :raises RequestError: there is no such text, or it is none that Python would import here
    """
    uri = params.get("uri")
    if not isinstance(uri, str):
        raise RequestError("the request names no uri", INVALID_PARAMS)
    path = to_path(uri)
    roots = [str(workspace.root), str(workspace.libraries), *STANDARD_LIBRARY, _STUBS]
    if not any(_is_within(path, root) for root in roots):
        raise RequestError(f"{path} is neither the project's nor a library's")
    text = read_source(path)
    if text is None:
        raise RequestError(f"there is no text file {path}")
    return {"text": text}


def _is_within(path: str, root: str) -> bool:
    """Wherever links lead."""
    real = os.path.realpath(root)
    return os.path.realpath(path).startswith(f"{real}{os.sep}")
