"""Python modules as one zip, the way Pyodide mounts a package."""

import io
import zipfile

from ide.folders import Folder

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: equal sources make equal archives."""


def pack(folder: Folder, package: str) -> bytes:
    """Every .py file of `folder`, below a folder named `package`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in folder.names:
            if name.endswith(".py"):
                entry = zipfile.ZipInfo(f"{package}/{name}", _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, (folder.root / name).read_bytes())
    return buffer.getvalue()
