"""Share links, written from their description in `static/js/share.js` and not with its code."""

import base64
import json
import struct
import zlib
from collections.abc import Mapping


def share_link(
    files: Mapping[str, str | bytes], *, name: str = "project", **place: str | int
) -> str:
    """The link to a project, relative to the start page.

    `place` is what is on show: `path` and `line` in the editor, `preview` in the preview.
    """
    project = {
        "name": name,
        "files": {
            path: content
            if isinstance(content, str)
            else {"base64": base64.b64encode(content).decode()}
            for path, content in files.items()
        },
        **place,
    }
    body = zlib.compress(json.dumps(project).encode(), wbits=-zlib.MAX_WBITS)
    payload = struct.pack(">II", len(body), zlib.crc32(body)) + body
    return f"p/#1.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}"
