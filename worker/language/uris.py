"""`file://` URIs and the absolute paths that they stand for."""

from pathlib import PurePath
from urllib.parse import quote, unquote, urlsplit

from .protocol import INVALID_PARAMS, RequestError


def to_uri(path: PurePath | str) -> str:
    """Percent-encoded as JavaScript's `URL` would: what is safe in a path stays readable."""
    return "file://" + quote(str(path), safe="/@:!$&'()*+,;=~")


def to_path(uri: str) -> str:
    """The absolute path.

    :raises RequestError: the URI is not that of a local file
    """
    parts = urlsplit(uri)
    path = unquote(parts.path)
    if parts.scheme != "file" or parts.netloc or not path.startswith("/") or "\0" in path:
        raise RequestError(f"{uri} is not the URI of a file", INVALID_PARAMS)
    return path
