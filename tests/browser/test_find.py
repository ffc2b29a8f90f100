"""Search and replace in the file on show, by keyboard."""

from playwright.sync_api import Locator, expect
from pytest import fixture

from tests.browser.apps import HELLO
from tests.browser.ide_page import IdePage
from tests.browser.page_modules import failure, run

SONG = """\
row = "row"
boat = "Row, row your boat"
rows = 3
"""


@fixture
def ide(running: IdePage) -> IdePage:
    running.replace({"main.py": HELLO, "song.txt": SONG})
    running.page.get_by_role("treeitem", name="song.txt").click()
    running.page.keyboard.press("Control+Home")
    return running


def field(ide: IdePage, name: str = "Find") -> Locator:
    return ide.page.get_by_role("textbox", name=name, exact=True)


def count(ide: IdePage) -> Locator:
    return ide.page.locator(".search-count")


def option(ide: IdePage, name: str) -> Locator:
    return ide.page.get_by_role("search").get_by_role("button", name=name)


def selected(ide: IdePage) -> str:
    text: str = ide.page.evaluate("getSelection().toString()")
    return text


def find(ide: IdePage, text: str) -> None:
    ide.page.keyboard.press("Control+f")
    expect(field(ide)).to_be_focused()
    ide.page.keyboard.type(text)


def test_finds_while_typing_and_goes_round(ide: IdePage) -> None:
    find(ide, "row")
    expect(count(ide)).to_have_text("1 of 5")
    for expected in ("2 of 5", "3 of 5"):
        ide.page.keyboard.press("Enter")
        expect(count(ide)).to_have_text(expected)
    ide.page.keyboard.press("Shift+Enter")
    expect(count(ide)).to_have_text("2 of 5")
    for expected in ("3 of 5", "4 of 5", "5 of 5", "1 of 5"):
        ide.page.keyboard.press("F3")
        expect(count(ide)).to_have_text(expected)
    ide.page.keyboard.press("Shift+F3")
    expect(count(ide)).to_have_text("5 of 5")
    ide.page.keyboard.press("Escape")
    expect(field(ide)).to_have_count(0)
    expect(ide.editor).to_be_focused()
    assert selected(ide) == "row"
    ide.page.keyboard.press("F3")
    expect(ide.editor).to_be_focused()


def test_the_options(ide: IdePage) -> None:
    find(ide, "row")
    ide.page.keyboard.press("Alt+c")
    expect(option(ide, "Match case")).to_have_attribute("aria-pressed", "true")
    expect(count(ide)).to_have_text("1 of 4")
    ide.page.keyboard.press("Alt+w")
    expect(count(ide)).to_have_text("1 of 3")
    option(ide, "Match case").click()
    expect(count(ide)).to_have_text("1 of 4")
    option(ide, "Regular expression").click()
    field(ide).fill("r.w|b..t")
    expect(count(ide)).to_have_text("1 of 6")
    field(ide).fill("boot")
    expect(count(ide)).to_have_text("No match")
    option(ide, "Whole words").click()
    option(ide, "Regular expression").click()
    ide.page.keyboard.press("Escape")


def test_a_wrong_expression_is_named(ide: IdePage) -> None:
    find(ide, "(row")
    expect(count(ide)).to_have_text("No match")
    ide.page.keyboard.press("Alt+r")
    expect(ide.page.get_by_role("alert")).to_have_text(
        "This is no regular expression: a ( is never closed"
    )
    expect(field(ide)).to_have_attribute("aria-invalid", "true")
    ide.page.keyboard.type(")")
    expect(ide.page.get_by_role("alert")).to_have_count(0)
    expect(count(ide)).to_have_text("1 of 5")
    ide.page.keyboard.press("Alt+r")
    ide.page.keyboard.press("Escape")


def test_replaces_one_and_all(ide: IdePage) -> None:
    find(ide, "row")
    ide.page.keyboard.press("Control+h")
    expect(field(ide, "Replace with")).to_be_focused()
    ide.page.keyboard.type("tow")
    ide.page.keyboard.press("Enter")
    expect(count(ide)).to_have_text("1 of 4")
    assert ide.read("song.txt") == SONG.replace("row", "tow", 1)
    ide.page.get_by_role("button", name="Replace all").click()
    assert "row" not in str(ide.read("song.txt")).lower()
    ide.page.keyboard.press("Escape")
    expect(ide.editor).to_be_focused()
    ide.page.keyboard.press("Control+z")
    ide.page.keyboard.press("Control+z")
    assert ide.read("song.txt") == SONG


def test_what_is_selected_is_searched(ide: IdePage) -> None:
    for _ in range(3):
        ide.page.keyboard.press("Shift+ArrowRight")
    ide.page.keyboard.press("Control+f")
    expect(field(ide)).to_have_value("row")
    expect(count(ide)).to_have_text("1 of 5")


def test_stays_open_from_file_to_file(ide: IdePage) -> None:
    ide.write("other.txt", "row, row, row")
    find(ide, "row")
    ide.page.get_by_role("treeitem", name="other.txt").click()
    expect(field(ide)).to_have_value("row")
    expect(count(ide)).to_have_text("3 matches")
    expect(ide.editor).to_be_focused()
    ide.page.keyboard.press("Escape")
    ide.page.get_by_role("tab", name="song.txt").click()
    expect(field(ide)).to_have_count(0)


def test_patterns(running: IdePage) -> None:
    """What the search in the project uses; the bar has the sentences from it."""
    found = run(
        running.page,
        """
        const { patternOf, replacementFor } = await load("pattern");
        return arg.map(([sought, text, template]) => {
          const options = { matchCase: false, wholeWord: false, regexp: false };
          const pattern = patternOf({ ...options, ...sought });
          return [...text.matchAll(pattern)].map((match) =>
            template === undefined ? match[0] : replacementFor(match, template, sought.regexp),
          );
        });
        """,
        [
            [{"text": "a.b"}, "a.b axb"],
            [{"text": "id", "wholeWord": True}, "id idle _id (id) été-id"],
            [{"text": ".x", "wholeWord": True}, "a.x .x .xy"],
            [{"text": "É"}, "é É e"],
            [{"text": "^b", "regexp": True}, "a\nb\nab"],
            [{"text": r"(\w+)=(\d)", "regexp": True}, "a=1 bc=2", "$2:$1 $& $$ $3 $12"],
            [{"text": "a"}, "a", "$1 $&"],
        ],
    )
    assert found == [
        ["a.b"],
        ["id", "id", "id"],
        [".x", ".x"],
        ["é", "É"],
        ["b"],
        ["1:a a=1 $ $3 a2", "2:bc bc=2 $ $3 bc2"],
        ["$1 $&"],
    ]


def test_every_wrong_pattern_has_a_sentence(running: IdePage) -> None:
    for text, why in {
        "(": "a ( is never closed",
        ")": "a ) closes nothing",
        "[a": "a [ is never closed",
        "[z-a]": "a range in [ ] runs backwards",
        "*": "a *, + or ? has nothing before it",
        "a{2,1}": "the numbers in { } run backwards",
        "}": "a { or } has no number",
        "a\\": "it ends in a \\",
        "(?<a": "a group has no such name",
        "(?x)": "a (? is not followed by what it needs",
        "\\ä": "a \\ stands before a letter that needs none",
        "\\p{Nix}": "\\p names no kind of letter",
    }.items():
        _, message = failure(
            running.page,
            """
            const { patternOf } = await load("pattern");
            patternOf({ text: arg, matchCase: true, wholeWord: false, regexp: true });
            """,
            text,
        )
        assert message == f"This is no regular expression: {why}", text
