"""Python's messages on their way to a service worker."""

import pytest

from tests.browser.worker.conftest import Modules

PORT = """
const { TextPort } = await load("text_port");
const { port1, port2 } = new MessageChannel();
const port = new TextPort(port1);
const text = (bytes) => (bytes ? ` ${new TextDecoder().decode(bytes)}` : "");
const heard = [];
const end = new Promise((ended) => {
  port2.onmessage = ({ data }) => {
    if (data === "end") ended();
    else heard.push(data.map(({ type, body }) => type + text(body)));
  };
});
const head = JSON.stringify({ type: "http.response.start", id: 1 });
const body = JSON.stringify({ type: "http.response.body", id: 1 });
const bytes = (text) => new TextEncoder().encode(text);
const pause = () => new Promise((resolve) => setTimeout(resolve));
"""


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        pytest.param(
            'port.post(head); port.post(body, bytes("all"));',
            [["http.response.start", "http.response.body all"]],
            id="a head and its body are one message",
        ),
        pytest.param(
            'port.post(head); await pause(); port.post(body, bytes("late"));',
            [["http.response.start"], ["http.response.body late"]],
            id="a head does not wait for long",
        ),
        pytest.param(
            'port.post(body, bytes("one")); port.post(body, bytes("two"));',
            [["http.response.body one"], ["http.response.body two"]],
            id="nothing else waits",
        ),
        pytest.param(
            'port.post(head); port.post(head); port.post(body, bytes("second"));',
            [["http.response.start", "http.response.start", "http.response.body second"]],
            id="two at once",
        ),
    ],
)
def test_messages(modules: Modules, said: str, heard: list[list[str]]) -> None:
    finish = 'await pause(); port1.postMessage("end"); await end; return heard;'
    assert modules.run(f"{PORT} {said} {finish}") == heard
