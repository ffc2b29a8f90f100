"""The suites that can be run, and what of their source distributions they need."""

import shutil
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tests.upstream.sdists import unpacked

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Suite:
    """The tests of one of the browser's packages."""

    name: str
    """Of the package; the folder with its code in the sdist has the same name."""

    @property
    def recording(self) -> Path:
        """How its tests end natively."""
        return HERE / "recorded" / f"{self.name}.txt"

    @property
    def differences(self) -> Path:
        """The tests that are known to end otherwise in the browser, with reasons."""
        return HERE / "known" / f"{self.name}.txt"

    @property
    def folder(self) -> Path:
        """The unpacked sdist, downloaded if need be."""
        return unpacked(self.name)

    def copy(self, target: Path) -> None:
        """Put everything but the package itself into `target`: tests import the installed one."""
        shutil.copytree(
            self.folder,
            target,
            ignore=lambda folder, _: [self.name] if Path(folder) == self.folder else [],
        )

    def files(self) -> list[str]:
        """All files with tests, as POSIX paths below the suite's folder."""
        found = (self.folder.glob(f"{place}/**/test_*.py") for place in ("scripts", "tests"))
        return sorted(path.relative_to(self.folder).as_posix() for path in chain(*found))


SUITES = {suite.name: suite for suite in (Suite("starlette"), Suite("fastapi"))}
