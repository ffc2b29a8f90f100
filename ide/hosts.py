"""Which of the host's faces a request came to, told by its host name.

    asgipad.localhost:8000       the IDE origin; previews have origins of their own
    <id>.asgipad.localhost:8000  the preview origin of one project
    localhost, a loopback address  the entry: leads to the IDE origin, where a browser can go there
    any other name               IDE and previews on one origin: prefix mode

The server keeps nothing and answers everybody alike, so a name that an attacker points at it (DNS
rebinding) shows him an empty IDE on his own origin and nothing else.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal

from starlette.datastructures import Headers
from starlette.types import Scope

IDE_NAME = "asgipad.localhost"
RESERVED = "/__pad__"
"""Prefix of our own paths, on every origin: they never reach an app."""

PROJECT = re.compile(r"[a-z0-9]{10}")
"""What a project id looks like."""

Face = Literal["ide", "preview", "entry", "prefix"]
Mode = Literal["origins", "prefix"]

_HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(:(?P<port>[0-9]{1,5}))?")


class HostError(ValueError):
    """The Host header is missing, malformed, or names an origin that cannot exist."""


@dataclass(frozen=True)
class Place:
    """The origin that the browser has in its address bar, and what it is to us."""

    scheme: str
    name: str
    """Lower-case, an IPv6 address in brackets."""
    port: str
    """ ":8000", or "" where the scheme's own port is used."""
    face: Face
    project: str | None = None
    """Of a preview origin."""

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.name}{self.port}"

    @property
    def mode(self) -> Mode:
        return "origins" if self.face in ("ide", "preview") else "prefix"

    @property
    def ide(self) -> str:
        """URL of the start page, ends in "/"."""
        if self.mode == "prefix":
            return f"{self.origin}/"
        return f"{self.scheme}://{IDE_NAME}{self.port}/"

    @property
    def preview(self) -> str:
        """URL of a project's preview, ends in "/". Where more than one is possible with "{id}"."""
        if self.face == "preview":
            return f"{self.origin}/"
        if self.face == "ide":
            return f"{self.scheme}://{{id}}.{IDE_NAME}{self.port}/"
        return f"{self.origin}/preview/{{id}}/"

    @property
    def host_page(self) -> str:
        """URL of a project's host page, with "{id}" like `preview`."""
        if self.mode == "prefix":
            return f"{self.origin}{RESERVED}/host.html?id={{id}}"
        return f"{self.preview.removesuffix('/')}{RESERVED}/host.html"

    @property
    def trustworthy(self) -> bool:
        """Whether browsers treat the origin as secure (W3C Secure Contexts, section 3.1)."""
        return self.scheme == "https" or _is_local(self.name)


def place_of(scope: Scope) -> Place:
    """Reads the origin from the request, or from what a reverse proxy says it was.

    X-Forwarded-Host and X-Forwarded-Proto are believed from anybody: no page can send them to
    another origin, and whoever sends them only changes the answer to himself.

    Raises:
        HostError: there is no such origin.
    """
    headers = Headers(scope=scope)
    host = _first(headers.get("x-forwarded-host")) or headers.get("host", "")
    match = _HOST.fullmatch(host.lower())
    if match is None:
        raise HostError(f"{host!r} is not a host name.")
    name = match["name"]
    scheme = _first(headers.get("x-forwarded-proto"))
    if scheme not in ("http", "https"):
        scheme = scope["scheme"]
    standard = "443" if scheme == "https" else "80"
    port = "" if match["port"] in (None, standard) else f":{match['port']}"
    if name == IDE_NAME:
        return Place(scheme, name, port, "ide")
    if name.endswith(f".{IDE_NAME}"):
        project = name.removesuffix(f".{IDE_NAME}")
        if not PROJECT.fullmatch(project):
            raise HostError(f"{project!r} is not the id of a project.")
        return Place(scheme, name, port, "preview", project)
    return Place(scheme, name, port, "entry" if _is_local(name) else "prefix")


def _first(header: str | None) -> str:
    """The value nearest to the browser: each proxy appends its own."""
    return (header or "").split(",")[0].strip()


def _is_local(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
