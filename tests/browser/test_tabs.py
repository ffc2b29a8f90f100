"""Several tabs of one browser."""

from playwright.sync_api import expect

from tests.browser.apps import HELLO
from tests.browser.ide_page import IdePage


def another_tab(ide: IdePage) -> IdePage:
    return IdePage(ide.page.context.new_page(), ide.ide)


def test_two_projects_in_two_tabs(running: IdePage) -> None:
    ide = running
    other = another_tab(ide)
    ide.replace({"main.py": HELLO})
    other.open({"main.py": HELLO.replace("Hello", "Good day")})
    assert ide.project != other.project
    expect(ide.preview.get_by_role("heading")).to_have_text("Hello")
    expect(other.preview.get_by_role("heading")).to_have_text("Good day")
    ide.write("main.py", HELLO.replace("Hello", "Hello again"))
    expect(ide.preview.get_by_role("heading")).to_have_text("Hello again")
    assert "Good day" in other.fetch("/").text
    other.page.close()


def test_one_project_in_two_tabs(ide: IdePage) -> None:
    ide.open({"main.py": HELLO})
    other = another_tab(ide)
    other.page.goto(ide.page.url)
    expect(other.status).to_contain_text("is open in another tab")
    expect(other.editor).to_have_attribute("contenteditable", "false")
    expect(other.page.locator("iframe[title=Runtime]")).to_have_count(0)  # begun, and let go of
    first, second = HELLO.replace("Hello", "The first"), HELLO.replace("Hello", "The second")
    ide.write("main.py", first)
    expect(ide.preview.get_by_role("heading")).to_have_text("The first")
    ide.wait_kept("main.py", first)

    other.page.get_by_role("button", name="Take over here").click()
    other.wait_serving()
    expect(other.preview.get_by_role("heading")).to_have_text("The first")
    expect(ide.status).to_contain_text("is open in another tab")
    other.write("main.py", second)
    expect(other.preview.get_by_role("heading")).to_have_text("The second")
    other.wait_kept("main.py", second)
    ide.page.close()
    other.page.reload()
    other.wait_serving()
    expect(other.preview.get_by_role("heading")).to_have_text("The second")
    expect(other.page.locator("iframe[title=Runtime]")).to_have_count(1)


def test_a_closed_tab_gives_the_project_free(ide: IdePage) -> None:
    ide.open({"main.py": HELLO})
    other = another_tab(ide)
    url = ide.page.url
    ide.page.close()
    other.page.goto(url)
    other.wait_serving()
    assert other.write("main.py", HELLO + "\n")["error"] is None
