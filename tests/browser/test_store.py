"""The project store and its owner, in real tabs of one profile."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.page_modules import failure, run

STORE = 'const store = await (await load("store")).openStore();'
CLAIM = 'const { claim } = await load("ownership");'


@pytest.fixture
def context(emptied_context: BrowserContext) -> BrowserContext:
    return emptied_context


@pytest.fixture
def tab(page: Page, base_url: str) -> Page:
    page.goto(base_url)
    return page


@pytest.fixture
def other_tab(tab: Page, base_url: str) -> Page:
    """Another tab of the same profile."""
    other = tab.context.new_page()
    other.goto(base_url)
    return other


def create(tab: Page, **project: Any) -> str:
    """Keeps a project that the tab does not own yet."""
    id = run(tab, f"{STORE} return (await store.create(arg)).id;", {"name": "hello", **project})
    assert isinstance(id, str)
    return id


def claim(tab: Page, id: str, *, steal: bool = False) -> bool:
    """Claims a project for the tab, and lets the tab know when it is lost."""
    owned = run(
        tab,
        f"""{CLAIM}
        const ownership = await claim(arg.id, {{ steal: arg.steal }});
        globalThis.release = ownership.release;
        ownership.lost.then(() => {{ globalThis.lost = true; }});
        return ownership.owned;""",
        {"id": id, "steal": steal},
    )
    assert isinstance(owned, bool)
    return owned


def write(tab: Page, id: str, changes: dict[str, str | None], by: str = "user") -> None:
    run(tab, f"{STORE} await store.write(...arg);", [id, changes, by])


def read(tab: Page, id: str) -> dict[str, Any]:
    project: dict[str, Any] = run(tab, f"{STORE} return store.read(arg);", id)
    return project


def files(tab: Page, id: str) -> dict[str, str]:
    return {path: file["content"] for path, file in read(tab, id)["files"].items()}


def test_keeps_everything_over_a_reload(tab: Page) -> None:
    id = create(
        tab,
        files={"main.py": "import fastapi\n", "static/é.css": "a"},
        folders=["uploads"],
        view={"path": "main.py", "line": 1, "preview": "/books"},
    )
    tab.reload()
    project = read(tab, id)
    info = project.pop("info")
    assert project == {
        "files": {
            "main.py": {"content": "import fastapi\n", "writtenBy": "user"},
            "static/é.css": {"content": "a", "writtenBy": "user"},
        },
        "folders": ["uploads"],
        "view": {"path": "main.py", "line": 1, "preview": "/books"},
        "cookies": [],
    }
    assert (info["name"], info["files"], info["bytes"]) == ("hello", 2, 16)
    assert info["frameworks"] == ["FastAPI"]
    assert re.fullmatch(r"[a-z][a-z0-9]{9}", info["id"])


def test_keeps_bytes_without_the_buffer_they_are_a_window_of(tab: Page) -> None:
    kept = run(
        tab,
        f"""{STORE}
        const window = new Uint8Array([9, 0, 255, 9]).subarray(1, 3);
        const {{ id }} = await store.create({{ name: "hello", files: {{ "a.bin": window }} }});
        const {{ content }} = (await store.read(id)).files["a.bin"];
        return [content.constructor.name, [...content], content.buffer.byteLength];""",
    )
    assert kept == ["Uint8Array", [0, 255], 2]


def test_counts_follow_the_writes(tab: Page) -> None:
    id = create(tab, files={"main.py": "import starlette", "data.txt": "four"})
    assert claim(tab, id)
    write(tab, id, {"main.py": "from fastapi import FastAPI", "data.txt": None, "b.txt": "€"})
    info = read(tab, id)["info"]
    assert (info["files"], info["bytes"], info["frameworks"]) == (2, 30, ["FastAPI"])
    assert info["modified"] >= info["created"]


@pytest.mark.parametrize(
    ("path", "text", "frameworks"),
    [
        ("main.py", "import os, datasette.app as d", ["Datasette"]),
        ("app/db.py", "    from sqlmodel import Session", ["SQLModel"]),
        ("main.py", "from fastapi.templating import Jinja2Templates", ["FastAPI", "Jinja2"]),
        ("requirements.txt", "Flask>=3\nsqlalchemy==2", ["Flask", "SQLAlchemy"]),
        ("pyproject.toml", 'dependencies = ["starlette>=1", "Jinja2"]', ["Starlette", "Jinja2"]),
        ("main.py", "# fastapi is not imported here", []),
        ("README.md", "import fastapi", []),
    ],
)
def test_names_the_frameworks(tab: Page, path: str, text: str, frameworks: list[str]) -> None:
    id = create(tab, files={path: text})
    assert read(tab, id)["info"]["frameworks"] == frameworks


def test_what_the_app_changes_in_the_users_files_stays_the_users(tab: Page) -> None:
    id = create(tab, files={"books.db": "1", "main.py": ""})
    claim(tab, id)
    write(tab, id, {"books.db": "2", "log.txt": "a"}, by="app")
    write(tab, id, {"cache.txt": "a"}, by="app")
    write(tab, id, {"cache.txt": "b"})
    writers = {path: file["writtenBy"] for path, file in read(tab, id)["files"].items()}
    assert writers == {"books.db": "user", "cache.txt": "user", "log.txt": "app", "main.py": "user"}


def test_a_file_too_large_is_refused_and_nothing_written(tab: Page) -> None:
    id = create(tab, files={"main.py": "a"})
    claim(tab, id)
    kind, message = failure(
        tab,
        f'{STORE} await store.write(arg, {{ "main.py": "b", "big.db": "x".repeat(21e6) }});',
        id,
    )
    assert (kind, message) == (
        "too-large",
        "big.db is 21 MB: a project keeps files up to 20 MB.",
    )
    assert files(tab, id) == {"main.py": "a"}


def test_lists_the_last_changed_first(tab: Page) -> None:
    first = create(tab, name="first", files={})
    create(tab, name="second", files={})
    claim(tab, first)
    write(tab, first, {"main.py": ""})
    names = run(tab, f"{STORE} return (await store.list()).map(({{ name }}) => name);")
    assert names == ["first", "second"]


def test_a_duplicate_is_a_project_of_its_own(tab: Page) -> None:
    id = create(tab, files={"main.py": "a"}, folders=["empty"], view={"line": 3})
    copy = run(tab, f"{STORE} return store.duplicate(arg);", id)
    run(tab, f"{STORE} await store.duplicate(arg);", id)
    claim(tab, id)
    write(tab, id, {"main.py": "b"})
    assert copy["name"] == "hello copy"
    assert files(tab, copy["id"]) == {"main.py": "a"}
    assert read(tab, copy["id"])["folders"] == ["empty"]
    names = run(tab, f"{STORE} return (await store.list()).map(({{ name }}) => name);")
    assert sorted(names) == ["hello", "hello copy", "hello copy 2"]


def test_cookies_are_kept_but_not_duplicated(tab: Page) -> None:
    cookie = {"name": "a", "value": "1", "path": "/", "expires": None, "same_site": "lax"}
    id = create(tab, files={"main.py": "a"})
    claim(tab, id)
    run(tab, f"{STORE} await store.saveCookies(...arg);", [id, [cookie]])
    tab.reload()
    assert read(tab, id)["cookies"] == [cookie]
    copy = run(tab, f"{STORE} return store.duplicate(arg);", id)
    assert read(tab, copy["id"])["cookies"] == []


def test_removes_all_of_a_project_and_nothing_else(tab: Page) -> None:
    gone, kept = create(tab, files={"a.py": ""}), create(tab, files={"a.py": ""})
    run(tab, f"{STORE} await store.remove(arg);", gone)
    kind, message = failure(tab, f"{STORE} await store.read(arg);", gone)
    assert kind == "missing"
    assert message.startswith("This project is not in this browser")
    assert files(tab, kept) == {"a.py": ""}


def test_only_an_owner_writes(tab: Page) -> None:
    id = create(tab, files={"main.py": "a"})
    body = f'{STORE} await store.write(arg, {{ "main.py": "b" }});'
    assert failure(tab, body, id)[0] == "not-owner"
    assert files(tab, id) == {"main.py": "a"}


def without_locks(context: BrowserContext) -> None:
    """As on plain http from another machine."""
    context.add_init_script('Object.defineProperty(Navigator.prototype, "locks", {})')


class TestTwoTabs:
    @pytest.fixture(params=["locks", "no locks"])
    def context(
        self,
        request: pytest.FixtureRequest,
        emptied_context: BrowserContext,
        new_context: Callable[[], BrowserContext],
    ) -> BrowserContext:
        if request.param == "locks":
            return emptied_context
        context = new_context()
        without_locks(context)
        return context

    def test_the_second_is_told(self, tab: Page, other_tab: Page) -> None:
        id = create(tab, files={})
        assert claim(tab, id)
        assert not claim(other_tab, id)

    def test_the_second_takes_over(self, tab: Page, other_tab: Page) -> None:
        id = create(tab, files={"main.py": "a"})
        claim(tab, id)
        assert claim(other_tab, id, steal=True)
        tab.wait_for_function("globalThis.lost === true")
        write(other_tab, id, {"main.py": "b"})
        body = f'{STORE} await store.write(arg, {{ "main.py": "overwritten" }});'
        assert failure(tab, body, id)[0] == "not-owner"
        assert files(tab, id) == {"main.py": "b"}

    def test_the_second_has_it_once_the_first_lets_go(self, tab: Page, other_tab: Page) -> None:
        id = create(tab, files={})
        claim(tab, id)
        tab.evaluate("release()")
        assert claim(other_tab, id)
        assert tab.evaluate("globalThis.lost") is None

    def test_a_reload_keeps_it(self, tab: Page, other_tab: Page) -> None:
        id = create(tab, files={})
        claim(tab, id)
        tab.reload()
        assert claim(tab, id)

    def test_two_projects_are_no_rivals(self, tab: Page, other_tab: Page) -> None:
        assert claim(tab, create(tab, files={}))
        assert claim(other_tab, create(tab, files={}))


def test_a_project_that_is_not_there_cannot_be_claimed(tab: Page) -> None:
    body = f"{CLAIM} await claim('abcdefghij');"
    assert failure(tab, body)[0] == "missing"
    # The lock is free again, so the next one hears the same and not that another tab has it.
    assert failure(tab, body)[0] == "missing"


def test_goes_on_after_the_browser_closed_the_database(tab: Page, other_tab: Page) -> None:
    create(tab, files={})
    other_tab.evaluate(
        """() => new Promise((resolve, reject) => {
          const request = indexedDB.deleteDatabase("asgipad");
          request.onsuccess = resolve;
          request.onerror = reject;
        })"""
    )
    assert run(tab, f"{STORE} return store.list();") == []
    id = create(tab, files={"main.py": "a"})
    assert files(tab, id) == {"main.py": "a"}


def test_a_newer_asgipad_in_another_tab_says_to_reload(tab: Page, other_tab: Page) -> None:
    create(tab, files={})
    other_tab.evaluate(
        """() => new Promise((resolve, reject) => {
          const request = indexedDB.open("asgipad", 99);
          request.onsuccess = () => request.result.close();
          request.onsuccess = resolve;
          request.onerror = reject;
        })"""
    )
    kind, message = failure(tab, f"{STORE} await store.list();")
    assert (kind, message) == (
        "refused",
        "A newer asgipad is open in another tab. Reload this page to go on.",
    )


def test_no_room_left_is_said_and_nothing_half_written(
    new_context: Callable[[], BrowserContext], base_url: str
) -> None:
    page = new_context().new_page()
    # Before the database is opened: Chromium looks at the room that is left now and then only.
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": base_url, "quotaSize": 1_000_000})
    page.goto(base_url)
    id = create(page, files={"main.py": "a"})
    claim(page, id)
    body = f"""{STORE}
    const large = new Uint8Array(5_000_000);
    for (let at = 0; at < large.length; at += 50_000) {{
      crypto.getRandomValues(large.subarray(at, at + 50_000));
    }}
    await store.write(arg, {{ "main.py": "b", "big.db": large }});"""
    kind, message = failure(page, body, id)
    assert (kind, message) == ("full", "This browser has no room left.")
    assert files(page, id) == {"main.py": "a"}


def refuse_storage(context: BrowserContext) -> None:
    """As a browser does that blocks the data of all sites."""
    context.add_init_script(
        """Object.defineProperty(window, "indexedDB", {
          get() { throw new DOMException("access is denied", "SecurityError"); },
        })"""
    )


@pytest.fixture
def refused_tab(new_context: Callable[..., BrowserContext], base_url: str) -> Page:
    context = new_context()
    refuse_storage(context)
    page = context.new_page()
    page.goto(base_url)
    return page


def test_a_browser_that_refuses_gets_a_store_for_the_tab(refused_tab: Page) -> None:
    about = run(refused_tab, f"{STORE} return [store.persistent, store.reason];")
    assert about == [False, "This browser keeps nothing here: access is denied."]
    id = create(refused_tab, files={"main.py": "a", "old.py": ""}, folders=["empty"])
    write_unclaimed = f'{STORE} await store.write(arg, {{ "main.py": "b" }});'
    assert failure(refused_tab, write_unclaimed, id)[0] == "not-owner"
    assert claim(refused_tab, id)
    write(refused_tab, id, {"main.py": "b", "old.py": None})
    run(refused_tab, f"{STORE} await store.saveView(arg, {{ line: 3 }});", id)
    run(refused_tab, f"{STORE} await store.saveFolders(arg, ['other']);", id)
    run(refused_tab, f"{STORE} await store.rename(arg, 'renamed');", id)
    project = read(refused_tab, id)
    assert project["files"] == {"main.py": {"content": "b", "writtenBy": "user"}}
    assert (project["view"], project["folders"]) == ({"line": 3}, ["other"])
    copy = run(refused_tab, f"{STORE} return store.duplicate(arg);", id)
    assert copy["name"] == "renamed copy"
    run(refused_tab, f"{STORE} await store.remove(arg);", id)
    assert failure(refused_tab, f"{STORE} await store.read(arg);", id)[0] == "missing"
    assert files(refused_tab, copy["id"]) == {"main.py": "b"}


def test_a_page_that_is_busy_can_claim_what_is_free(tab: Page) -> None:
    body = f"""
    {CLAIM}
    const claiming = claim(arg);
    const end = performance.now() + 1000;
    while (performance.now() < end);
    return (await claiming).owned;
    """
    assert run(tab, body, create(tab, files={}))
