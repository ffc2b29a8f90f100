"""Which ES modules a page will need, found before the browser does: it would only learn of each
import after it has fetched the importing module, one round trip per step."""

import re
from collections.abc import Container

from ide.folders import Folder

_IMPORT = re.compile(
    r"""^[ \t]*(?:import|export)\b(?:[^'"`;()]*?\bfrom)?\s*["'](?P<name>[^"'\n]+)["']""",
    re.MULTILINE,
)
_AWAITED = re.compile(r"""^await import\(["'](?P<name>[^"'\n]+)["']\)""", re.MULTILINE)

_ENTRY = re.compile(r'<script type="module" src="%assets%(?P<path>[^"]+)"')


def entries(template: str) -> list[str]:
    """The modules in static/ that an HTML document starts."""
    return [match["path"] for match in _ENTRY.finditer(template)]


def imports(source: str) -> list[str]:
    """What a module imports statically, then what it awaits as it starts; as it names them."""
    return [match["name"] for form in (_IMPORT, _AWAITED) for match in form.finditer(source)]


def reachable(folder: Folder, entry: str, bare: Container[str]) -> list[str]:
    """What `entry` imports while it starts, itself first, then breadth first.

    Own modules are paths below `folder`, others are among the `bare` names. An import in a comment
    or a string costs a needless fetch, nothing else, so a pattern is enough of a parser.
    """
    found = [entry]
    for module in found:
        file = None if module in bare else folder.find(module)
        if file is None:
            continue  # somebody else's, or the entry is not written yet
        for imported in imports(file[0].read_text(encoding="utf-8")):
            name = _resolve(imported, module)
            if name not in found and (name in bare or folder.find(name)):
                found.append(name)
    return found


def _resolve(name: str, importer: str) -> str:
    """`./x.js` and `../x.js` relative to the importer; anything else as it is."""
    if not name.startswith("."):
        return name
    steps = importer.split("/")[:-1]
    for step in name.split("/"):
        if step == "..":
            del steps[-1:]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)
