from tests.worker.language.editor import Editor


def test_they_carry_the_version(editor: Editor) -> None:
    editor.open("x = undefined")
    editor.rest()
    editor.type("x = 1")
    editor.rest()
    told = [(each["version"], len(each["diagnostics"])) for each in editor.published()]
    assert told == [(1, 1), (2, 0)]


def test_only_python_is_looked_at(editor: Editor) -> None:
    editor.open("<p>", "page.html")
    assert editor.diagnostics("page.html") == []


def test_they_are_in_the_order_of_lines(editor: Editor) -> None:
    editor.open("import nowhere_to_be_found\nx = undefined\nimport os\n")
    codes = [each["code"] for each in editor.diagnostics()]
    assert sorted(codes[:2]) == ["UnusedImport", "missing-package"]
    assert codes[2:] == ["UndefinedName", "UnusedImport"]


def test_they_go_when_the_file_is_closed(editor: Editor) -> None:
    editor.open("x = undefined")
    assert editor.diagnostics()
    editor.tell("textDocument/didClose", {"textDocument": {"uri": editor.uri}})
    assert editor.diagnostics() == []


def test_a_change_elsewhere_is_noticed(editor: Editor) -> None:
    editor.open("import helpers_of_mine\nhelpers_of_mine.x\n")
    assert [each["code"] for each in editor.diagnostics()] == ["missing-package"]
    editor.write(helpers_of_mine__py="x = 1")
    assert editor.diagnostics() == []
