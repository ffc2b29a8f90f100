import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from worker.errors import AppFailure, RestartNeeded
from worker.messages import AppError, PageEvent
from worker.missed_imports import MissedImports
from worker.package_backend import Carried, Refused
from worker.packages import PackageInstaller


class Index:
    """A backend with a host and an index in memory: name -> version -> Requires-Dist."""

    def __init__(self) -> None:
        self.host: dict[str, tuple[str, list[str]]] = {}
        self.files: dict[str, dict[str, list[str]]] = {}
        self.binary: set[str] = set()
        self.broken: set[str] = set()
        self.imported: set[str] = set()
        self.online = True
        self.there: dict[str, str] = {}
        self.calls: list[str] = []
        self._urls: dict[str, str] = {}

    def carried(self) -> dict[str, Carried]:
        return {
            name: Carried(version, tuple(Requirement(need).name for need in needs), (name,))
            for name, (version, needs) in self.host.items()
        }

    def installed(self) -> dict[str, str]:
        return dict(self.there)

    def requires(self, name: str) -> list[str]:
        version = self.there[name]
        if name in self.host and self.host[name][0] == version:
            return self.host[name][1] + self.files.get(name, {}).get(version, [])
        return self.files[name][version]

    def modules(self, name: str) -> set[str]:
        return {name.replace("-", "_")}

    def is_imported(self, name: str) -> bool:
        return name in self.imported

    def url(self, name: str) -> str | None:
        return self._urls.get(name)

    def wheels(self) -> dict[str, str]:
        return {name: f"{name}-{version}.whl" for name, version in self.there.items()}

    async def load(self, names: list[str], loaded: Callable[[str], None]) -> None:
        for name in names:
            if name not in self.there and name in self.host:
                if name in self.broken:
                    continue
                await self.load([Requirement(need).name for need in self.host[name][1]], loaded)
                self.calls.append(f"load {name}")
                self.there[name] = self.host[name][0]
                loaded(name)

    async def install(self, requirement: Requirement, *, pre_releases: bool) -> None:
        self.calls.append(f"install {requirement}")
        name = requirement.name
        if not self.online:
            raise Refused("unreachable")
        if name not in self.files:
            raise Refused("no package")
        versions = sorted(self.files[name], key=Version, reverse=True)
        matching = [v for v in versions if v in requirement.specifier]
        if not matching:
            raise Refused("no version", versions=versions)
        if name in self.binary:
            raise Refused("no wheel", versions=versions)
        self.there[name] = matching[0]
        if requirement.url is not None:
            self._urls[name] = requirement.url


class Project:
    """A folder, its installer and what that has emitted."""

    def __init__(self, root: Path, index: Index) -> None:
        self.root = root
        self.index = index
        self.events: list[PageEvent] = []
        self.missed = MissedImports(root)
        self.installer = PackageInstaller(index, self.events.append, self.missed)

    def ensure(self, requirements: str = "", main: str = "", *, fresh: bool = False) -> None:
        (self.root / "requirements.txt").write_text(requirements)
        (self.root / "main.py").write_text(main)
        asyncio.run(self.installer.ensure(self.root, "main.py", fresh=fresh))

    def failure(self, requirements: str = "", main: str = "", *, fresh: bool = False) -> AppError:
        with pytest.raises(AppFailure) as caught:
            self.ensure(requirements, main, fresh=fresh)
        assert caught.value.error["kind"] == "package"
        return caught.value.error


@pytest.fixture
def index() -> Index:
    return Index()


@pytest.fixture
def project(tmp_path: Path, index: Index) -> Project:
    return Project(tmp_path, index)


def test_the_host_comes_before_the_index(project: Project, index: Index) -> None:
    index.host = {"fastapi": ("1.0", ["starlette>=1"]), "starlette": ("1.0", [])}
    index.files = {"fastapi": {"2.0": []}}
    project.ensure("fastapi\n")
    assert index.there == {"fastapi": "1.0", "starlette": "1.0"}


def test_django_gets_the_time_zones_that_a_browser_lacks(project: Project, index: Index) -> None:
    index.host = {"tzdata": ("2026.6", [])}
    index.files = {"django": {"6.0": []}}
    project.ensure("django\n")
    assert index.there == {"django": "6.0", "tzdata": "2026.6"}


def test_another_version_comes_from_the_index_with_what_it_needs(
    project: Project, index: Index
) -> None:
    index.host = {"fastapi": ("1.0", ["starlette"]), "starlette": ("1.0", [])}
    index.files = {"fastapi": {"0.9": ["starlette<1", "typer"]}, "starlette": {"0.5": []}}
    index.files["typer"] = {"0.1": []}
    project.ensure("fastapi<1\n")
    assert index.there == {"fastapi": "0.9", "starlette": "0.5", "typer": "0.1"}


