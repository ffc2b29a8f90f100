import pytest

from tests.worker.language.editor import Editor


@pytest.mark.parametrize(
    ("text", "covered", "message"),
    [
        ("x = (1,\ny = 2\n", "(", "'(' was never closed"),
        ("é = '🐍' +* 2\n", "*", "This is not valid Python"),
        ("def f()\n    pass\n", "\n", "Expected ':'"),
        ("if True:\nx = 1\n", "x", "Expected an indented block after 'if' statement on line 1"),
        ("return 1\n", "return 1", "'return' outside function"),
        ("x = 'abc\n", "'", "Unterminated string literal (detected at line 1)"),
        ("a = 1\nb = '\0'\n", "\0", "The file contains a null byte"),
    ],
)
def test_the_place_and_the_reason(editor: Editor, text: str, covered: str, message: str) -> None:
    editor.open(text)
    (diagnostic,) = editor.diagnostics()
    assert diagnostic["severity"] == 1
    assert diagnostic["message"] == message
    assert editor.covered(diagnostic["range"]) == (")" if covered == "\n" else covered)


@pytest.mark.parametrize(
    "text",
    ["(" * 5000, "x" + ".a" * 50_000, "-" * 50_000 + "1"],
    ids=["brackets", "attributes", "signs"],
)
def test_what_is_nested_too_deeply(editor: Editor, text: str) -> None:
    editor.open(text)
    assert len(editor.diagnostics()) == 1


def test_a_warning_of_the_compiler(editor: Editor) -> None:
    editor.open('a = 1\n  \nb = "\\d"\n')
    (diagnostic,) = editor.diagnostics()
    assert (diagnostic["severity"], diagnostic["code"]) == (2, "SyntaxWarning")
    assert "escape sequence" in diagnostic["message"]
    assert editor.covered(diagnostic["range"]) == 'b = "\\d"'
