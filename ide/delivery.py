"""Answers with a file: its type, the best coding that the client takes, how long it may be kept."""

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from ide.compression import SUFFIXES, accepted, gzipped
from ide.folders import Stamp

FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"

TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
"""Not the operating system's table, which calls .js whatever was installed last."""

_PACKED = {".png", ".whl", ".woff2", ".zip"}
_PACKABLE = range(1024, 1024 * 1024)
"""Bytes that are compressed here: less is not worth it, more belongs in the build."""

_PIECE = 1024 * 1024
"""Bytes of a file that are read at once. Starlette reads in a thread, whose turn takes longer than
to read the 64 KiB that are its default; a smaller file needs no thread."""


def deliver_file(
    request: Request, path: Path, stamp: Stamp, headers: Mapping[str, str]
) -> Response:
    """Answers with a file or the compressed copy beside it; with part of it where a Range asks."""
    source, tag, headers = path, f"{stamp.modified:x}-{stamp.size:x}", dict(headers)
    if "range" not in request.headers:
        for coding in accepted(request.headers.get("accept-encoding", "")):
            copy = path.with_name(path.name + SUFFIXES[coding])
            if copy.is_file():
                source, tag = copy, f"{tag}-{coding}"
                headers["Content-Encoding"] = coding
                break
            if coding == "gzip" and _worth_packing(path.name, stamp.size):
                return deliver_bytes(request, path.name, path.read_bytes(), headers)
    headers = _validated(headers, tag)
    if _is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    kind = media_type(path.name)
    if "range" in request.headers or source.stat().st_size > _PIECE:
        return _InPieces(source, headers=headers, media_type=kind)
    return Response(source.read_bytes(), headers=headers, media_type=kind)


class _InPieces(FileResponse):
    chunk_size = _PIECE


def deliver_bytes(
    request: Request, name: str, content: bytes, headers: Mapping[str, str]
) -> Response:
    """Answers with content that has no file of its own; `name` tells its type."""
    tag = hashlib.sha256(content).hexdigest()[:16]
    codings = accepted(request.headers.get("accept-encoding", ""))
    if "gzip" in codings and _worth_packing(name, len(content)):
        headers = {**headers, "Content-Encoding": "gzip"}
        content, tag = gzipped(content), f"{tag}-gzip"
    headers = _validated(headers, tag)
    if _is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type(name))


def media_type(name: str) -> str:
    return TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")


def _validated(headers: Mapping[str, str], tag: str) -> dict[str, str]:
    return {
        **headers,
        "ETag": f'"{tag}"',
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }


def _is_known(request: Request, tag: str) -> bool:
    """Whether the client has this very version (RFC 9110, section 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    return tag in (item.strip().removeprefix("W/") for item in known.split(","))


def _worth_packing(name: str, size: int) -> bool:
    return size in _PACKABLE and PurePosixPath(name).suffix.lower() not in _PACKED
