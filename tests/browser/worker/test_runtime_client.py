"""ASGI over a port, with the test as the runtime at its other end."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.worker.conftest import Modules

TALK = """
const { RuntimeClient } = await load("runtime_client");
const { RequestBody } = await load("request_body");

/** The other end: hears the client's messages and says what the test wants it to. */
class Runtime {
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.client = new RuntimeClient(port1);
    this.port = port2;
    this.heard = [];
    port2.onmessage = ({ data }) => this.heard.push(data);
  }

  request(bytes = new Uint8Array(0), scope = {}) {
    return this.client.request(scope, new RequestBody(new Blob([bytes])));
  }

  /** Without a pause. */
  say(...messages) {
    this.port.postMessage(messages);
  }

  start(id, status = 200) {
    this.say({ type: "http.response.start", id, status, headers: [["x-a", "b"]] });
  }

  body(id, text, more_body) {
    const body = new TextEncoder().encode(text);
    this.say({ type: "http.response.body", id, body, more_body });
  }

  /** What it has heard once everything that is on its way has arrived. */
  async settled() {
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
    }
    return this.heard.map(({ type, id }) => `${type} ${id}`);
  }

  async heardOf(count) {
    while (this.heard.length < count) await this.settled();
    return this.heard;
  }
}
const text = (bytes) => new TextDecoder().decode(bytes);
const outcome = (promise) => promise.then(() => "kept", ({ constructor, message }) =>
  `${constructor.name}: ${message}`);
