from pathlib import Path

import pytest

from worker.errors import AppFailure
from worker.requirements import Declared, declared


def write(root: Path, **files: str) -> Path:
    """Files by name, `__` standing for a dot and `_in_` for a slash."""
    for name, text in files.items():
        file = root / name.replace("_in_", "/").replace("__", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def wanted(found: Declared) -> list[str]:
    return [f"{demand.requirement} <- {demand.origin}" for demand in found.demands]


def failure(root: Path, entry: str | None = None) -> str:
    with pytest.raises(AppFailure) as caught:
        declared(root, entry)
    error = caught.value.error
    assert error["kind"] == "package"
    assert error["path"] is not None
    assert error["summary"].startswith(f"{error['path']}, line {error['line']}: ")
    return error["summary"]


def test_nothing_is_declared(tmp_path: Path) -> None:
    assert declared(tmp_path, "main.py") == Declared()


def test_names_versions_extras_and_comments(tmp_path: Path) -> None:
    write(
        tmp_path,
        requirements__txt="# the framework\nfastapi[standard] >= 0.100, <1  # pinned\n\nsqlmodel\n",
    )
    assert wanted(declared(tmp_path, None)) == [
        "fastapi[standard]<1,>=0.100 <- requirements.txt, line 2",
        "sqlmodel <- requirements.txt, line 4",
    ]


def test_continued_lines_and_hashes(tmp_path: Path) -> None:
    write(
        tmp_path,
        requirements__txt="starlette==1 \\\n --hash=sha256:a \\\n  --hash=sha256:b\njinja2\\\n>3\n",
    )
    assert wanted(declared(tmp_path, None)) == [
        "starlette==1 <- requirements.txt, line 1",
        "jinja2>3 <- requirements.txt, line 4",
    ]


def test_markers_are_judged_for_the_browser(tmp_path: Path) -> None:
    write(
        tmp_path,
        requirements__txt="""
httpx2-jsfetch; sys_platform == "emscripten"
uvloop; sys_platform != "win32" and platform_system != "Emscripten"
colorama; sys_platform == "win32"
""",
    )
    assert [demand.name for demand in declared(tmp_path, None).demands] == ["httpx2-jsfetch"]


def test_included_files_and_constraints(tmp_path: Path) -> None:
    write(
        tmp_path,
        requirements__txt="-r more/base.txt\n--constraint=limits.txt\nfastapi\n",
        more_in_base__txt="-r ../requirements.txt\n-r leaf.txt\nsqlmodel\n",
        more_in_leaf__txt="jinja2\n",
        limits__txt="starlette<2\n",
    )
    found = declared(tmp_path, None)
    assert wanted(found) == [
        "jinja2 <- more/leaf.txt, line 1",
        "sqlmodel <- more/base.txt, line 3",
        "fastapi <- requirements.txt, line 3",
    ]
    assert [str(limit) for limit in found.constraints] == ["starlette<2 (limits.txt, line 1)"]


def test_options_that_mean_nothing_here_are_noted(tmp_path: Path) -> None:
    write(
        tmp_path,
        requirements__txt="-i https://index.example\n--pre\n--only-binary :all:\nstarlette\n",
    )
    found = declared(tmp_path, None)
    assert found.pre_releases
    assert found.notes == [
        "requirements.txt, line 1: -i is ignored, the host chooses the index",
        "requirements.txt, line 3: --only-binary is ignored, only wheels are installed here",
    ]


def test_wheels_by_url_and_by_path(tmp_path: Path) -> None:
    write(
        tmp_path,
        requirements__txt="""
https://files.example/cool_lib-1.0-py3-none-any.whl#sha256=aa
other @ https://files.example/other-2.0-py3-none-any.whl
./wheels/own-1.0-py3-none-any.whl
""",
        wheels_in_x="",
    )
    (tmp_path / "wheels/own-1.0-py3-none-any.whl").touch()
    assert [(d.name, d.requirement.url) for d in declared(tmp_path, None).demands] == [
        ("cool-lib", "https://files.example/cool_lib-1.0-py3-none-any.whl#sha256=aa"),
        ("other", "https://files.example/other-2.0-py3-none-any.whl"),
        ("own", f"emfs:{tmp_path}/wheels/own-1.0-py3-none-any.whl"),
    ]


def test_the_project_itself_needs_no_installing(tmp_path: Path) -> None:
    write(tmp_path, requirements__txt="-e .\n.\n.[test]\n")
    assert declared(tmp_path, None).demands == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("fast api", "fast api is no requirement: "),
        ("-e ./lib", "./lib is not a wheel. Only wheels are installed here"),
        ("./lib", "./lib is not a wheel. Only wheels are installed here"),
        ("git+https://git.example/lib", "is source code in version control"),
        ("lib @ git+https://git.example/lib", "A browser needs the URL of a wheel"),
        ("https://files.example/lib-1.0.tar.gz", "is not a wheel"),
        ("https://files.example/lib.whl", "lib.whl is no name that a wheel can have"),
        ("./gone-1.0-py3-none-any.whl", "there is no file ./gone-1.0-py3-none-any.whl"),
        ("-r gone.txt", "there is no file gone.txt"),
        ("-r ../outside.txt", "there is no file ../outside.txt"),
        ("-r https://files.example/base.txt", "copy the file into the project"),
        ("--frobnicate", "--frobnicate is no option of a requirements file"),
    ],
)
def test_a_line_that_cannot_be_followed(tmp_path: Path, line: str, sentence: str) -> None:
    write(tmp_path, requirements__txt=f"starlette\n{line}\n")
    summary = failure(tmp_path)
    assert summary.startswith("requirements.txt, line 2: ")
    assert sentence in summary


