"""Zips, folders and dropped files become projects; what cannot is refused with a sentence."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.kept_projects import StartPage


@pytest.fixture
def context(emptied_context: BrowserContext) -> BrowserContext:
    return emptied_context


@pytest.fixture
def start(page: Page, base_url: str) -> StartPage:
    start = StartPage(page, base_url)
    start.open()
    return start


def zipped(files: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Names that end in / are folders."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def choose_zip(start: StartPage, content: bytes, name: str = "shop.zip") -> None:
    with start.page.expect_file_chooser() as chooser:
        start.page.get_by_role("button", name="Open a zip").click()
    chooser.value.set_files({"name": name, "mimeType": "application/zip", "buffer": content})


def refusal(start: StartPage, content: bytes, name: str = "shop.zip") -> str:
    """The sentence that a zip gets; nothing is kept of it."""
    choose_zip(start, content, name)
    expect(start.notice.locator("p")).to_be_visible()
    expect(start.rows).to_have_count(0)
    return start.notice.locator("p").inner_text()


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip(start: StartPage, compression: int) -> None:
    content = zipped(
        {"main.py": "ä = 1\r\n", "static/logo.png": b"\x89PNG\0", "uploads/": ""}, compression
    )
    choose_zip(start, content)
    assert start.opened() == {
        "name": "shop",
        "files": {"main.py": "ä = 1\r\n", "static/logo.png": [137, 80, 78, 71, 0]},
        "folders": ["uploads"],
        "view": {},
    }


def test_the_one_folder_around_everything_gives_the_name(start: StartPage) -> None:
    choose_zip(start, zipped({"bookshelf/": "", "bookshelf/main.py": "a"}), "download (2).zip")
    project = start.opened()
    assert (project["name"], project["files"]) == ("bookshelf", {"main.py": "a"})


def test_what_tools_make_again_stays_out(start: StartPage) -> None:
    left_out = [
        "__MACOSX/._main.py",
        ".git/config",
        "__pycache__/main.cpython-314.pyc",
        ".venv/bin/python",
        "node_modules/a/index.js",
    ]
    choose_zip(start, zipped({"app/main.py": "a", **dict.fromkeys(left_out, "")}))
    assert start.opened()["files"] == {"main.py": "a"}


def test_a_symbolic_link_stays_out(start: StartPage) -> None:
    link = zipfile.ZipInfo("passwords")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO(zipped({"main.py": "a"}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    choose_zip(start, buffer.getvalue())
    assert start.opened()["files"] == {"main.py": "a"}


def test_a_download_comes_back_as_it_was(start: StartPage, tmp_path: Path) -> None:
    files: dict[str, str | list[int]] = {
        "main.py": "\ufeffa = 'é'\r\n",
        "data/books.db": [0, *range(256)],
        "empty.txt": "",
    }
    start.keep("shop", files, folders=["uploads/2026"])
    saved = tmp_path / "shop.zip"
    start.download("shop").save_as(saved)
    choose_zip(start, saved.read_bytes())
    project = start.opened()
    assert (project["name"], project["files"]) == ("shop 2", files)
    assert project["folders"] == ["uploads/2026"]


@pytest.mark.parametrize("path", ["../../main.py", "/etc/passwd", "a/../../b.py"])
def test_a_zip_that_leads_elsewhere_is_refused(start: StartPage, path: str) -> None:
    sentence = refusal(start, zipped({"main.py": "a", path: "b"}))
    assert sentence.startswith(f"shop.zip is not opened. {path}: ")


def test_another_file_is_no_zip(start: StartPage) -> None:
    assert refusal(start, b"%PDF-1.7", "shop.pdf") == (
        "shop.pdf is not a zip file, or it ends too early."
    )


def test_a_zip_that_was_cut_is_refused(start: StartPage) -> None:
    content = zipped({"main.py": "a" * 1000})
    assert refusal(start, content[:-30]) == "shop.zip is not a zip file, or it ends too early."


def patched(content: bytes, at: int, value: bytes) -> bytes:
    return content[:at] + value + content[at + len(value) :]


def test_a_zip_with_another_byte_is_refused(start: StartPage) -> None:
    content = zipped({"main.py": "a = 1"}, zipfile.ZIP_STORED)
    damaged = patched(content, content.index(b"a = 1"), b"b")
    assert refusal(start, damaged) == "shop.zip is damaged: main.py is not as it was packed."


def test_a_zip_whose_list_is_damaged_is_refused(start: StartPage) -> None:
    content = zipped({"main.py": "a = 1"})
    damaged = patched(content, content.index(b"PK\x01\x02"), b"XX")
    assert refusal(start, damaged) == "shop.zip is damaged: its list of files cannot be read."


def test_a_zip_that_lies_about_its_size_is_refused(start: StartPage) -> None:
    content = zipped({"main.py": b"\0" * 1_000_000})
    at = content.index(b"PK\x01\x02") + 24
    damaged = patched(content, at, (10).to_bytes(4, "little"))
    assert refusal(start, damaged).startswith("shop.zip is damaged: main.py ")


def test_a_locked_zip_is_refused(start: StartPage) -> None:
    content = zipped({"main.py": "a = 1"})
    locked = patched(content, content.index(b"PK\x01\x02") + 8, b"\x01")
    assert refusal(start, locked) == (
        "shop.zip is locked with a password. Pack it again without one."
    )


def test_another_way_of_packing_is_refused(start: StartPage) -> None:
    sentence = refusal(start, zipped({"main.py": "a"}, zipfile.ZIP_BZIP2))
    assert sentence.startswith("main.py in shop.zip is packed in a way that browsers cannot read.")


def test_a_file_that_is_too_large_is_named(start: StartPage) -> None:
    assert refusal(start, zipped({"main.py": "", "big.db": b"\0" * 21_000_000})) == (
        "big.db is 21 MB: a project keeps files up to 20 MB. Take it out and open shop.zip again."
    )


def test_too_many_files_are_refused(start: StartPage) -> None:
    sentence = refusal(start, zipped({f"{number}.txt": "" for number in range(2001)}))
    assert sentence.startswith("shop.zip has 2001 files: a project keeps up to 2000.")


def test_an_empty_zip_is_refused(start: StartPage) -> None:
    assert refusal(start, zipped({})) == "There are no files in shop.zip."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project on this computer, with what tools leave there."""
    for path, content in {
        "main.py": b"a",
        "static/logo.png": b"\x89PNG\0",
        ".git/config": b"",
        "node_modules/a/index.js": b"",
    }.items():
        target = tmp_path / "garden" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tmp_path / "garden"