def test_a_pin_holds_against_what_the_host_would_bring_along(
    project: Project, index: Index
) -> None:
    index.host = {"fastapi": ("1.0", ["starlette"]), "starlette": ("1.0", [])}
    index.files = {"starlette": {"0.9": []}}
    project.ensure("fastapi\nstarlette==0.9\n")
    assert index.there == {"fastapi": "1.0", "starlette": "0.9"}


def test_a_version_that_a_later_one_cannot_live_with_is_replaced(
    project: Project, index: Index
) -> None:
    index.files = {"a": {"1.0": ["c"]}, "b": {"1.0": ["d"]}, "c": {"1.0": [], "2.0": []}}
    index.files["d"] = {"1.0": ["c<2"]}
    project.ensure("a\nb\n")
    assert index.there["c"] == "1.0"


def test_constraints_narrow_and_do_not_demand(project: Project, index: Index) -> None:
    (project.root / "limits.txt").write_text("a<2\nb<2\n")
    index.files = {"a": {"1.0": [], "2.0": []}}
    project.ensure("-c limits.txt\na\n")
    assert index.there == {"a": "1.0"}


def test_extras_bring_their_packages(project: Project, index: Index) -> None:
    index.files = {
        "a": {"1.0": ["b; extra == 'more'", "c; extra == 'most'", "d"]},
        "b": {"1.0": []},
        "d": {"1.0": []},
    }
    project.ensure("a\n")
    assert set(index.there) == {"a", "d"}
    project.ensure("a[more]\n")
    assert set(index.there) == {"a", "b", "d"}


def test_what_is_no_requirement_is_passed_over(project: Project, index: Index) -> None:
    index.files = {"a": {"1.0": ["b (>=1", "c"]}, "c": {"1.0": []}}
    project.ensure("a\n")
    assert set(index.there) == {"a", "c"}


def test_what_serves_is_left_out_with_a_note(
    project: Project, index: Index, caplog: pytest.LogCaptureFixture
) -> None:
    index.files = {"uvicorn": {"1.0": ["uvloop; extra == 'standard'"]}}
    with caplog.at_level(logging.INFO):
        project.ensure("uvicorn[standard]\ngunicorn==20\n")
        project.ensure("uvicorn[standard]\ngunicorn==21\n")
    assert set(index.there) == {"uvicorn"}
    assert caplog.messages.count("gunicorn is left out: the preview is the server") == 1


def test_argon2_comes_without_cffi(project: Project, index: Index) -> None:
    index.files = {
        "pwdlib": {"1.0": ["argon2-cffi; extra == 'argon2'"]},
        "argon2-cffi": {"1.0": ["argon2-cffi-bindings"]},
        "argon2-cffi-bindings": {"1.0": ["cffi>=2"]},
        "cffi": {"2.0": []},
    }
    project.ensure("pwdlib[argon2]\n")
    assert set(index.there) == {"pwdlib", "argon2-cffi", "argon2-cffi-bindings"}


def test_of_fastapi_standard_comes_what_is_carried_or_imported(
    project: Project, index: Index, caplog: pytest.LogCaptureFixture
) -> None:
    index.host = {"fastapi": ("1.0", []), "jinja2": ("3.0", [])}
    standard = [f"{name}; extra == 'standard'" for name in ("jinja2", "pillow", "fastar")]
    index.files = {"fastapi": {"1.0": standard}, "pillow": {"1.0": []}, "fastar": {"1.0": []}}
    with caplog.at_level(logging.INFO):
        project.ensure("fastapi[standard]\n", "from PIL import Image\n")
    assert set(index.there) == {"fastapi", "jinja2", "pillow"}
    assert "The app imports nothing of fastar. Left out of fastapi[standard]" in caplog.messages


def test_what_is_left_out_is_said_without_the_condition(
    project: Project, index: Index, caplog: pytest.LogCaptureFixture
) -> None:
    standard = ["fastar; extra == 'standard'", "uvicorn[standard]>=0.12; extra == 'standard'"]
    index.host = {
        "fastapi": ("1.0", standard),
        "uvicorn": ("1.0", ["fancy-loop; extra == 'standard'"]),
    }
    with caplog.at_level(logging.INFO):
        project.ensure("fastapi[standard]\n")
    assert [message for message in caplog.messages if "Left out" in message] == [
        "The app imports nothing of fastar. Left out of fastapi[standard]",
        "The app imports nothing of fancy-loop. Left out of uvicorn[standard]",
    ]


def test_what_the_host_has_dropped_is_not_missed(project: Project, index: Index) -> None:
    index.host = {"datasette": ("1.0", [])}
    index.files = {"datasette": {"1.0": ["pluggy"]}}
    index.online = False
    project.ensure("datasette\n")
    assert set(index.there) == {"datasette"}


