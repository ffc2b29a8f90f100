"""What has changed since a project's start, and taking it back."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest import fixture

from tests.browser.apps import HELLO
from tests.browser.ide_page import START_OF_PYTHON, IdePage
from tests.browser.page_modules import run
from tests.browser.share_link import share_link

POEM = "one\ntwo\nthree\nfour\nfive\nsix\n"
FILES = {"main.py": HELLO, "docs/poem.txt": POEM, "gone.txt": "1\n2\n"}


@fixture
def ide(page: Page, base_url: str) -> Iterator[IdePage]:
    """A project from a link. Nothing here waits for Python."""
    page.goto(base_url + share_link(FILES, name="poems", path="docs/poem.txt"))
    ide = IdePage(page, base_url)
    expect(ide.editor).to_contain_text("one")
    yield ide


def write(ide: IdePage, path: str, text: str) -> None:
    ide.page.evaluate("([path, text]) => { asgipad.files.write(path, text) }", [path, text])


def panel(ide: IdePage) -> Locator:
    return ide.page.get_by_role("tabpanel", name="Changes")


def row(ide: IdePage, name: str) -> Locator:
    return panel(ide).get_by_role("treeitem", name=name)


def show(ide: IdePage) -> None:
    """By the palette."""
    ide.page.keyboard.press("Control+k")
    ide.page.keyboard.type("changes since")
    ide.page.keyboard.press("Enter")
    expect(panel(ide)).to_be_visible()


def bar(ide: IdePage) -> Locator:
    return ide.page.get_by_role("toolbar", name="Comparison with the start")


def test_lists_what_has_changed(ide: IdePage) -> None:
    show(ide)
    said = panel(ide).get_by_role("status")
    expect(said).to_have_text("Nothing has changed since the start.")
    write(ide, "docs/poem.txt", POEM.replace("two", "2").replace("five\n", ""))
    write(ide, "new.txt", "a\nb\nc")
    ide.page.evaluate("() => { asgipad.files.delete('gone.txt') }")
    expect(row(ide, "docs/poem.txt, 1 added, 2 removed")).to_be_visible()
    expect(row(ide, "gone.txt, deleted, 0 added, 2 removed")).to_be_visible()
    expect(row(ide, "new.txt, new, 3 added, 0 removed")).to_be_visible()
    expect(row(ide, "main.py")).to_have_count(0)
    expect(said).to_contain_text("3 files changed since the start, 4 lines added, 4 removed")


def test_compares_and_takes_a_change_back(ide: IdePage) -> None:
    changed = POEM.replace("two", "2").replace("five", "5")
    write(ide, "docs/poem.txt", changed)
    show(ide)
    expect(bar(ide)).to_be_visible()
    expect(ide.editor).to_be_focused()
    expect(ide.page.locator(".cm-deletedLine")).to_have_text(["two", "five"])
    bar(ide).get_by_role("button", name="Next change").click()
    bar(ide).get_by_role("button", name="Take back this change").click()
    assert ide.read("docs/poem.txt") == POEM.replace("five", "5")
    ide.editor.press("Control+z")
    assert ide.read("docs/poem.txt") == changed
    ide.page.get_by_role("button", name="Take back", exact=True).nth(1).click()
    assert ide.read("docs/poem.txt") == POEM.replace("two", "2")
    bar(ide).get_by_role("button", name="Take back the file").click()
    assert ide.read("docs/poem.txt") == POEM
    expect(row(ide, "docs/poem.txt")).to_have_count(0)
    bar(ide).get_by_role("button", name="End the comparison").click()
    expect(bar(ide)).to_have_count(0)
    ide.editor.press("Control+z")
    assert ide.read("docs/poem.txt") == POEM.replace("two", "2")


def test_takes_back_by_keyboard(ide: IdePage) -> None:
    write(ide, "docs/poem.txt", "zero\n" + POEM)
    write(ide, "new.txt", "a\n")
    ide.page.evaluate("() => { asgipad.files.delete('gone.txt') }")
    ide.page.get_by_role("tab", name="Changes").click()
    row(ide, "docs/poem.txt").press("Shift+Enter")
    expect(row(ide, "docs/poem.txt")).to_have_count(0)
    assert ide.read("docs/poem.txt") == POEM
    expect(row(ide, "gone.txt")).to_be_focused()
    ide.page.keyboard.press("Enter")
    ide.page.get_by_role("button", name="Bring it back").click()
    expect(row(ide, "gone.txt")).to_have_count(0)
    assert ide.read("gone.txt") == FILES["gone.txt"]
    row(ide, "new.txt").press("Shift+Enter")
    ide.page.get_by_role("button", name="Delete", exact=True).click()
    expect(panel(ide).get_by_role("status")).to_have_text("Nothing has changed since the start.")


def test_the_start_is_kept_over_a_reload(ide: IdePage) -> None:
    ide.wait_serving()
    write(ide, "docs/poem.txt", POEM + "seven\n")
    ide.wait_kept("docs/poem.txt", POEM + "seven\n")
    ide.page.reload()
    expect(ide.editor).to_contain_text("seven")
    ide.page.get_by_role("tab", name="Files").click()
    ide.page.get_by_role("treeitem", name="poem.txt").click(button="right")
    ide.page.get_by_role("menuitem", name="Changes since the start").click()
    expect(bar(ide)).to_be_visible()
    expect(row(ide, "docs/poem.txt, 1 added, 0 removed")).to_be_visible()


STORE = 'const store = await (await load("store")).openStore();'


def test_a_duplicate_starts_where_it_was_made(page: Page, base_url: str) -> None:
    page.goto(base_url)
    starts = run(
        page,
        f"""{STORE}
        const {{ MemoryStore }} = await load("memory_store");
        const {{ claim }} = await load("ownership");
        const made = {{ name: "a", files: {{ "main.py": "1", "b.bin": new Uint8Array([1]) }} }};
        const starts = [];
        for (const each of [store, new MemoryStore()]) {{
          const {{ id }} = await each.create(made);
          if (each === store) await claim(id);
          else await each.claim(id);
          await each.write(id, {{ "main.py": "2", "b.bin": null }});
          await each.write(id, {{ "app.db": "x" }}, "app");
          const copy = await each.duplicate(id);
          starts.push(await each.readStart(id), await each.readStart(copy.id));
          await each.remove(copy.id);
          starts.push(await each.readStart(copy.id).catch((error) => error.kind));
        }}
        return JSON.stringify(starts);
        """,
    )
    start = '{"main.py":"1","b.bin":{"0":1}},{"main.py":"2"},"missing"'
    assert starts.replace('"b.bin":{"0":1},"main.py":"1"', '"main.py":"1","b.bin":{"0":1}') == (
        f"[{start},{start}]"
    )


_OLD_DATABASE = """async (id) => {
  const opened = indexedDB.open("asgipad", 1);
  opened.onupgradeneeded = () => {
    opened.result.createObjectStore("projects", { keyPath: "id" });
    opened.result.createObjectStore("files", { keyPath: ["project", "path"] });
  };
  await new Promise((resolve) => { opened.onsuccess = resolve; });
  const tx = opened.result.transaction(["projects", "files"], "readwrite");
  tx.objectStore("projects").add({
    id, name: "old", created: 1, modified: 1, files: 1, bytes: 4, frameworks: [], folders: [],
    view: {}, epoch: 0, mentions: {},
  });
  tx.objectStore("files").add({
    project: id, path: "main.txt", content: "old\\n", writtenBy: "user",
  });
  await new Promise((resolve) => { tx.oncomplete = resolve; });
  opened.result.close();
}"""


@pytest.mark.console_error("status of 500")
def test_a_project_of_an_older_version_has_no_start(page: Page, base_url: str) -> None:
    # The first page of the origin that is no asgipad: it would make the database of today.
    page.route(f"{base_url}blank", lambda route: route.fulfill(content_type="text/html", body=""))
    page.goto(f"{base_url}blank")
    page.evaluate(_OLD_DATABASE, "abcdefghij")
    page.goto(f"{base_url}p/?abcdefghij")
    ide = IdePage(page, base_url)
    expect(ide.editor).to_contain_text("old")
    show(ide)
    expect(panel(ide).get_by_role("status")).to_contain_text(
        "The start of this project is not known"
    )
    write(ide, "main.txt", "new\n")
    ide.wait_kept("main.txt", "new\n")
    # It has no app, as the preview says sooner or later.
    expect(ide.preview.get_by_role("heading").first).to_be_visible(timeout=START_OF_PYTHON)


def changes(page: Page, start: dict[str, Any], files: dict[str, list[str]]) -> Any:
    return run(
        page,
        """
        const { changesSince } = await load("changes");
        const files = Object.entries(arg[1]).map(([path, [content, writtenBy]]) =>
          [path, { content, writtenBy }]);
        return changesSince(arg[0], new Map(files)).map(({ path, kind }) => `${kind} ${path}`);
        """,
        [start, files],
    )


def test_what_counts_as_a_change(page: Page, base_url: str) -> None:
    page.goto(base_url)
    start = {"same": "1", "edited": "1", "gone": "1", "apps": "1", "__proto__.py": "1"}
    files = {
        "same": ["1", "user"],
        "edited": ["2", "user"],
        "apps": ["2", "app"],
        "made.db": ["2", "app"],
        "added": ["", "user"],
        "__proto__.py": ["1", "user"],
        "toString": ["1", "user"],
    }
    assert changes(page, start, files) == [
        "added added",
        "changed apps",
        "changed edited",
        "deleted gone",
        "added toString",
    ]


def test_counts_lines(page: Page, base_url: str) -> None:
    page.goto(base_url + share_link({"main.py": HELLO}, name="counts"))
    counts = run(
        page,
        """
        const { countLines } = await load("editor_comparison");
        return arg.map(([before, after]) => Object.values(countLines(before, after)));
        """,
        [
            ["a\nb\n", "a\nc\n"],
            ["a\r\nb\r\n", "a\nb\n"],
            ["", "a\nb"],
            ["a\nb\nc", "a\nc"],
            ["a\n", ""],
        ],
    )
    assert counts == [[1, 1], [0, 0], [2, 0], [0, 1], [0, 1]]
