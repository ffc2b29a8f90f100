import pytest

from tests.worker.language.editor import Editor


def offered(editor: Editor, text: str) -> list[str] | None:
    """Files, or None where something else is offered."""
    editor.write(templates___index__html="", templates___parts___menu__html="", other__html="")
    editor.write(views___home__html="")
    editor.open(text)
    answer = editor.ask_here("completion")
    labels = [item["label"] for item in answer["items"]]
    kinds = {item["kind"] for item in answer["items"]}
    return labels if kinds == {17} and all(name.endswith(".html") for name in labels) else None


@pytest.mark.parametrize(
    "text",
    [
        'templates.TemplateResponse("§',
        'templates.TemplateResponse(request, "§")',
        'templates.TemplateResponse(request=request, name="§")',
        "templates.TemplateResponse(\n    request,\n    'ind§ex.html',\n    {},\n)",
        'templates.get_template("§")',
        'templates.TemplateResponse(dict(a=1), "in§")',
    ],
)
def test_where_a_template_is_named(editor: Editor, text: str) -> None:
    assert offered(editor, text) == ["index.html", "parts/menu.html"]


@pytest.mark.parametrize(
    "text",
    [
        'print("§")',
        'templates.TemplateResponse(request, "index.html", {"§": 1})',
        'templates.TemplateResponse(request, "index.html", media_type="§")',
        "templates.TemplateResponse(requ§",
        'x = 1  # TemplateResponse("§',
    ],
)
def test_where_none_is(editor: Editor, text: str) -> None:
    assert offered(editor, text) is None


@pytest.mark.parametrize(
    "folder", ['directory="views"', '"views"', "directory=['views', 'gone']", "\n    'views'\n"]
)
def test_the_folders_that_are_named(editor: Editor, folder: str) -> None:
    text = f'templates = Jinja2Templates({folder})\ntemplates.get_template("§")'
    assert offered(editor, text) == ["home.html"]


def test_the_range(editor: Editor) -> None:
    assert offered(editor, "x = '🐍', t.get_template('pa§rts/menu.html')")
    span = editor.ask_here("completion")["itemDefaults"]["editRange"]
    assert editor.covered(span) == "parts/menu.html"