GARDEN = {
    "name": "garden",
    "files": {"main.py": "a", "static/logo.png": [137, 80, 78, 71, 0]},
    "folders": [],
    "view": {},
}


def test_a_folder_where_there_is_no_picker(page: Page, base_url: str, folder: Path) -> None:
    page.add_init_script("delete window.showDirectoryPicker")
    start = StartPage(page, base_url)
    start.open()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a folder").click()
    chooser.value.set_files(folder)
    assert start.opened() == GARDEN


PICK_PRIVATE_FOLDER = """() => { window.showDirectoryPicker = async () => {
  const root = await navigator.storage.getDirectory();
  const garden = await root.getDirectoryHandle("garden", { create: true });
  const write = async (folder, name, bytes) => {
    const handle = await folder.getFileHandle(name, { create: true });
    const file = await handle.createWritable();
    await file.write(new Uint8Array(bytes));
    await file.close();
  };
  await write(garden, "main.py", [97]);
  await write(await garden.getDirectoryHandle("static", { create: true }), "logo.png",
    [137, 80, 78, 71, 0]);
  await write(await garden.getDirectoryHandle(".git", { create: true }), "config", []);
  return garden;
} }"""


def test_a_folder_from_the_picker(start: StartPage) -> None:
    """The picker itself is the browser's; a folder of the page's own storage stands in for it."""
    start.page.evaluate(PICK_PRIVATE_FOLDER)
    start.page.get_by_role("button", name="Open a folder").click()
    assert start.opened() == GARDEN


def test_a_picker_that_is_cancelled_changes_nothing(start: StartPage) -> None:
    start.page.evaluate(
        """() => { window.showDirectoryPicker = async () => {
          window.asked = true;
          throw new DOMException("The user aborted a request.", "AbortError");
        } }"""
    )
    start.page.get_by_role("button", name="Open a folder").click()
    start.page.wait_for_function("window.asked")
    expect(start.notice).to_be_hidden()


Drop = Callable[..., None]


@pytest.fixture
def drop(start: StartPage) -> Drop:
    """Drops files of this computer on the page, as the browser itself does."""
    devtools = start.page.context.new_cdp_session(start.page)

    def drop(*paths: Path) -> None:
        files = [str(path) for path in paths]
        data = {"items": [], "files": files, "dragOperationsMask": 1}
        for kind in ["dragEnter", "dragOver", "drop"]:
            devtools.send(
                "Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": data}
            )
            if kind == "dragOver":
                expect(start.page.get_by_text("Drop a folder, a zip or files")).to_be_visible()

    return drop


def test_a_dropped_folder(start: StartPage, drop: Drop, folder: Path) -> None:
    drop(folder)
    assert start.opened() == GARDEN


def test_a_dropped_zip(start: StartPage, drop: Drop, tmp_path: Path) -> None:
    (tmp_path / "shop.zip").write_bytes(zipped({"main.py": "a"}))
    drop(tmp_path / "shop.zip")
    assert start.opened()["name"] == "shop"


def test_a_dropped_file(start: StartPage, drop: Drop, folder: Path) -> None:
    drop(folder / "main.py")
    project = start.opened()
    assert (project["name"], project["files"]) == ("main", {"main.py": "a"})


def test_a_drop_that_is_refused_takes_the_cover_away(
    start: StartPage, drop: Drop, tmp_path: Path
) -> None:
    (tmp_path / "shop.zip").write_bytes(b"no zip")
    drop(tmp_path / "shop.zip")
    expect(start.notice).to_contain_text("shop.zip is not a zip file")
    expect(start.page.get_by_text("Drop a folder, a zip or files")).to_be_hidden()
    start.notice.get_by_role("button", name="Close this message").click()
    expect(start.notice).to_be_hidden()
