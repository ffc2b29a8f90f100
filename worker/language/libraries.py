"""The sources of the packages that the project can import, unpacked from the same wheels.

Only what an editor reads: Python files, stubs, and the metadata that names the distribution. What
is compiled would need another interpreter.
"""

import asyncio
import io
import logging
import shutil
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path, PurePosixPath

logger = logging.getLogger(__name__)

_READ = (".py", ".pyi", "py.typed", ".dist-info/METADATA", ".dist-info/top_level.txt")


class Libraries:
    """The folder with the sources; `fetch` gives the bytes of a URL, and raises OSError."""

    def __init__(self, folder: Path, fetch: Callable[[str], Awaitable[bytes]]) -> None:
        self._folder = folder
        self._fetch = fetch
        self._urls: dict[str, str] = {}
        self._files: dict[str, list[Path]] = {}
        self._lock = asyncio.Lock()
        folder.mkdir(parents=True, exist_ok=True)

    async def install(self, urls: dict[str, str]) -> set[Path]:
        """Have exactly these: name of the distribution -> URL of its wheel; files that changed.

        What cannot be fetched is logged and tried again the next time.
        """
        async with self._lock:
            gone = [name for name in self._urls if urls.get(name) != self._urls[name]]
            changed = {file for name in gone for file in self._remove(name)}
            missing = [name for name in urls if name not in self._urls]
            for files in await asyncio.gather(*(self._add(name, urls[name]) for name in missing)):
                changed.update(files)
            return changed

    async def _add(self, name: str, url: str) -> list[Path]:
        try:
            wheel = await self._fetch(url)
            files = unpack(wheel, self._folder)
        except Exception as exc:  # zipfile raises what it likes for a file that is damaged
            logger.warning("The sources of %s cannot be had from %s: %s", name, url, exc)
            return []
        self._urls[name], self._files[name] = url, files
        return files

    def _remove(self, name: str) -> list[Path]:
        del self._urls[name]
        folders = set()
        files = self._files.pop(name)
        for file in files:
            file.unlink(missing_ok=True)
            folders.add(file.parent)
        for folder in sorted(folders, key=lambda each: -len(each.parts)):
            if folder != self._folder and folder.is_dir() and not any(folder.iterdir()):
                shutil.rmtree(folder)
        return files


def unpack(wheel: bytes, folder: Path) -> list[Path]:
    """Write what an editor reads of a wheel below `folder`; the files that were written.

    A name that leads out of the folder is passed over. All is read before anything is written.

    :raises Exception: the wheel is damaged
    """
    sources = {}
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        for entry in archive.infolist():
            parts = PurePosixPath(entry.filename).parts
            if not entry.filename.endswith(_READ) or ".." in parts or parts[0] == "/":
                continue
            sources[folder.joinpath(*parts)] = archive.read(entry)
    for file, content in sources.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return list(sources)