def test_imports_are_asked_when_nothing_is_declared(project: Project, index: Index) -> None:
    project.ensure(main="import json\n")
    assert index.calls == []
    index.files = {"surely-nowhere": {"1.0": []}}
    project.ensure(main="import surely_nowhere\n")
    assert index.there == {"surely-nowhere": "1.0"}


def test_an_import_that_is_being_typed_is_not_looked_up(
    project: Project, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.files = {"h": {"1": []}, "hat": {"1": []}}
    project.ensure(main="")

    async def type_on(seconds: float) -> None:
        (project.root / "main.py").write_text("import hat")

    monkeypatch.setattr("worker.packages.asyncio.sleep", type_on)
    project.ensure(main="import h")
    assert index.calls == []
    project.ensure(main="import hat")
    assert index.calls == ["install hat"]


def test_declared_projects_are_not_searched_for_imports(project: Project, index: Index) -> None:
    index.files = {"a": {"1.0": []}}
    project.ensure("a\n", "import surely_nowhere\n")
    assert index.there == {"a": "1.0"}


def test_unchanged_requirements_cost_nothing(project: Project, index: Index) -> None:
    index.files = {"a": {"1.0": []}}
    project.ensure("a\n", "x = 1\n")
    calls = list(index.calls)
    project.ensure("a\n", "x = 2\n")
    assert index.calls == calls


def test_a_failure_stays_until_the_requirements_change(project: Project, index: Index) -> None:
    first = project.failure("a\n")
    calls = list(index.calls)
    assert project.failure("a\n", "x = 2\n") == first
    assert index.calls == calls
    index.files = {"b": {"1.0": []}}
    project.ensure("b\n")


def test_without_a_network_the_next_attempt_tries_again(project: Project, index: Index) -> None:
    index.files = {"a": {"1.0": []}}
    index.online = False
    error = project.failure("a\n")
    assert error["summary"] == (
        "a cannot be installed: the package index cannot be reached. "
        "requirements.txt, line 1 asks for it. Check the connection, then reload"
    )
    index.online = True
    project.ensure("a\n")
    assert index.there == {"a": "1.0"}


def test_progress_counts_packages(project: Project, index: Index) -> None:
    index.host = {"fastapi": ("1.0", ["starlette"]), "starlette": ("1.0", [])}
    index.files = {"a": {"1.0": []}}
    project.ensure("fastapi\na\n")
    progress: list[Any] = [event for event in project.events if event["type"] != "packages"]
    assert {(event["type"], event["step"]) for event in progress} == {("progress", "install")}
    counts = [(event["name"], event["loaded"], event["total"]) for event in progress]
    assert counts[0] == ("a", 0, 3)
    assert counts[-1] == ("fastapi", 3, 3)


def test_no_wheel_for_browsers(project: Project, index: Index) -> None:
    index.files = {"orjson": {"3.0": []}}
    index.binary = {"orjson"}
    error = project.failure("# fast\norjson\n")
    assert (error["path"], error["line"]) == ("requirements.txt", 2)
    assert error["summary"] == (
        "orjson cannot be installed: it has no wheel for browsers. "
        "requirements.txt, line 2 asks for it. JSONResponse does without it"
    )


def test_blame_names_the_package_that_needs_it(project: Project, index: Index) -> None:
    index.files = {"a": {"1.0": ["b"]}, "b": {"1.0": ["c"]}, "c": {"1.0": []}}
    index.binary = {"c"}
    assert (
        "c cannot be installed: it has no wheel for browsers. "
        "b needs it, through a, which requirements.txt, line 1 asks for."
    ) in project.failure("a\n")["summary"]
    assert (
        "b needs it, which requirements.txt, line 1 asks for."
        in (project.failure("b\n")["summary"])
    )


def test_blame_names_the_import(project: Project, index: Index) -> None:
    error = project.failure(main="import os\nimport surely_nowhere\n")
    assert (error["path"], error["line"]) == ("main.py", 2)
    assert "main.py, line 2 imports surely_nowhere" in error["summary"]


def test_no_such_version_lists_those_there_are(project: Project, index: Index) -> None:
    index.files = {"a": {f"1.{minor}": [] for minor in range(7)}}
    assert project.failure("a==9\n")["summary"] == (
        "a cannot be installed: there is no version ==9, there are 1.6, 1.5, 1.4, 1.3, 1.2, .... "
        "requirements.txt, line 1 asks for it"
    )


def test_wishes_that_exclude_each_other_are_all_named(project: Project, index: Index) -> None:
    index.host = {"fastapi": ("1.0", ["starlette>=1"]), "starlette": ("1.0", [])}
    index.files = {"starlette": {"0.9": [], "1.0": []}}
    assert (
        "no version fits all of ==0.9 (requirements.txt, line 2), >=1 (fastapi)"
        in project.failure("fastapi\nstarlette==0.9\n")["summary"]
    )


def test_no_such_package_says_what_may_be_meant(project: Project, index: Index) -> None:
    index.host = {"fastapi": ("1.0", [])}
    assert project.failure("fastpi\n")["summary"] == (
        "fastpi cannot be installed: there is no package of this name. "
        "requirements.txt, line 1 asks for it. Is fastapi meant?"
    )


def test_a_file_that_the_host_lacks_is_not_taken_for_installed(
    project: Project, index: Index
) -> None:
    index.host = {"fastapi": ("1.0", [])}
    index.broken = {"fastapi"}
    assert "its file is missing or damaged" in project.failure("fastapi\n")["summary"]


def test_an_optional_package_may_be_missing(
    project: Project, index: Index, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        project.ensure(main="try:\n    import surely_nowhere\nexcept ImportError:\n    pass\n")
    assert "surely-nowhere cannot be installed" in caplog.text


def test_another_version_of_what_runs_needs_a_restart(project: Project, index: Index) -> None:
    index.files = {"a": {"1.0": [], "2.0": []}}
    project.ensure("a==1\n")
    project.ensure("a==2\n")
    assert index.there == {"a": "2.0"}
    index.imported = {"a"}
    with pytest.raises(RestartNeeded) as needed:
        project.ensure("a==1\n")
    assert str(needed.value) == "requirements.txt, line 1 asks for a==1, and 2.0 is running"


def test_what_asgipad_itself_runs_with_is_an_error_however_often_it_starts(
    project: Project, index: Index
) -> None:
    index.files = {"packaging": {"1.0": [], "2.0": []}}
    index.there = {"packaging": "2.0"}
    index.imported = {"packaging"}
    for _ in range(2):
        assert project.failure("packaging==1.0\n", fresh=True)["summary"] == (
            "packaging==1.0 cannot be installed: asgipad itself runs with packaging 2.0. "
            "requirements.txt, line 1 asks for it. Leave its version open"
        )


def look_for(project: Project, module: str) -> None:
    """A library that is loaded looks for a module, in vain. Here that is the tests' own."""
    project.missed.find_spec(module, None)


def test_what_a_library_had_looked_for_needs_a_restart(project: Project, index: Index) -> None:
    index.files = {"a": {"1.0": []}, "b-b": {"1.0": ["c"]}, "c": {"1.0": []}}
    project.ensure("a\n", fresh=True)
    look_for(project, "b_b")
    with pytest.raises(RestartNeeded, match=r"^b-b was installed, and tests had looked for it$"):
        project.ensure("a\nb-b\n")


def test_also_if_a_failure_comes_between(project: Project, index: Index) -> None:
    index.files = {"b": {"1.0": []}}
    project.ensure(fresh=True)
    look_for(project, "b")
    project.failure("b\nnowhere\n")
    with pytest.raises(RestartNeeded):
        project.ensure("b\n")


def test_what_came_without_it_needs_no_restart(project: Project, index: Index) -> None:
    index.files = {"a": {"1.0": []}, "b": {"1.0": []}}
    project.ensure("a\n", fresh=True)
    look_for(project, "never_there")
    project.ensure("a\nb\n")


def test_what_was_there_already_needs_no_restart(project: Project, index: Index) -> None:
    index.files = {"a": {"1.0": []}, "b": {"1.0": []}}
    look_for(project, "a")  # before it came: asgipad, as it started
    project.ensure("a\n", fresh=True)
    project.ensure("a\nb\n")


def test_a_url_is_installed_once_and_a_new_one_again(project: Project, index: Index) -> None:
    index.files = {"a": {"1.0": []}}
    wheel = "https://files.example/a-1.0-py3-none-any.whl"
    project.ensure(f"a @ {wheel}\n")
    project.ensure(f"# again\na @ {wheel}\n")
    project.ensure(f"a @ {wheel}?2\n")
    assert index.calls == [f"install a @ {wheel}", f"install a @ {wheel}?2"]


def test_removed_requirements_remove_nothing(project: Project, index: Index) -> None:
    index.files = {"a": {"1.0": []}, "b": {"1.0": []}}
    project.ensure("a\nb\n")
    project.ensure("a\n")
    assert set(index.there) == {"a", "b"}


def test_it_tells_which_packages_there_are(project: Project, index: Index) -> None:
    index.host = {"fastapi": ("1.0", ["starlette>=1"]), "starlette": ("1.0", [])}
    index.files = {"plain": {"2.0": []}}
    project.ensure("fastapi\n")
    project.ensure("fastapi\n", "x = 1\n")
    project.ensure("fastapi\nplain\n")
    told = [event["wheels"] for event in project.events if event["type"] == "packages"]
    before = {"fastapi": "fastapi-1.0.whl", "starlette": "starlette-1.0.whl"}
    assert told == [before, {**before, "plain": "plain-2.0.whl"}]
