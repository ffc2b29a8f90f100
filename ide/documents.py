"""Fills in what an HTML document cannot know by itself. The placeholders:

`%assets%`, `%vendor%`, `%worker%`, `%ide%`
    the entries of that name in the config; all end in a slash. As in
    `<link rel="stylesheet" href="%assets%style.css">`
`%address%`
    where the document leads to, if it leads anywhere
`<!-- inline static/js/theme_first.js -->`, `<!-- inline worker/host.js -->`
    a script element with what that file holds: it runs before anything else is asked for. Those in
    static/ are classic scripts, those in worker/ modules. A module that is not joined with what it
    imports is asked for.
`<!-- config -->`
    `<script type="application/json" id="config">` with the Config of static/js/messages.js. A
    document with scripts `<script type="module" src="%assets%...">` also gets, before them, the
    import map and a preload link for every module which they need: so the comment must stand before
    the first. It is no modulepreload link: what comes by one Chromium 156 compiles anew each time.
"""

import html
import json
import re
from functools import lru_cache
from itertools import chain
from typing import Literal, TypedDict

from ide.assets import Assets
from ide.modules import entries, imports, reachable

_CONFIG = "<!-- config -->"
_INLINE = re.compile(r"<!-- inline (static|worker)/(\S+) -->")
_ENDS_SCRIPT = re.compile(r"<(?:!--|/?script)", re.IGNORECASE)
"""What no script element may hold (HTML, section 4.12.1.3)."""
_PLACEHOLDER = re.compile(r"%(assets|vendor|worker|ide|address)%")


class Config(TypedDict):
    """Mirror of the typedef of that name in static/js/messages.js."""

    version: str
    mode: Literal["origins", "prefix"]
    ide: str
    assets: str
    vendor: str
    snapshots: str | None
    worker: str
    preview: str
    host: str
    index: str | None


def render(template: str, config: Config, assets: Assets, address: str = "") -> str:
    """The document that `template` describes."""
    values = {
        "assets": config["assets"],
        "vendor": config["vendor"],
        "worker": config["worker"],
        "ide": config["ide"],
        "address": address,
    }
    filled = _PLACEHOLDER.sub(lambda match: html.escape(values[match[1]]), template)
    filled = _INLINE.sub(lambda match: _script(assets, config, match[1], match[2]), filled)
    if _CONFIG not in template:
        return filled
    started = entries(template)
    modules = _modules(started, config, assets) if started else []
    lines = [*modules, f'<script type="application/json" id="config">{_json(config)}</script>']
    return filled.replace(_CONFIG, "\n    ".join(lines))


def _script(assets: Assets, config: Config, kind: str, name: str) -> str:
    found = (assets.static if kind == "static" else assets.worker).find(name)
    if found is None:
        raise FileNotFoundError(f"{kind}/{name}, which a document has inline, is missing")
    content = found[0].read_text(encoding="utf-8")
    ends = _ENDS_SCRIPT.search(content) is not None
    if kind == "worker" and (ends or imports(content)):
        return f'<script type="module" src="{html.escape(config["worker"] + name)}"></script>'
    if ends:
        raise ValueError(f"{kind}/{name} has what ends a script element, or hides its end")
    opening = "<script>" if kind == "static" else '<script type="module">'
    return f"{opening}\n{content}</script>"


def _modules(started: list[str], config: Config, assets: Assets) -> list[str]:
    """The import map, which must come before any module, and the modules to fetch early."""
    imports = {name: config["vendor"] + file for name, file in assets.vendor.modules.items()}
    lines = [f'<script type="importmap">{_json({"imports": imports})}</script>']
    for module in _needed(assets, tuple(started), config["assets"] + config["vendor"]):
        url = imports.get(module) or config["assets"] + module
        lines.append(f'<link rel="preload" as="script" crossorigin href="{html.escape(url)}">')
    return lines


@lru_cache(maxsize=16)
def _needed(assets: Assets, started: tuple[str, ...], version: str) -> list[str]:
    """What the modules need, themselves included, read once for each `version` of all files."""
    bare = assets.vendor.modules
    needed = (reachable(assets.static, entry, bare) for entry in started)
    return list(dict.fromkeys(chain.from_iterable(needed)))


def _json(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
