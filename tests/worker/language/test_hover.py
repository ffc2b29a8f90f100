import pytest

from tests.worker.language.app import APP
from tests.worker.language.editor import Editor, Refused


def hover(editor: Editor, text: str) -> str:
    editor.open(APP + text)
    answer = editor.ask_here("hover")
    assert answer["contents"]["kind"] == "markdown"
    return str(answer["contents"]["value"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sto§re", "```python\nclass Store()\n```\n\nKeeps things."),
        ("Item§", "```python\nclass Item(name: str, price: float = 1)\n```"),
        (
            "Store().p§ut",
            "```python\ndef put(key: str, *, value: int = 1) -> bool\n```\n\nPut it there.",
        ),
        ("ap§p", "```python\napp: FastAPI\n```"),
        ("x = [1]\nx§", "```python\nx: List[int]\n```"),
        ("def f(i: Item): i.pri§ce", "```python\nprice: float = 1\n```\n\nIn euros"),
        ("def f(s§: StoreDep): ...", "```python\ns: StoreDep  # Store\n```"),
        ("def f(r: Request): r.cook§ies", "```python\ncookies: Dict[str, str]\n```"),
        ("import js§on.decoder", "```python\nmodule json\n```"),
    ],
)
def test_what_is_shown(editor: Editor, text: str, shown: str) -> None:
    assert hover(editor, text).partition("\n\nJSON (")[0] == shown


def test_a_path_operation_can_be_read(editor: Editor) -> None:
    shown = hover(editor, "app.ge§t")
    assert shown.startswith(
        "```python\ndef get(path, *, response_model, status_code, tags, dependencies, "
    )
    assert "Add a *path operation* using an HTTP GET operation." in shown
    assert "Doc(" not in shown
    assert "Annotated" not in shown.partition("\n```\n")[0]


def test_a_parameter_shows_its_doc(editor: Editor) -> None:
    shown = hover(editor, "@app.get('/', response_mod§el=Item)\ndef f(): ...")
    assert shown.startswith("```python\nresponse_model: Any\n```\n\nThe type to use for the")
    assert len(shown) < 1400


@pytest.mark.parametrize(
    "dependency", ["get_store", "make_store", "fetch_store", "open_store", "typed_store", "Store"]
)
def test_what_depends_gives(editor: Editor, dependency: str) -> None:
    shown = hover(editor, f"def f(s=Depends({dependency})):\n    s§")
    assert shown == f"```python\ns: Store = Depends({dependency})\n```"


def test_a_keyword(editor: Editor) -> None:
    assert hover(editor, "f§or x in y: pass").startswith('```python\nfor\n```\n\nThe "for"')


def test_nothing_is_known(editor: Editor) -> None:
    editor.open("x = 1  # com§ment")
    assert editor.ask_here("hover") is None


def test_a_docstring_cannot_bring_html(editor: Editor) -> None:
    shown = hover(editor, 'def f():\n    """<img src=x>"""\nf§')
    assert "<img" not in shown


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        ("style.css", "a§", "style.css is not Python"),
        ("main.py", "x = 1\n" * 7000 + "§", "main.py has 7,001 lines."),
    ],
)
def test_a_document_that_is_not_looked_at(
    editor: Editor, path: str, text: str, sentence: str
) -> None:
    editor.open(text, path)
    with pytest.raises(Refused, match=sentence):
        editor.ask_here("hover")
