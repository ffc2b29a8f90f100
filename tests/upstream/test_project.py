"""The files of an app."""

from pathlib import Path

from tests.upstream.exchanges.project import files_of, write
from tests.upstream.exchanges.recording import App


def sdist(folder: Path) -> Path:
    for path in ("docs/__init__.py", "docs/a/one.py", "docs/a/sub/two.py", "docs/b/three.py"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)
    return folder


def test_its_package_and_what_is_around_it(tmp_path: Path) -> None:
    app = App("docs.a.one:app", (("NAME", "value"),), (("static/a.css", b"a"),), ())
    files = files_of(app, sdist(tmp_path), "fastapi\n")
    assert set(files) == {
        "main.py",
        "pyproject.toml",
        "requirements.txt",
        "docs/__init__.py",
        "docs/a/one.py",
        "docs/a/sub/two.py",
        "static/a.css",
    }
    assert files["main.py"].decode() == (
        "import os\n\nos.environ.update({'NAME': 'value'})\nfrom docs.a.one import app as app\n"
    )


def test_a_folder_with_times(tmp_path: Path) -> None:
    write({"a/b.txt": b"text"}, tmp_path, 1_000_000_000.0)
    assert (tmp_path / "a/b.txt").read_bytes() == b"text"
    assert (tmp_path / "a/b.txt").stat().st_mtime == 1_000_000_000.0