"""

Talk = Callable[[str], Any]


@pytest.fixture
def talk(modules: Modules) -> Talk:
    return lambda body: modules.run(f"{TALK} const runtime = new Runtime(); {body}")


def test_a_request_without_a_body(talk: Talk) -> None:
    assert talk(
        """
        runtime.request(undefined, { method: "GET" });
        const [message] = await runtime.heardOf(1);
        return { ...message, body: [...message.body] };
        """
    ) == {"type": "http", "id": 1, "scope": {"method": "GET"}, "body": [], "more_body": False}


def test_the_head_comes_before_the_body(talk: Talk) -> None:
    assert talk(
        """
        const { answer, done } = runtime.request();
        runtime.start(1, 201);
        const { status, headers, body } = await answer;
        runtime.body(1, "one ", true);
        runtime.body(1, "two", false);
        await done;
        return [status, headers, await new Response(body).text(), runtime.client.pending];
        """
    ) == [201, [["x-a", "b"]], "one two", 0]


def test_a_body_may_come_with_its_head(talk: Talk) -> None:
    assert talk(
        """
        const { answer, done } = runtime.request();
        const head = { type: "http.response.start", id: 1, status: 200, headers: [] };
        const body = new TextEncoder().encode("all");
        runtime.say(head, { type: "http.response.body", id: 1, body, more_body: false });
        await done;
        return [await new Response((await answer).body).text(), await runtime.settled()];
        """
    ) == ["all", ["http 1"]]


def test_the_first_chunk_may_come_with_the_head(talk: Talk) -> None:
    assert talk(
        """
        const { answer } = runtime.request();
        const head = { type: "http.response.start", id: 1, status: 200, headers: [] };
        const body = new TextEncoder().encode("one ");
        runtime.say(head, { type: "http.response.body", id: 1, body, more_body: true });
        const read = new Response((await answer).body).text();
        await runtime.heardOf(2);
        runtime.body(1, "two", false);
        return [await read, await runtime.settled()];
        """
    ) == ["one two", ["http 1", "http.pull 1"]]


def test_a_response_that_dies_at_once_has_had_a_head(talk: Talk) -> None:
    assert talk(
        """
        const { answer } = runtime.request();
        const head = { type: "http.response.start", id: 1, status: 200, headers: [] };
        runtime.say(head, { type: "http.error", id: 1, message: "The app failed." });
        const { status, body } = await answer;
        return [status, await outcome(body.getReader().read())];
        """
    ) == [200, "TypeError: The app failed."]


def test_answers_find_their_requests(talk: Talk) -> None:
    assert talk(
        """
        const answers = [runtime.request(), runtime.request()].map(({ answer }) => answer);
        runtime.start(2);
        runtime.start(1);
        runtime.body(2, "second", false);
        runtime.body(1, "first", false);
        return Promise.all(answers.map(async (answer) => new Response((await answer).body).text()));
        """
    ) == ["first", "second"]


def test_a_late_answer_is_dropped(talk: Talk) -> None:
    assert (
        talk(
            """
        const { answer } = runtime.request();
        runtime.start(1);
        runtime.body(1, "done", false);
        const answered = await new Response((await answer).body).text();
        runtime.body(1, "more", true);
        runtime.start(7);
        await runtime.settled();
        return answered;
        """
        )
        == "done"
    )


def test_a_chunk_is_asked_for_when_the_one_before_is_read(talk: Talk) -> None:
    """One is granted from the start; then never more than one is on its way or waiting."""
    assert talk(
        """
        const steps = [];
        const { answer } = runtime.request();
        await runtime.heardOf(1);
        runtime.start(1);
        const reader = (await answer).body.getReader();
        steps.push(await runtime.settled());
        runtime.body(1, "a", true);
        steps.push(await runtime.settled());
        await reader.read();
        steps.push(await runtime.settled());
        const waiting = reader.read();
        steps.push(await runtime.settled());
        runtime.body(1, "b", true);
        await waiting;
        steps.push(await runtime.settled());
        runtime.body(1, "", false);
        steps.push((await reader.read()).done);
        return [...steps, await runtime.settled()];
        """
    ) == [
        ["http 1"],  # granted from the start
        ["http 1"],  # "a" has come and waits
        ["http 1", "http.pull 1"],
        ["http 1", "http.pull 1"],  # "b" was asked for already
        ["http 1", "http.pull 1", "http.pull 1"],
        True,
        ["http 1", "http.pull 1", "http.pull 1"],
    ]


def test_a_reader_who_leaves_disconnects(talk: Talk) -> None:
    assert talk(
        """
        const { answer, done } = runtime.request();
        await runtime.heardOf(1);
        runtime.start(1);
        const { body } = await answer;
        runtime.body(1, "a", true);
        await body.cancel();
        await done;
        return [await runtime.settled(), runtime.client.pending];
        """
    ) == [["http 1", "http.disconnect 1"], 0]


def test_a_page_that_has_gone_takes_its_requests_along(talk: Talk) -> None:
    assert talk(
        """
        const request = (id) =>
          runtime.client.request({}, new RequestBody(new Blob()), { id });
        const [waiting, reading] = ["page", "page", "another"].map(request);
        request("");
        await runtime.heardOf(4);
        runtime.start(2);
        const { body } = await reading.answer;
        const readers = [...runtime.client.readers];
        runtime.client.leave("page");
        return [
          readers,
          await outcome(waiting.answer),
          await outcome(body.getReader().read()),
          [...runtime.client.readers],
          (await runtime.settled()).slice(4),
        ];
        """
    ) == [
        ["page", "another"],
        "DOMException: The page has gone.",
        "DOMException: The page has gone.",
        ["another"],
        ["http.disconnect 1", "http.disconnect 2"],
    ]


def test_a_response_that_dies_midway_fails_its_reader(talk: Talk) -> None:
    assert talk(
        """
        const { answer, done } = runtime.request();
        runtime.start(1);
        const reader = (await answer).body.getReader();
        runtime.body(1, "a", true);
        const first = text((await reader.read()).value);
        runtime.say({ type: "http.error", id: 1, message: "The app failed." });
        const second = await outcome(reader.read());
        await done;
        return [first, second];
        """
    ) == ["a", "TypeError: The app failed."]


def test_a_response_that_dies_before_its_head_fails_the_fetch(talk: Talk) -> None:
    assert (
        talk(
            """
            const { answer } = runtime.request();
            runtime.say({ type: "http.error", id: 1, message: "The app failed." });
            return outcome(answer);
            """
        )
        == "TypeError: The app failed."
    )


def test_closing_fails_what_has_not_ended(talk: Talk) -> None:
    assert talk(
        """
        const streaming = runtime.request();
        const waiting = runtime.request();
        runtime.start(1);
        const reader = (await streaming.answer).body.getReader();
        runtime.client.close("It was stopped.");
        const outcomes = [await outcome(reader.read()), await outcome(waiting.answer)];
        await Promise.all([streaming.done, waiting.done]);
        return [...outcomes, runtime.client.pending];
        """
    ) == ["RuntimeGone: It was stopped.", "RuntimeGone: It was stopped.", 0]


# uploads


def test_an_upload_goes_in_chunks_that_the_app_pulls(talk: Talk) -> None:
    assert talk(
        """
        const MiB = 1024 * 1024;
        const bytes = Uint8Array.from({ length: 2 * MiB + 5 }, (_, index) => index % 251);
        runtime.request(bytes);
        await runtime.heardOf(1);
        const unasked = await runtime.settled();
        for (let count = 1; runtime.heard.at(-1).more_body; count += 1) {
          runtime.say({ type: "http.receive", id: 1 });
          await runtime.heardOf(count + 1);
        }
        const sizes = runtime.heard.map(({ body }) => body.byteLength);
        const whole = await new Blob(runtime.heard.map(({ body }) => body)).bytes();
        const types = await runtime.settled();
        return [unasked, types, sizes, whole.every((byte, index) => byte === index % 251)];
        """
    ) == [
        ["http 1"],
        ["http 1", "http.request 1", "http.request 1"],
        [1024 * 1024, 1024 * 1024, 5],
        True,
    ]


@pytest.mark.parametrize(("size", "chunks"), [(1, 1), (1024 * 1024, 1), (1024 * 1024 + 1, 2)])
def test_the_last_chunk_says_so(modules: Modules, size: int, chunks: int) -> None:
    assert modules.run(
        """
            const { RequestBody } = await load("request_body");
            const body = new RequestBody(new Blob([new Uint8Array(arg)]));
            let count = 1;
            while ((await body.read()).more_body) count += 1;
            return [body.size, count];
            """,
        size,
    ) == [size, chunks]


def test_a_file_that_cannot_be_read_any_more_ends_the_request_on_both_sides(talk: Talk) -> None:
    assert talk(
        """
        const chunks = [new Uint8Array(4)];
        const body = {
          async read() {
            if (chunks.length) return { body: chunks.pop(), more_body: true };
            throw new DOMException("It has changed.", "NotReadableError");
          },
        };
        const { answer } = runtime.client.request({}, body);
        await runtime.heardOf(1);
        runtime.say({ type: "http.receive", id: 1 });
        const failure = await outcome(answer);
        return [failure, await runtime.settled()];
        """
    ) == ["DOMException: It has changed.", ["http 1", "http.disconnect 1"]]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_some_methods_have_no_body(modules: Modules, method: str) -> None:
    assert (
        modules.run(
            """
            const { RequestBody } = await load("request_body");
            return (await RequestBody.of(new Request("/", { method: arg }))).size;
            """,
            method,
        )
        == 0
    )


# a runtime that leaves to its successor what it has not begun


def test_a_retired_runtime_goes_on_with_what_it_has_begun(talk: Talk) -> None:
    assert talk(
        """
        const begun = runtime.request();
        const waiting = runtime.request();
        runtime.say({ type: "runtime.retired", begun: [1] });
        const failed = await outcome(waiting.answer);
        await waiting.done;
        runtime.start(1);
        runtime.body(1, "late", false);
        const answer = await new Response((await begun.answer).body).text();
        return [failed, answer, runtime.client.retired];
        """
    ) == ["NotBegun: ", "late", True]
