"""One run of the installer: from a project's demands to those of the packages that came in.

Which versions all who ask can live with, what is there already, and a sentence about what cannot be
had.
"""

import asyncio
import difflib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Literal

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from .distributions import ADVICE, COLLECTIONS, NOT_NEEDED, STOOD_IN
from .errors import AppFailure, RestartNeeded, plain_error
from .messages import PageEvent, Progress
from .package_backend import Backend, Refusal, Refused
from .requirements import Declared, Demand, applies

Reason = Refusal | Literal["in use"]


class PackageFailure(AppFailure):
    """A package cannot be had."""

    def __init__(self, demand: Demand, reason: Reason, what: str) -> None:
        origin = demand.origin
        super().__init__(
            plain_error(
                "package",
                "PackageNotAvailable",
                what,
                what,
                path=origin.path,
                line=origin.line,
            )
        )
        self.reason = reason


class Installation:
    """Goes level by level: what the project needs, what that needs, and so on."""

    def __init__(
        self,
        backend: Backend,
        emit: Callable[[PageEvent], None],
        note: Callable[[Iterable[str]], None],
        needs: Declared,
        imported: set[str],
        *,
        fresh: bool,
    ) -> None:
        """`imported`: the distributions behind the project's imports."""
        self._backend = backend
        self._emit = emit
        self._note = note
        self._needs = needs
        self._imported = imported
        self._fresh = fresh
        self._carried = backend.carried()
        self._asked: dict[str, list[Demand]] = {}
        self._followed: set[tuple[str, str, str]] = set()
        self._done: set[str] = set()
        self._total: set[str] = set()

    async def run(self) -> None:
        level = self._needs.demands
        while level:
            names = self._ask(level)
            await self._install([name for name in names if self._is_missing(name)])
            installed = self._backend.installed()
            level = [
                further
                for demand in level
                if demand.name in installed and demand.name not in NOT_NEEDED
                for further in self._follow(demand, installed[demand.name])
            ]

    def _ask(self, level: list[Demand]) -> list[str]:
        """Note who asks for what; the names, each once."""
        names: dict[str, None] = {}
        for demand in level:
            if demand.name in NOT_NEEDED:
                self._note([f"{demand.name} is left out: {NOT_NEEDED[demand.name]}"])
                continue
            self._asked.setdefault(demand.name, []).append(demand)
            names[demand.name] = None
        return list(names)

    def _is_missing(self, name: str) -> bool:
        """Whether the installed version, if any, is not one that all who ask agree on.

        :raises RestartNeeded: it is not, and is in use
        :raises PackageFailure: likewise, and by asgipad itself
        """
        version = self._backend.installed().get(name)
        if version is None:
            return True
        url = self._url(name)
        if url is not None:
            fits = self._backend.url(name) == url
        else:
            fits = self._specifier(name).contains(version, prereleases=True)
        if fits:
            return False
        if self._backend.is_imported(name):
            demand = self._narrowest(name, version)
            if not self._fresh:
                raise RestartNeeded(
                    f"{_who(demand)} {demand.requirement}, and {version} is running"
                )
            why = f"asgipad itself runs with {name} {version}"
            what = f"{demand.requirement} cannot be installed: {why}. {_request(demand)}"
            raise PackageFailure(demand, "in use", f"{what}. Leave its version open")
        return True

    def _specifier(self, name: str) -> SpecifierSet:
        """What all who ask for it, and the constraints, agree on."""
        agreed = SpecifierSet()
        for demand in self._asked[name]:
            agreed &= demand.requirement.specifier
        for constraint in self._needs.constraints:
            if constraint.name == name:
                agreed &= constraint.requirement.specifier
        return agreed

    def _url(self, name: str) -> str | None:
        """Where it has to come from, if somebody says so."""
        return next((d.requirement.url for d in self._asked[name] if d.requirement.url), None)

    def _narrowest(self, name: str, version: str) -> Demand:
        """Somebody who does not want this version."""
        asked = [*self._asked[name], *(c for c in self._needs.constraints if c.name == name)]
        return next(
            (
                d
                for d in asked
                if d.requirement.url
                or not d.requirement.specifier.contains(version, prereleases=True)
            ),
            asked[0],
        )

    # installing -------------------------------------------------------------------------------

    async def _install(self, names: list[str]) -> None:
        if not names:
            return
        carried = [name for name in names if self._is_carried(name)]
        others = [name for name in names if name not in carried]
        self._total |= {*others, *self._closure(carried)}
        # The index first: loading a carried package brings those of its dependencies that are not
        # there yet, in the host's version.
        for name in others:
            self._progress(name)
        results = await asyncio.gather(
            *(self._install_one(name) for name in others), return_exceptions=True
        )
        for error in results:
            if error is not None:
                raise error
        if carried:
            self._progress(carried[0])
            try:
                await self._backend.load(carried, self._finished)
            except Refused as refused:
                self._refuse(refused, carried)
            missing = [name for name in carried if name not in self._backend.installed()]
            if missing:
                self._refuse(Refused("broken"), missing)
            for name in carried:
                self._finished(name)

    def _is_carried(self, name: str) -> bool:
        package = self._carried.get(name)
        if package is None or self._url(name) is not None:
            return False
        if name in self._backend.installed():
            return False  # in another version than anybody wants
        return self._specifier(name).contains(package.version, prereleases=True)

    def _closure(self, names: list[str]) -> set[str]:
        """Carried packages with their dependencies that are not there."""
        installed = self._backend.installed()
        closure: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in closure and name not in installed and name in self._carried:
                closure.add(name)
                waiting += self._carried[name].depends
        return closure

    async def _install_one(self, name: str) -> None:
        """From the index. A failure only counts if somebody cannot do without."""
        url = self._url(name)
        specifier = self._specifier(name)
        requirement = Requirement(f"{name} @ {url}" if url else f"{name}{specifier}")
        try:
            await self._backend.install(requirement, pre_releases=self._needs.pre_releases)
            if name not in self._backend.installed():
                raise Refused("broken")
        except Refused as refused:
            self._refuse(refused, [name])
        else:
            self._finished(name)

    def _refuse(self, refused: Refused, names: list[str]) -> None:
        """Fail with a sentence, or note it if nobody really needs any of `names`."""
        for name in names:
            needed = [demand for demand in self._asked[name] if not demand.optional]
            failure = PackageFailure(
                (needed or self._asked[name])[0],
                refused.reason,
                self._sentence(name, (needed or self._asked[name])[0], refused),
            )
            if needed:
                raise failure
            self._note([failure.error["summary"]])

    def _finished(self, name: str) -> None:
        if name not in self._done:
            self._done.add(name)
            self._progress(name)

    def _progress(self, name: str) -> None:
        total = len(self._total | self._done)
        self._emit(
            Progress(
                type="progress", step="install", name=name, loaded=len(self._done), total=total
            )
        )

    # following ----------------------------------------------------------------------------------

    def _follow(self, demand: Demand, version: str) -> list[Demand]:
        """What an installed package needs in its turn, with the extras that `demand` names."""
        further: list[Demand] = []
        dropped: list[str] = []
        chain = (*demand.chain, demand.name)
        extras = sorted(demand.requirement.extras)
        for extra in ("", *extras):
            if (demand.name, version, extra) in self._followed:
                continue
            self._followed.add((demand.name, version, extra))
            for requirement in self._requirements(demand.name):
                if not applies(requirement, extra) or (extra and applies(requirement)):
                    continue
                if self._is_dropped(demand.name, version, extra, requirement):
                    if extra:
                        dropped.append(canonicalize_name(requirement.name))
                    continue
                further.append(Demand(requirement, demand.origin, chain, demand.optional))
        left_out = sorted({name for name in dropped if name not in NOT_NEEDED})
        if left_out:
            whole = f"{demand.requirement.name}[{','.join(extras)}]"
            names = ", ".join(left_out)
            self._note([f"The app imports nothing of {names}. Left out of {whole}"])
        return further

    def _requirements(self, name: str) -> Iterator[Requirement]:
        """An installed package's own; what old ones wrote before PEP 508 is passed over."""
        for text in self._backend.requires(name):
            try:
                yield _parsed(text)
            except InvalidRequirement:
                self._note([f"{name} needs {text!r}, which is no requirement. Passed over"])

    def _is_dropped(self, name: str, version: str, extra: str, requirement: Requirement) -> bool:
        """Whether a dependency is one that the browser can do without."""
        needed = canonicalize_name(requirement.name)
        if (name, needed) in STOOD_IN:
            return True
        if (name, extra) in COLLECTIONS:
            return needed not in self._carried and needed not in self._imported
        package = self._carried.get(name)
        if extra or package is None or package.version != version:
            return False
        return needed not in package.depends  # the host knows it without

    # sentences ----------------------------------------------------------------------------------

    def _sentence(self, name: str, demand: Demand, refused: Refused) -> str:
        """What cannot be installed, why, who asked for it, and the way out."""
        why, way_out = self._why(name, refused)
        parts = [f"{name} cannot be installed: {why}", _request(demand), way_out]
        return ". ".join(part for part in parts if part)

    def _why(self, name: str, refused: Refused) -> tuple[str, str]:
        match refused.reason:
            case "no wheel":
                default = "Take a package without compiled parts instead"
                return "it has no wheel for browsers", ADVICE.get(name, default)
            case "no version":
                return self._no_version(name, refused.versions), ""
            case "no package":
                meant = difflib.get_close_matches(name, self._carried, n=1, cutoff=0.75)
                way_out = f"Is {meant[0]} meant?" if meant else "Check the spelling"
                return "there is no package of this name", way_out
            case "unreachable":
                return (
                    f"{refused.detail or 'the package index'} cannot be reached",
                    "Check the connection, then reload",
                )
            case "broken":
                detail = f" ({refused.detail})" if refused.detail else ""
                return f"its file is missing or damaged{detail}", "Reload to try again"

    def _no_version(self, name: str, versions: tuple[str, ...]) -> str:
        asked = [*self._asked[name], *(c for c in self._needs.constraints if c.name == name)]
        specified = [demand for demand in asked if demand.requirement.specifier]
        if len(specified) > 1:
            wishes = ", ".join(
                f"{d.requirement.specifier} ({d.chain[-1] if d.chain else d.origin})"
                for d in specified
            )
            return f"no version fits all of {wishes}"
        newest = ", ".join(versions[:5]) or "none"
        more = ", ..." if len(versions) > 5 else ""
        return f"there is no version {self._specifier(name)}, there are {newest}{more}"


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Requirement:
    """:raises InvalidRequirement: of what came before PEP 508"""
    return Requirement(text)


def _request(demand: Demand) -> str:
    """Who asks for it: "requirements.txt, line 3 asks for it"."""
    if demand.chain:
        named = demand.chain[0]
        verb = "imports" if demand.origin.imported else "asks for"
        if len(demand.chain) == 1:
            return f"{named} needs it, which {demand.origin} {verb}"
        return f"{demand.chain[-1]} needs it, through {named}, which {demand.origin} {verb}"
    if demand.origin.imported:
        return f"{demand.origin} imports {demand.origin.imported}"
    return f"{demand.origin} asks for it"


def _who(demand: Demand) -> str:
    return f"{demand.chain[-1]} needs" if demand.chain else f"{demand.origin} asks for"
