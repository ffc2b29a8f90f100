"""What the host can be told: one frozen dataclass, whose every wrong value raises at once."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_PORT = 8000


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message is one line and names the setting."""


@dataclass(frozen=True)
class Settings:
    """How to serve asgipad.

    Raises:
        SettingsError: a value is unusable.
    """

    host: str = "localhost"
    """Address or name to listen on. "localhost" is every loopback address of the machine."""

    port: int | None = None
    """None: 8000 or the next free one. 0: any free one."""

    open_browser: bool = True

    data: Path | None = None
    """Folder for what the host itself keeps. Made when something is first kept in it: projects
    live in the browser, so today nothing is."""

    index: str | None = None
    """Package index (PEP 503 or 691) from which the browser installs what the host does not carry.
    None: the installer's own."""

    snapshots: bool = True
    """Start Python from snapshots, where there are any."""

    def __post_init__(self) -> None:
        if not self.host or any(
            character.isspace() or character in "/?#" for character in self.host
        ):
            raise SettingsError(f"host: {self.host!r} is not a host name or address.")
        if self.port is not None and not 0 <= self.port <= 65535:
            raise SettingsError(f"port: {self.port} is not between 0 and 65535.")
        if self.data is not None:
            _check_folder(self.data)
        if self.index is not None:
            _check_index(self.index)


def _check_folder(folder: Path) -> None:
    """Either a writable folder, or a place where one can be made."""
    nearest = folder.absolute()
    while not nearest.exists():
        nearest = nearest.parent
    if not nearest.is_dir():
        raise SettingsError(f"data: {folder} cannot be a folder, {nearest} is a file.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise SettingsError(f"data: {folder} cannot be used, {nearest} is not writable.")


def _check_index(url: str) -> None:
    try:
        parts = urlsplit(url)
        # A port is only checked when it is asked for.
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(character.isspace() for character in url):
        raise SettingsError(f"index: {url!r} is not an absolute http or https URL.")
    if parts.username is not None or parts.password is not None:
        # Browsers refuse to fetch such a URL, and every app in the preview could read it.
        raise SettingsError(
            "index: a URL with a user name or password cannot be used by a browser."
        )
