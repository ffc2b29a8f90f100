from hashlib import sha256
from pathlib import Path

import pytest

from ide.build import wheels
from ide.build.process import BuildError
from tests.ide.build_wheel import write_wheel


@pytest.fixture(autouse=True)
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all the packages that pip knows of."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def require(tmp_path: Path, *wheel_files: Path, digest: str | None = None) -> Path:
    """A requirements file for `wheel_files`, with their hashes or with `digest`."""
    file = tmp_path / "browser.txt"
    lines = ["# compiled by uv"]
    for wheel in wheel_files:
        name, version, _ = wheel.name.split("-", 2)
        known = digest or sha256(wheel.read_bytes()).hexdigest()
        lines += [f"{name}=={version} \\", f"    --hash=sha256:{'0' * 64} \\"]
        lines += [f"    --hash=sha256:{known}"]
    file.write_text("\n".join(lines) + "\n")
    return file


def test_reads_versions_and_hashes(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "index", "paper", version="2.1", paper="")
    (entry,) = wheels.read_requirements(require(tmp_path, wheel))
    assert (entry.name, str(entry.version)) == ("paper", "2.1")
    assert entry.hashes == {"0" * 64, sha256(wheel.read_bytes()).hexdigest()}


@pytest.mark.parametrize("line", ["paper", "paper>=1 --hash=sha256:00", "paper==1"])
def test_a_requirement_must_be_pinned_and_hashed(tmp_path: Path, line: str) -> None:
    (tmp_path / "browser.txt").write_text(f"{line}\n")
    with pytest.raises(BuildError, match="paper must have one version"):
        wheels.read_requirements(tmp_path / "browser.txt")


def test_fetches_each_wheel_and_tells(tmp_path: Path, index: Path) -> None:
    paper, ink = write_wheel(index, "paper", paper=""), write_wheel(index, "ink", ink="")
    said: list[str] = []

    found = wheels.fetch(require(tmp_path, paper, ink), tmp_path / "wheels", said.append)

    assert [wheel.name for wheel in found] == [ink.name, paper.name]
    assert [wheel.read_bytes() for wheel in found] == [ink.read_bytes(), paper.read_bytes()]
    assert said[0] == "downloading 2 of 2 wheels for the browser"
    assert len(said) == 3


def test_fetches_only_what_is_missing(tmp_path: Path, index: Path) -> None:
    paper, ink = write_wheel(index, "paper", paper=""), write_wheel(index, "ink", ink="")
    requirements = require(tmp_path, paper, ink)
    wheels.fetch(requirements, tmp_path / "wheels", print)
    (tmp_path / "wheels" / ink.name).write_bytes(b"interrupted")
    said: list[str] = []

    wheels.fetch(requirements, tmp_path / "wheels", said.append)
    wheels.fetch(requirements, tmp_path / "wheels", said.append)

    assert said[0] == "downloading 1 of 2 wheels for the browser"
    assert said[-1] == "2 wheels for the browser are up to date"
    assert (tmp_path / "wheels" / ink.name).read_bytes() == ink.read_bytes()


def test_deletes_what_is_no_longer_asked_for(tmp_path: Path, index: Path) -> None:
    paper, ink = write_wheel(index, "paper", paper=""), write_wheel(index, "ink", ink="")
    wheels.fetch(require(tmp_path, paper, ink), tmp_path / "wheels", print)
    found = wheels.fetch(require(tmp_path, ink), tmp_path / "wheels", print)
    assert list((tmp_path / "wheels").iterdir()) == found


def test_a_wrong_hash_is_refused(tmp_path: Path, index: Path) -> None:
    paper = write_wheel(index, "paper", paper="")
    requirements = require(tmp_path, paper, digest="1" * 64)
    with pytest.raises(BuildError, match=r"does not have the hash in ide/build/browser\.txt"):
        wheels.fetch(requirements, tmp_path / "wheels", print)
    assert list((tmp_path / "wheels").iterdir()) == []


def test_an_unreachable_index_says_what_to_do(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = write_wheel(tmp_path, "paper", paper="")
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(BuildError, match=r"Check the network.*run the same command again"):
        wheels.fetch(require(tmp_path, paper), tmp_path / "wheels", print)