def test_pyproject_dependencies(tmp_path: Path) -> None:
    write(
        tmp_path,
        pyproject__toml="""\
[project]
name = "mine"
dependencies = [
  # "commented",
  "fastapi",
  'sqlmodel>=0.0.20',
  "uvloop; sys_platform != 'emscripten'",
]
""",
    )
    assert wanted(declared(tmp_path, None)) == [
        "fastapi <- pyproject.toml, line 5",
        "sqlmodel>=0.0.20 <- pyproject.toml, line 6",
    ]


@pytest.mark.parametrize(
    "text", ["[tool.asgipad]\napp = 'main:app'\n", "[project\n", "project = 1"]
)
def test_a_pyproject_without_dependencies(tmp_path: Path, text: str) -> None:
    write(tmp_path, pyproject__toml=text)
    assert declared(tmp_path, None).demands == []


def test_pyproject_dependencies_of_a_wrong_type(tmp_path: Path) -> None:
    write(tmp_path, pyproject__toml="[project]\ndependencies = 'fastapi'\n")
    assert failure(tmp_path) == "pyproject.toml, line 2: dependencies is a list of strings"


SCRIPT = """\
#!/usr/bin/env python
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "starlette",
# ]
# ///
import starlette
"""


def test_script_block_of_the_entry_file(tmp_path: Path) -> None:
    write(tmp_path, main__py=SCRIPT, other__py=SCRIPT.replace("starlette", "fastapi"))
    assert wanted(declared(tmp_path, "main.py")) == ["starlette <- main.py, line 5"]


def test_a_script_block_that_is_never_closed_is_none(tmp_path: Path) -> None:
    write(tmp_path, main__py=SCRIPT.replace("# ///\n", ""))
    assert declared(tmp_path, "main.py").demands == []


def test_a_script_block_that_is_not_toml(tmp_path: Path) -> None:
    write(tmp_path, main__py="# /// script\n# dependencies = [\n# ///\n")
    assert "the script block is not TOML" in failure(tmp_path, "main.py")


def test_all_that_is_declared_counts(tmp_path: Path) -> None:
    write(
        tmp_path,
        requirements__txt="fastapi\n",
        pyproject__toml='[project]\ndependencies = ["sqlmodel"]\n',
        main__py=SCRIPT,
    )
    names = [demand.name for demand in declared(tmp_path, "main.py").demands]
    assert names == ["fastapi", "sqlmodel", "starlette"]
