from typing import Any

import pytest

from tests.worker.language.app import APP
from tests.worker.language.editor import Editor


def ask(editor: Editor, text: str) -> dict[str, Any]:
    editor.open(APP + text)
    answer: dict[str, Any] = editor.ask_here("signatureHelp")
    return answer


def active(answer: dict[str, Any]) -> str | None:
    """The text that is highlighted."""
    signature = answer["signatures"][answer["activeSignature"]]
    index = answer["activeParameter"]
    if index >= len(signature["parameters"]):
        return None
    start, end = signature["parameters"][index]["label"]
    return str(signature["label"].encode("utf-16-le")[start * 2 : end * 2], "utf-16-le")


@pytest.mark.parametrize(
    ("text", "label", "parameter"),
    [
        ("Store().put(§", "put(key: str, *, value: int = 1) -> bool", "key: str"),
        ("Store().put('', value=§", "put(key: str, *, value: int = 1) -> bool", "value: int = 1"),
        ("Store().put('', zzz=§", "put(key: str, *, value: int = 1) -> bool", None),
        ("Item(§", "Item(name: str, price: float = 1)", "name: str"),
        ("Item(name='', price=§", "Item(name: str, price: float = 1)", "price: float = 1"),
        ("Row(title=§", "Row(id: int | None = None, title: str)", "title: str"),
        ("Pair(1, §", "Pair(left: int, right: str = '')", "right: str = ''"),
        ("def f(x, /, *a, 🐍=1, **k): ...\nf(1, 2, §", "f(x, /, *a, k)", None),
        ("def f(é='🐍', b=2): ...\nf(1, b=§", "f(é='🐍', b=2)", "b=2"),
        ("def f(a, /, b): ...\nf(1, §)", "f(a, /, b)", "b"),
        ("def f(a, /): ...\nf(§)", "f(a, /)", "a"),
    ],
)
def test_labels(editor: Editor, text: str, label: str, parameter: str | None) -> None:
    if "🐍=" in text:
        text, label, parameter = text.replace("🐍", "ß"), "f(x, /, *a, ß=1, **k)", "*a"
    answer = ask(editor, text)
    assert answer["signatures"][0]["label"] == label
    assert active(answer) == parameter


def test_of_a_long_one_only_the_active_parameter_is_whole(editor: Editor) -> None:
    answer = ask(editor, "app.get('/', status_code=§")
    label = answer["signatures"][0]["label"]
    assert label.startswith("get(path, *, response_model, status_code: int | None = None, tags, ")
    assert label.endswith(") -> Callable[[DecoratedCallable], DecoratedCallable]")
    assert active(answer) == "status_code: int | None = None"


def test_the_doc_of_the_active_parameter_is_what_is_shown(editor: Editor) -> None:
    (signature,) = ask(editor, "app.get(§")["signatures"]
    parameter = signature["parameters"][0]["documentation"]
    assert parameter["value"].startswith("The URL path to be used for this *path operation*.")
    assert signature["documentation"] == parameter


def test_without_it_the_docstring_is(editor: Editor) -> None:
    (signature,) = ask(editor, "Store().put(§")["signatures"]
    assert signature["documentation"]["value"] == "Put it there."


def test_overloads(editor: Editor) -> None:
    answer = ask(editor, "max(1, 2, key=§")
    assert len(answer["signatures"]) > 2
    assert (active(answer) or "").startswith("key")


def test_outside_of_a_call(editor: Editor) -> None:
    editor.open("x = 1§")
    assert editor.ask_here("signatureHelp") is None
