import pytest

from tests.worker.language.app import APP
from tests.worker.language.editor import Editor, Refused, edited

MODELS = "class Plant:\n    height = 1\n\n\ndef grown(plant: Plant):\n    return plant.height\n"


def renamed(editor: Editor, new_name: str, **files: str) -> dict[str, str]:
    """The texts of the files that change."""
    changes = editor.ask_here("rename", newName=new_name)["changes"]
    texts = {editor.uri_of(f"{name}.py"): text for name, text in files.items()}
    return {
        uri.rpartition("/")[2]: edited(editor.text.get(uri) or texts[uri], edits)
        for uri, edits in changes.items()
    }


def test_in_all_files(editor: Editor) -> None:
    editor.write(models__py=MODELS)
    editor.open("from models import Plant as P, Plant\n\né = '🐍', Pla§nt()\n")
    assert renamed(editor, "Tree", models=MODELS) == {
        "main.py": "from models import Tree as P, Tree\n\né = '🐍', Tree()\n",
        "models.py": MODELS.replace("Plant", "Tree"),
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(k§ey): return key\nf(key=1)\n", "def f(new): return new\nf(new=1)\n"),
        ("x§ = 1\nprint(x)\n", "new = 1\nprint(new)\n"),
        ("class A:\n    a§b = 1\nA().ab\n", "class A:\n    new = 1\nA().new\n"),
    ],
)
def test_in_one_file(editor: Editor, before: str, after: str) -> None:
    editor.open(before)
    assert renamed(editor, "new") == {"main.py": after}


def test_in_many_files(editor: Editor) -> None:
    user = "from main import shared\nshared\n"
    editor.write(**{f"user{number}__py": user for number in range(40)})
    editor.open("shar§ed = 1\n")
    assert len(editor.ask_here("rename", newName="common")["changes"]) == 41


def test_what_will_be_renamed(editor: Editor) -> None:
    editor.open("value = 1\nprint(val§ue)\n")
    answer = editor.ask_here("prepareRename")
    assert answer["placeholder"] == "value"
    assert editor.covered(answer["range"]) == "value"
    assert answer["range"]["start"]["line"] == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Fast§API", "FastAPI belongs to the library fastapi, which cannot be changed from here"),
        ("app.ge§t", "get belongs to the library fastapi, which cannot be changed"),
        ("pri§nt(1)", "print belongs to Python itself, which cannot be changed from here"),
        ("import js§on", "json is a module. Rename its file instead"),
        ("import mod§els", "models is a module. Rename its file instead"),
        ("fo§r x in y: pass", "for is a word of Python itself"),
        ("x = 1  §  # comment", "there is no name here"),
        ("x = 12§3", "there is no name here"),
        ("unkno§wn.x", "nothing is known of unknown"),
        ("# comm§ent", "nothing is known of comment"),
    ],
)
def test_what_cannot_be_renamed(editor: Editor, text: str, sentence: str) -> None:
    editor.write(models__py=MODELS)
    editor.open(APP + text)
    for method in ("prepareRename", "rename"):
        with pytest.raises(Refused) as refused:
            editor.ask_here(method, newName="other")
        assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("1a", "1a is not a name that Python allows"),
        ("a b", "a b is not a name that Python allows"),
        ("", " is not a name that Python allows"),
        ("class", "class is a word of Python itself"),
    ],
)
def test_what_is_no_name(editor: Editor, name: str, sentence: str) -> None:
    editor.open("value§ = 1\n")
    with pytest.raises(Refused) as refused:
        editor.ask_here("rename", newName=name)
    assert str(refused.value) == sentence


def test_short_names_that_others_may_use(editor: Editor) -> None:
    editor.write(other__py="from main import db\n")
    editor.open("d§b = 1\n")
    with pytest.raises(Refused, match="db is too short to be found in other files"):
        editor.ask_here("rename", newName="database")
    editor.type("def f():\n    d§b = 1\n    return db\n")
    assert renamed(editor, "new") == {"main.py": "def f():\n    new = 1\n    return new\n"}
