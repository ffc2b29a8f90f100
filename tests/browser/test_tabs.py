"""Several tabs of one browser."""

from playwright.sync_api import expect

from tests.browser.apps import HELLO
from tests.browser.ide_page import IdePage


def another_tab(ide: IdePage) -> IdePage:
    return IdePage(ide.page.context.new_page(), ide.ide)


def test_two_projects_in_two_tabs(ide: IdePage) -> None:
    other = another_tab(ide)
    ide.open({"main.py": HELLO})
    other.open({"main.py": HELLO.replace("Hello", "Good day")})
    assert ide.project != other.project
    expect(ide.preview.get_by_role("heading")).to_have_text("Hello")
    expect(other.preview.get_by_role("heading")).to_have_text("Good day")
    ide.write("main.py", HELLO.replace("Hello", "Hello again"))
    expect(ide.preview.get_by_role("heading")).to_have_text("Hello again")
    assert "Good day" in other.fetch("/").text


def test_one_project_in_two_tabs(ide: IdePage) -> None:
    ide.open({"main.py": HELLO})
    other = another_tab(ide)
    other.page.goto(ide.page.url)
    expect(other.status).to_contain_text("is open in another tab")
    expect(other.editor).to_have_attribute("contenteditable", "false")
    ide.write("main.py", HELLO.replace("Hello", "From the first"))
    expect(ide.preview.get_by_role("heading")).to_have_text("From the first")
    expect(ide.page.get_by_text("Saved in this browser")).to_be_visible()

    other.page.get_by_role("button", name="Take over here").click()
    other.wait_serving()
    expect(other.preview.get_by_role("heading")).to_have_text("From the first")
    expect(ide.status).to_contain_text("is open in another tab")
    other.write("main.py", HELLO.replace("Hello", "From the second"))
    expect(other.preview.get_by_role("heading")).to_have_text("From the second")
    expect(other.page.get_by_text("Saved in this browser")).to_be_visible()
    ide.page.close()
    other.page.reload()
    expect(other.preview.get_by_role("heading")).to_have_text("From the second")


def test_a_closed_tab_gives_the_project_free(ide: IdePage) -> None:
    ide.open({"main.py": HELLO})
    other = another_tab(ide)
    url = ide.page.url
    ide.page.close()
    other.page.goto(url)
    other.wait_serving()
    assert other.write("main.py", HELLO + "\n")["error"] is None
