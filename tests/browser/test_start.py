"""From the first visit to a running app, and back to it."""

from playwright.sync_api import BrowserContext, expect

from tests.browser.apps import HELLO
from tests.browser.ide_page import SERVING, START_OF_PYTHON, IdePage


def test_first_visit_to_first_response(ide: IdePage) -> None:
    ide.open_start()
    expect(ide.page.get_by_role("heading", level=1)).to_have_text(
        "Write a Python web app in this tab."
    )
    ide.page.get_by_role("button", name="FastAPI, the smallest").click()
    heading = ide.preview.get_by_role("heading")
    expect(heading).to_have_text("Time for tea", timeout=START_OF_PYTHON)
    expect(ide.status).to_have_text(SERVING)
    expect(ide.address).to_have_value("/")
    expect(ide.editor).to_contain_text("app = FastAPI(")


KEEP_WHAT_THE_STATUS_SAYS = """
  window.said = [];
  new MutationObserver(() => {
    const words = document.querySelector("#state")?.textContent.trim();
    if (words && words !== said.at(-1)) said.push(words);
  }).observe(document, { childList: true, subtree: true, characterData: true });
"""


def test_the_status_names_every_step_of_the_way(ide: IdePage) -> None:
    ide.page.add_init_script(KEEP_WHAT_THE_STATUS_SAYS)
    ide.start_from("A JSON API on a database")
    said = iter(ide.page.evaluate("said"))
    for step in ["Downloading Python", "Starting Python", "Installing ", "Serving main:app"]:
        assert any(words.startswith(step) for words in said), step


def test_the_page_hears_that_the_worker_has_started(running: IdePage) -> None:
    """Until then, and no longer, it leaves the thread to it."""
    expect(running.page.locator("#host")).to_have_attribute("data-works", "")


def test_milestones_of_a_start_are_marked(running: IdePage) -> None:
    marks = running.page.evaluate("performance.getEntriesByType('mark').map(({ name }) => name)")
    ours = [name.removeprefix("asgipad: ") for name in marks if name.startswith("asgipad: ")]
    assert ours[0] == "scripts"
    assert ours.index("state starting") < ours.index("state loading") < ours.index("state serving")
    assert len(set(ours)) == len(ours)


def test_who_comes_back_downloads_nothing(emptied_context: BrowserContext, base_url: str) -> None:
    ide = IdePage(emptied_context.new_page(), base_url)
    ide.start_from("Starlette")
    ide.page.add_init_script(KEEP_WHAT_THE_STATUS_SAYS)
    ide.page.reload()
    ide.wait_serving()
    said = ide.page.evaluate("said")
    assert not any("Downloading" in words for words in said), said


def test_the_project_is_listed_and_opens_again(ide: IdePage) -> None:
    ide.open_start()
    ide.page.get_by_role("button", name="Starlette").click()
    expect(ide.editor).to_contain_text("Starlette on its own")
    ide.open_start()
    ide.page.get_by_role("link", name="starlette").click()
    expect(ide.preview.get_by_role("heading")).to_have_text("Jabberwocky")
    ide.wait_serving()


def test_an_empty_project_begins_with_a_file(ide: IdePage) -> None:
    ide.open_start()
    ide.page.get_by_role("button", name="Empty project").click()
    expect(ide.status).to_have_text("No app yet. Create main.py to begin")
    assert ide.write("main.py", HELLO)["error"] is None
    ide.wait_serving()
    expect(ide.preview.get_by_role("heading", name="Hello")).to_be_visible()


_SEEN_MEANWHILE = """async ([path, text]) => {
  const seen = new Set();
  const observer = new MutationObserver(() => {
    for (const id of ["state", "cover"]) seen.add(document.getElementById(id).innerText);
  });
  observer.observe(document.body, { attributes: true, childList: true, subtree: true });
  await asgipad.files.write(path, text);
  observer.disconnect();
  return [...seen].join("; ");
}"""


def test_that_there_was_no_file_is_not_held_against_the_first(ide: IdePage) -> None:
    ide.open_start()
    ide.page.get_by_role("button", name="Empty project").click()
    expect(ide.status).to_have_text("No app yet. Create main.py to begin")
    ide.page.wait_for_function("asgipad.state.phase === 'failed'")  # Python has found nothing, too
    seen = ide.page.evaluate(_SEEN_MEANWHILE, ["main.py", HELLO])
    assert "Serving main:app" in seen
    assert "No app" not in seen
