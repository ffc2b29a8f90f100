from typing import Any

import pytest

from tests.worker.language.app import APP
from tests.worker.language.editor import Editor, edited


def items(editor: Editor, text: str, head: str = APP) -> list[dict[str, Any]]:
    """What is offered, in the order in which it is shown."""
    editor.open(head + text)
    found: list[dict[str, Any]] = editor.ask_here("completion")["items"]
    return sorted(found, key=lambda item: str(item["sortText"]))


def labels(editor: Editor, text: str, head: str = APP) -> list[str]:
    return [item["label"] for item in items(editor, text, head)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("def f(s: Store):\n    s.§", ["put", "size"]),
        ("def f(s: Annotated[Store, Depends()]):\n    s.§", ["put", "size"]),
        ("def f(s: StoreDep):\n    s.§", ["put", "size"]),
        ("def f(s=Depends(get_store)):\n    s.§", ["put", "size"]),
        ("def f(s=Depends(make_store)):\n    s.§", ["put", "size"]),
        ("def f(s=Depends(fetch_store)):\n    s.§", ["put", "size"]),
        ("async def f(s=Depends(open_store)):\n    s.§", ["put", "size"]),
        ("def f(s=Depends(Store)):\n    s.§", ["put", "size"]),
        ("def f(i: Item):\n    i.§", ["name", "price"]),
        ("Item(§", ["name=", "price="]),
        ("Row(§", ["id=", "title="]),
        ("Pair(§", ["left=", "right="]),
        ("Store().put(§", ["key=", "value="]),
        ("@app.get('/', response_m§)\ndef f(): ...", ["response_model="]),
        ("@app.post('/', §)\ndef f(): ...", ["response_model=", "status_code="]),
        ("def f(r: Request):\n    r.§", ["app", "auth"]),
        ("from fastapi import Back§", ["background", "BackgroundTasks"]),
        ("import sqlm§", ["sqlmodel"]),
        ("APIRou§", ["APIRouter"]),
        ("def broken(:\n    x = (\n\nItem(§", ["name=", "price="]),
    ],
)
def test_the_likeliest_come_first(editor: Editor, text: str, first: list[str]) -> None:
    assert labels(editor, text)[: len(first)] == first


def test_the_order(editor: Editor) -> None:
    found = labels(editor, "Store().§")
    assert found.index("put") < found.index("_hidden") < found.index("__class__")
    assert found.index("__class__") > found.index("_hidden")
    assert found[:3] == ["put", "size", "_hidden"]


def test_own_names_come_before_builtins(editor: Editor) -> None:
    found = labels(editor, "x = St§")
    assert found.index("Store") < found.index("StoreDep") < found.index("staticmethod")


def test_an_app_has_many_names(editor: Editor) -> None:
    assert {"get", "post", "include_router", "websocket"} <= set(labels(editor, "app.§"))


@pytest.mark.parametrize(
    ("text", "label", "kind", "detail"),
    [
        ("Store().§", "put", 2, "(key, value) -> bool"),
        ("Store().§", "size", 5, "int = 0"),
        ("get_s§", "get_store", 3, "() -> Store"),
        ("Ite§", "Item", 7, "class(BaseModel)"),
        ("Item(§", "price=", 10, "float = 1"),
        ("Depen§", "Depends", 3, "from fastapi"),
        ("fo§", "for", 14, "keyword"),
        ("import jso§", "json", 9, "module"),
        ("def f(r: Request):\n    r.§", "url", 10, "URL"),
    ],
)
def test_kind_and_detail(editor: Editor, text: str, label: str, kind: int, detail: str) -> None:
    item = next(item for item in items(editor, text) if item["label"] == label)
    assert (item["kind"], item.get("detail")) == (kind, detail)


def test_long_details_are_cut(editor: Editor) -> None:
    detail = next(each["detail"] for each in items(editor, "app.§") if each["label"] == "get")
    assert detail == "(path, response_model, status_code, tags, dependencies, …"


@pytest.mark.parametrize(
    ("before", "label", "after"),
    [
        ("é🐍 = '🐍'; app.ge§", "get", "app.get"),
        ("Item(na§)", "name=", "Item(name=)"),
        ("app.§", "get", "app.get"),
        ("nothing_begins_so§", "", "nothing_begins_so"),
    ],
)
def test_the_range(editor: Editor, before: str, label: str, after: str) -> None:
    before = APP + before.replace("é🐍", "é")
    editor.open(before)
    span = editor.ask_here("completion")["itemDefaults"]["editRange"]
    label = label or editor.covered(span)
    text = edited(editor.text[editor.uri], [{"range": span, "newText": label}])
    assert text.endswith(after)


def test_other_modules_are_seen_as_typed(editor: Editor) -> None:
    editor.write(models__py="class Plant:\n    height = 1\n")
    assert labels(editor, "import models\nmodels.Plant().§")[0] == "height"
    editor.write(models__py="class Plant:\n    width = 1\n")
    assert labels(editor, "import models\nmodels.Plant().§")[0] == "width"
    editor.open("class Plant:\n    depth = 1\n", "models.py")
    assert labels(editor, "import models\nmodels.Plant().§")[0] == "depth"


def test_a_module_that_comes_later(editor: Editor) -> None:
    assert "later" not in labels(editor, "import late§", "")
    assert labels(editor, "import later\nlater.va§", "") == []
    editor.write(later__py="value = 1")
    assert labels(editor, "import later\nlater.va§", "") == ["value"]


def test_documentation_is_asked_for(editor: Editor) -> None:
    items(editor, "Store().pu§")
    asked = {"uri": editor.uri, "label": "put"}
    shown = editor.ask("asgipad/documentation", asked)["documentation"]["value"]
    assert shown.startswith("```python\ndef put(key: str, *, value: int = 1) -> bool\n```")
    assert shown.endswith("Put it there.")
    assert editor.ask("asgipad/documentation", {**asked, "label": "gone"}) is None
    assert editor.ask("asgipad/documentation", {**asked, "uri": "file:///other.py"}) is None


@pytest.mark.parametrize(
    ("text", "typed", "offered"),
    [
        ("print('§", "'", []),
        ('x = "§', '"', []),
    ],
)
def test_what_a_character_brings_up(
    editor: Editor, text: str, typed: str, offered: list[str]
) -> None:
    editor.open(APP + text)
    context = {"triggerKind": 2, "triggerCharacter": typed}
    found = editor.ask_here("completion", context=context)["items"]
    assert [item["label"] for item in found] == offered
