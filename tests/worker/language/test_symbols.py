from typing import Any

from tests.worker.language.editor import Editor

TEXT = """\
LIMIT = 10
a, b = 1, 2
app = FastAPI()


class Item(BaseModel):
    name: str
    price = 1.0

    def total(self, é="🐍"):
        inner = 1
        def helper(): ...


@app.get("/items/{id}", response_model=Item)
async def read_item(id: int):
    pass


@router.api_route("/both", methods=["GET", "POST"])
def both(): ...


@app.websocket("/ws")
async def talk(): ...


@app.post(path="/items")
def create(): ...


@cached
@app.route("/plain")
def plain(): ...


if True:
    def conditional(): ...
"""


def symbols(editor: Editor, text: str) -> list[dict[str, Any]]:
    editor.open(text)
    found: list[dict[str, Any]] = editor.ask_here("documentSymbol")
    return found


def outline(found: list[dict[str, Any]]) -> list[Any]:
    return [
        (each["name"], each["kind"], each.get("detail", ""), outline(each["children"]))
        for each in found
    ]


def test_the_tree(editor: Editor) -> None:
    assert outline(symbols(editor, TEXT)) == [
        ("LIMIT", 14, "", []),
        ("a", 13, "", []),
        ("b", 13, "", []),
        ("app", 13, "", []),
        (
            "Item",
            5,
            "",
            [
                ("name", 8, "", []),
                ("price", 8, "", []),
                ("total", 6, "", [("helper", 12, "", [])]),
            ],
        ),
        ("read_item", 12, "GET /items/{id}", []),
        ("both", 12, "GET, POST /both", []),
        ("talk", 12, "WEBSOCKET /ws", []),
        ("create", 12, "POST /items", []),
        ("plain", 12, "GET /plain", []),
        ("conditional", 12, "", []),
    ]


def test_ranges(editor: Editor) -> None:
    found = {each["name"]: each for each in symbols(editor, TEXT)}
    assert editor.covered(found["read_item"]["range"]).startswith("@app.get(")
    assert editor.covered(found["read_item"]["range"]).endswith("    pass")
    assert editor.covered(found["read_item"]["selectionRange"]) == "read_item"
    assert editor.covered(found["Item"]["range"]).endswith("def helper(): ...")


def test_while_a_line_does_not_parse(editor: Editor) -> None:
    found = outline(symbols(editor, "class A:\n    def f(self): ...\n\nx = (\n\ndef g(): ...\n"))
    assert ("A", 5, "", [("f", 6, "", [])]) in found


def test_what_is_assigned_to_no_name(editor: Editor) -> None:
    text = "a.b = 1\nc[0] = 2\n(d, *e) = f, g.h = 3\n*i, = x\ndef (\n a() = 1\n"
    assert {each["name"] for each in symbols(editor, text)} <= {"f", "i", "d", "e"}


def test_decorators_of_any_kind(editor: Editor) -> None:
    text = (
        "@app.get(*paths, x[0]=1)\ndef f(): ...\n@a[0](1)\ndef g(): ...\n@app.get()\ndef h(): ...\n"
    )
    assert [each["name"] for each in symbols(editor, text)] == ["f", "g", "h"]


def test_an_empty_file(editor: Editor) -> None:
    assert symbols(editor, "") == []
