"""Finds static/, what is built in it, and worker/, in a checkout or in an installed wheel."""

from dataclasses import dataclass
from pathlib import Path

from ide.derived import Derived, Joined
from ide.folders import AssetsError, Built, Folder

INSTALLED = "_assets"
"""Folder of this package that holds static/ and worker/ in a wheel (see ide/hatch_build.py)."""

PAGES = ("index.html", "project.html", "lead.html", "missing.html")
"""Documents in static/."""

WORKER_PAGES = ("host.html", "boot.html")
"""Documents in worker/."""

BUILT = ("vendor", "snapshots", "bundles", "node_modules")
"""Folders in static/ that are not our own source."""


class Vendor(Built):
    """What others wrote."""

    @property
    def modules(self) -> dict[str, str]:
        """Bare import name -> file: each script at the top can be imported by name."""
        return {
            name.removesuffix(".js"): name
            for name in self.names
            if "/" not in name and name.endswith(".js")
        }


@dataclass(frozen=True)
class Assets:
    """The folders that the browser gets its files from."""

    static: Folder
    vendor: Vendor
    worker: Folder
    snapshots: Derived

    @classmethod
    def below(cls, root: Path) -> "Assets":
        """`root` holds static/ and worker/."""
        static = root / "static"
        own, vendor = Folder(static, skip=BUILT), Vendor(static / "vendor")
        worker = Folder(root / "worker")
        bundles = Derived.bundles(static / "bundles", own, worker)
        return cls(
            static=Joined(own, bundles, "static/"),
            vendor=vendor,
            worker=Joined(worker, bundles, "worker/"),
            snapshots=Derived.snapshots(static / "snapshots", vendor, worker),
        )

    def check(self) -> None:
        """Looks for what must be there before anything can be served.

        Raises:
            AssetsError: a file is missing.
        """
        for folder, pages in ((self.static, PAGES), (self.worker, WORKER_PAGES)):
            for page in pages:
                if not (folder.root / page).is_file():
                    raise AssetsError(f"{folder.root / page} is missing.")
        self.vendor.version()  # reads the manifest, which names every other file


def find_assets() -> Assets:
    """The files that belong to this copy of asgipad.

    Raises:
        AssetsError: some are missing; says what to do in a checkout, and what in a wheel.
    """
    package = Path(__file__).parent
    installed = (package / INSTALLED).is_dir()
    assets = Assets.below(package / INSTALLED if installed else package.parent)
    try:
        assets.check()
    except AssetsError as error:
        remedy = (
            "The installation is incomplete: install asgipad again."
            if installed
            else "This checkout is not built yet: run `python -m ide.build` in it."
        )
        raise AssetsError(f"{error} {remedy}") from None
    return assets
