"""Modules of the page and the workers, joined."""

import re
from pathlib import Path

import pytest

from ide.assets import PAGES, Assets
from ide.build import build, bundles
from ide.build.process import BuildError
from ide.derived import bundle_inputs
from ide.modules import entries, reachable

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    build(ROOT)


def test_they_are_made_once() -> None:
    said: list[str] = []
    bundles.build(ROOT, said.append)
    assert said == ["static/bundles is up to date"]


def test_each_module_that_a_browser_starts_with_is_joined() -> None:
    assets = Assets.below(ROOT)
    assert assets.static.version().endswith(f"-{assets.static.version().rpartition('-')[2]}")
    for page in PAGES:
        for entry in entries((ROOT / "static" / page).read_text("utf-8")):
            needed = reachable(assets.static, entry, assets.vendor.modules)
            own = [name for name in needed if name not in assets.vendor.modules]
            # A page in two steps: what each has alone, and shares with the other or with others.
            assert len(own) <= (5 if entry == "js/main.js" else 4), own
            assert all(_path(assets, name).is_relative_to(ROOT / "static/bundles") for name in own)


def test_each_worker_is_one_file() -> None:
    started = set()
    for file in [*(ROOT / "worker").glob("*.js"), *(ROOT / "worker").glob("*.html")]:
        started |= set(
            re.findall(r"(?:config\.worker}|%worker%)(\w+\.js)", file.read_text("utf-8"))
        )
    assert started <= {*bundles.WORKERS}
    for name in bundles.WORKERS:
        text = (ROOT / "static/bundles/worker" / name).read_text("utf-8")
        assert not re.search(r"^import\b(?!\()", text, re.MULTILINE)


def test_a_module_that_cannot_be_parsed(tmp_path: Path) -> None:
    for name in ("static", "worker"):
        (tmp_path / name).mkdir()
    for name in PAGES:
        (tmp_path / "static" / name).write_text("")
    (tmp_path / "static/lead.html").write_text('<script type="module" src="%assets%js/a.js">')
    (tmp_path / "static/js").mkdir()
    (tmp_path / "static/js/a.js").write_text("let a = ;\n")
    for name in ("package.json", "package-lock.json", "node_modules"):
        (tmp_path / "static" / name).symlink_to(ROOT / "static" / name)
    with pytest.raises(BuildError, match=r"(?s)bundle js/a\.js.*Unexpected \";\""):
        bundles.build(tmp_path, print)
    assert not (tmp_path / "static/bundles").exists()


def test_what_they_depend_on(tmp_path: Path) -> None:
    def inputs(**files: str) -> str:
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        assets = Assets.below(tmp_path)
        return bundle_inputs(assets.static, assets.worker)

    first = inputs(static__js__a_js="1", worker__b_js="1", worker__c_py="1", static__d_css="1")
    assert inputs(worker__c_py="2", static__d_css="2") == first
    assert inputs(worker__b_js="2") != first
    assert inputs(worker__b_js="1", static__js__a_js="2") != first


def _path(assets: Assets, name: str) -> Path:
    found = assets.static.find(name)
    assert found is not None
    return found[0]
