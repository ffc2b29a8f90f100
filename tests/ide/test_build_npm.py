import json
from pathlib import Path

import pytest

from ide.build import npm
from ide.build.process import BuildError

STATIC = Path(__file__).parents[2] / "static"


def write_project(static: Path, integrity: str) -> None:
    """A package.json with one dependency."""
    static.mkdir()
    package = {"name": "page", "dependencies": {"idb": "8.0.4"}}
    (static / "package.json").write_text(json.dumps(package))
    packages = {
        "": package,
        "node_modules/idb": {"version": "8.0.4", "integrity": integrity},
    }
    lock = {"name": "page", "lockfileVersion": 3, "requires": True, "packages": packages}
    (static / "package-lock.json").write_text(json.dumps(lock))


def test_an_unreachable_registry_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    write_project(tmp_path / "static", "sha512-" + "A" * 86 + "==")
    with pytest.raises(BuildError, match="Check the network, or the registry"):
        npm.install(tmp_path / "static", print)
    assert not (tmp_path / "static" / "node_modules" / ".installed").exists()


def test_an_installation_is_not_repeated(tmp_path: Path) -> None:
    static = tmp_path / "static"
    static.mkdir()
    (static / "package.json").write_text('{"name": "page"}')
    (static / "package-lock.json").write_text(
        '{"name": "page", "lockfileVersion": 3, "packages": {"": {"name": "page"}}}'
    )
    said: list[str] = []
    for tools in (False, False, True, False):
        (static / "node_modules").mkdir(exist_ok=True)
        npm.install(static, said.append, tools=tools)
    installing, present = "installing npm packages", "npm packages are up to date"
    assert said == [installing, present, installing, present]


def test_bundles_each_module_and_names_its_packages(tmp_path: Path) -> None:
    packages = npm.bundle(STATIC, tmp_path, print)
    assert {file.stem for file in tmp_path.iterdir()} == npm.MODULES.keys()
    names = {package.relative_to(STATIC / "node_modules").as_posix() for package in packages}
    assert {"@codemirror/view", "@lezer/python", "@noble/hashes", "fflate", "idb"} <= names
    assert {"pyodide", "uqr"} <= names


def test_a_bundle_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npm, "MODULES", {"none": "no-such-package"})
    with pytest.raises(
        BuildError,
        match=r'(?s)bundle no-such-package.*Could not resolve "no-such',
    ):
        npm.bundle(STATIC, tmp_path, print)
