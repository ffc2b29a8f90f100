"""The build hook: assembles the browser's assets and puts them into the wheel."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS = "ide/_assets"
"""Where `static/` and `worker/` are in an installed wheel."""


class AssetsHook(BuildHookInterface[Any]):
    """Runs for wheels and editable installs; an sdist is built without it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build static/vendor/; for a real wheel, list the files to carry."""
        root = Path(self.root)
        # The hook is loaded by its path, from a process that does not know the checkout.
        sys.path.insert(0, self.root)
        from ide.build import build
        from ide.build.process import BuildError

        try:
            build(root, self.app.display_info)
        except BuildError as error:
            # pip prints what the build printed: without a traceback the sentence is easily found.
            sys.exit(f"error: {error}")
        if version == "standard":
            build_data["force_include"].update(
                {
                    str(file): f"{ASSETS}/{file.relative_to(root).as_posix()}"
                    for file in served_files(root)
                }
            )


def served_files(root: Path) -> Iterator[Path]:
    """Everything in static/ and worker/ that is served: no npm, no configuration of tools."""
    for folder in (root / "static", root / "worker"):
        for file in sorted(folder.rglob("*")):
            path = file.relative_to(root)
            if file.is_file() and path not in _FOR_THE_BUILD and not _SKIPPED & {*path.parts}:
                yield file


_SKIPPED = {"node_modules", "__pycache__"}
_FOR_THE_BUILD = {
    Path("static", ".npmrc"),
    Path("static", "codemirror.js"),
    Path("static", "hashes.js"),
    Path("static", "package-lock.json"),
    Path("static", "package.json"),
    Path("static", "tsconfig.json"),
    Path("worker", "tsconfig.documents.json"),
    Path("worker", "tsconfig.json"),
}
