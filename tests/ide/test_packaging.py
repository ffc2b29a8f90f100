"""What pyproject.toml, the hook and the compiled requirements promise each other."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ide.build import lockfile, wheels
from ide.hatch_build import served_files

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_tests_have_what_the_build_has(pyproject: dict[str, Any]) -> None:
    needed = {line for line in pyproject["build-system"]["requires"] if not line.startswith("pip=")}
    assert needed <= {*pyproject["project"]["optional-dependencies"]["test"]}


def test_the_browser_gets_each_package_of_its_group(pyproject: dict[str, Any]) -> None:
    compiled = {p.name: p for p in wheels.read_requirements(ROOT / "ide" / "build" / "browser.txt")}
    for line in pyproject["dependency-groups"]["browser"]:
        requirement = Requirement(line)
        package = compiled[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(package.version, prereleases=True)
    assert not lockfile.LEFT_OUT.keys() & compiled.keys()


def test_the_tests_use_the_browsers_versions(pyproject: dict[str, Any]) -> None:
    compiled = {p.name: p for p in wheels.read_requirements(ROOT / "ide" / "build" / "browser.txt")}
    extras = pyproject["project"]["optional-dependencies"]
    for line in [*pyproject["project"]["dependencies"], *extras["test"]]:
        requirement = Requirement(line)
        package = compiled.get(canonicalize_name(requirement.name))
        assert package is None or requirement.specifier.contains(package.version, prereleases=True)


def test_a_wheel_carries_what_is_served_and_nothing_of_npm() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in served_files(ROOT)}
    assert {
        "static/style.css",
        "static/vendor/codemirror.js",
        "static/vendor/manifest.json",
        "static/vendor/pyodide/pyodide.asm.wasm.br",
        "static/templates/hello/main.py",
        "worker/service_worker.js",
        "worker/messages.py",
    } <= names
    sources = {"static/package.json", "static/codemirror.js", "static/hashes.js"}
    assert not (sources | {"worker/tsconfig.json"}) & names
    assert not any("node_modules" in name or name.endswith(".pyc") for name in names)


def test_no_registry_is_named_in_the_repository() -> None:
    tracked = subprocess.check_output(["git", "ls-files"], cwd=ROOT, encoding="utf-8").splitlines()
    hosts = re.compile(r"pypi\.or[g]|pythonhosted\.or[g]|npmj[s]\.|jsdelivr\.ne[t]")
    named = [name for name in tracked if hosts.search(_text(ROOT / name))]
    assert named == []


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
