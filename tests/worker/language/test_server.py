import json
from typing import Any

import pytest

from tests.worker.language.editor import Editor, Refused
from worker.language import server
from worker.language.protocol import Params
from worker.language.workspace import Workspace


@pytest.fixture(autouse=True)
def features(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of those that jedi answers."""

    def line(workspace: Workspace, params: Params) -> int:
        return workspace.place(params)[1]

    def broken(workspace: Workspace, params: Params) -> None:
        raise KeyError("jedi's own")

    def deep(workspace: Workspace, params: Params) -> None:
        deep(workspace, params)

    monkeypatch.setattr(
        server,
        "FEATURES",
        {
            "textDocument/hover": line,
            "textDocument/rename": broken,
            "textDocument/definition": deep,
        },
    )


def error_of(editor: Editor, identity: int | None) -> dict[str, Any]:
    return next(each["error"] for each in editor.messages if each.get("id", 0) == identity)


def test_what_it_can_do(editor: Editor) -> None:
    capabilities = editor.initialize()["capabilities"]
    assert capabilities["textDocumentSync"] == {"openClose": True, "change": 2}
    assert capabilities["positionEncoding"] == "utf-16"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", -32700),
        ("[" * 100_000, -32700),
        ("[]", -32600),
        ('{"method": 1}', -32600),
        ('{"id": {}, "method": "shutdown"}', -32600),
        ('{"id": 1, "method": "shutdown", "params": [1]}', -32600),
    ],
)
def test_what_is_no_message(editor: Editor, text: str, code: int) -> None:
    editor.server.receive(text)
    assert error_of(editor, None)["code"] == code
    assert editor.ask("shutdown") is None


def test_an_unknown_request(editor: Editor) -> None:
    with pytest.raises(Refused, match="workspace/symbol is not known here") as refused:
        editor.ask("workspace/symbol")
    assert refused.value.code == -32601


def test_unknown_notifications_are_ignored(editor: Editor) -> None:
    editor.tell("initialized", {})
    editor.tell("$/setTrace", {"value": "off"})
    assert editor.shown() == []


def test_nothing_before_initialize_nor_after_shutdown(editor: Editor) -> None:
    editor.ask("shutdown")
    with pytest.raises(Refused) as refused:
        editor.ask_here("hover")
    assert refused.value.code == -32002


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({}, "the request names no document"),
        ({"textDocument": None}, "the request names no document"),
        ({"textDocument": {"uri": "file:///gone.py"}}, "file:///gone.py is not open"),
    ],
)
def test_wrong_params(editor: Editor, params: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        editor.ask("textDocument/hover", params)
    assert refused.value.code == -32602


def test_a_request_without_position(editor: Editor) -> None:
    editor.open("x = 1")
    with pytest.raises(Refused, match="the request has no position"):
        editor.ask("textDocument/hover", {"textDocument": {"uri": editor.uri}})


def test_a_cancelled_request_is_not_run(editor: Editor) -> None:
    identity = editor.request("textDocument/hover")
    editor.tell("$/cancelRequest", {"id": identity})
    with pytest.raises(Refused, match="was cancelled") as refused:
        editor.result(identity)
    assert refused.value.code == -32800


def test_only_the_last_of_several_hovers_is_answered(editor: Editor) -> None:
    editor.open("x§ = 1")
    params = {"textDocument": {"uri": editor.uri}, "position": editor.cursor}
    first, last = (editor.request("textDocument/hover", params) for _ in range(2))
    assert editor.result(last) == 0
    assert error_of(editor, first)["code"] == -32800


def test_messages_come_before_diagnostics(editor: Editor) -> None:
    editor.rest()
    editor.open("x = undefined")
    editor.server.work()
    editor.now += server.REST
    editor.type("x = 1")
    editor.server.work()
    assert editor.published() == []
    editor.rest()
    assert [each["diagnostics"] for each in editor.published()] == [[]]


@pytest.mark.parametrize(
    ("method", "sentence"),
    [
        ("rename", 'rename failed (KeyError: "jedi\'s own")'),
        ("definition", "this code is nested too deeply"),
    ],
)
def test_an_exception_is_an_answer(editor: Editor, method: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        editor.ask(f"textDocument/{method}")
    assert (refused.value.code, str(refused.value)) == (-32603, sentence)
    assert editor.initialize()


def test_a_broken_notification_is_shown(editor: Editor) -> None:
    editor.tell("textDocument/didOpen", {})
    editor.tell("asgipad/files", {"changes": {"../outside.py": ""}})
    assert editor.shown() == [
        "textDocument/didOpen lacks something",
        "Not written: '../outside.py' is not a path inside the project",
    ]


def test_it_waits_until_nobody_types(editor: Editor) -> None:
    editor.rest()
    editor.open("x = undefined")
    waits = [editor.server.work() for _ in range(3)]
    assert waits[-1] == pytest.approx(server.REST)


def test_nothing_to_do(editor: Editor) -> None:
    editor.rest()
    assert editor.server.work() is None


def test_answers_are_json_of_one_line(editor: Editor) -> None:
    assert all("\n" not in json.dumps(message) for message in editor.messages)
