"""What fetches and unpacks packages, as the installer sees it. `micropip_backend` is one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from packaging.requirements import Requirement

Refusal = Literal["no package", "no version", "no wheel", "unreachable", "broken"]


class Refused(Exception):
    """The backend cannot install a requirement. `versions`: those that exist, newest first."""

    def __init__(self, reason: Refusal, detail: str = "", versions: Iterable[str] = ()) -> None:
        super().__init__(detail or reason)
        self.reason = reason
        self.detail = detail
        self.versions = tuple(versions)


@dataclass(frozen=True)
class Carried:
    """A package that the host carries, with its dependencies' and its top-level modules' names."""

    version: str
    depends: tuple[str, ...]
    imports: tuple[str, ...]


class Backend(Protocol):
    """Fetches and unpacks. Names are canonical (PEP 503) both ways."""

    def carried(self) -> dict[str, Carried]:
        """What the host carries: always to be had, without an index."""

    def installed(self) -> dict[str, str]:
        """Name -> version of all installed distributions. The next four tell of these, until they
        are looked for again."""

    def requires(self, name: str) -> list[str]:
        """Requires-Dist of an installed distribution."""

    def modules(self, name: str) -> set[str]:
        """The modules of an installed distribution, by their dotted names."""

    def is_imported(self, name: str) -> bool:
        """Whether one of them has been imported."""

    def url(self, name: str) -> str | None:
        """The URL from which an installed distribution came, None for one that came carried."""

    def wheels(self) -> dict[str, str]:
        """Name -> URL of the wheel of every installed distribution; that of one that came carried
        is relative to the lockfile."""

    async def load(self, names: list[str], loaded: Callable[[str], None]) -> None:
        """Install carried packages with their dependencies; `loaded` hears of each that is done.

        :raises Refused: one could not be fetched or unpacked
        """

    async def install(self, requirement: Requirement, *, pre_releases: bool) -> None:
        """Install one distribution from the index or its URL, in place of any other version of it,
        without its dependencies.

        :raises Refused: no such thing can be had
        """
