"""How the service worker finds the runtime of a project, with host pages that the test plays."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.worker.conftest import Modules

WORLD = """
const { Connections } = await load("connections");
const { RequestBody } = await load("request_body");

/** A tab's host page: has the runtime of a project, or an outcome of the one it had. */
class HostPage {
  constructor(id, project, { silent = false } = {}) {
    Object.assign(this, { id, url: `https://x.test/host?${project}`, silent, asked: 0 });
    this.stopped = "It was stopped.";
    this.runtime = null;
  }

  postMessage({ type }) {
    if (type !== "serviceworker.connect") throw new Error(type);
    this.asked += 1;
    if (this.silent) return;
    queueMicrotask(() => {
      if (this.runtime) this.connect();
      else connections.of(this.project).detach(this.id, this.stopped);
    });
  }

  get project() { return new URL(this.url).search.slice(1); }

  /** The runtime: answers every request with its name, unless it is to be busy. */
  run(name, { busy = false } = {}) {
    this.runtime = { name, busy, ports: [], started: performance.now() };
    return this;
  }

  connect() {
    const { port1, port2 } = new MessageChannel();
    const { name, busy, ports } = this.runtime;
    ports.push(port2);
    port2.onmessage = ({ data: { type, id } }) => {
      if (type !== "http" || busy) return;
      const body = new TextEncoder().encode(name);
      port2.postMessage([
        { type: "http.response.start", id, status: 200, headers: [] },
        { type: "http.response.body", id, body, more_body: false },
      ]);
    };
    const origin = { hostPage: this.id, started: this.runtime.started };
    connections.of(this.project).attach(port1, origin);
  }
}

const pages = [];
const connections = new Connections(
  {
    matchAll: async () => [{ id: "app", url: "https://x.test/" }, ...pages],
    get: async (id) => pages.find((page) => page.id === id),
  },
  (url) => (new URL(url).pathname === "/host" ? new URL(url).search.slice(1) : null),
);
const open = (...args) => {
  const page = new HostPage(...args);
  pages.push(page);
  return page;
};
const request = async (project) => {
  try {
    const exchange = await connections.of(project).request({}, new RequestBody(new Blob()));
    const { body } = await exchange.answer;
    return await new Response(body).text();
  } catch ({ constructor, message }) {
    return `${constructor.name}: ${message}`;
  }
};
const turn = () => new Promise((resolve) => setTimeout(resolve));
"""

World = Callable[[str], Any]


@pytest.fixture
def world(modules: Modules) -> World:
    return lambda body: modules.run(WORLD + body)


def test_the_host_page_is_asked_once(world: World) -> None:
    assert world(
        """
        const page = open("1", "shop").run("one");
        const together = await Promise.all([request("shop"), request("shop")]);
        return [...together, await request("shop"), page.asked];
        """
    ) == ["one", "one", "one", 1]


def test_each_project_has_its_own(world: World) -> None:
    assert world(
        """
        open("1", "shop").run("one");
        open("2", "blog").run("two");
        return [await request("blog"), await request("shop")];
        """
    ) == ["two", "one"]


def test_no_tab_has_the_project_open(world: World) -> None:
    assert world('return request("shop");') == "RuntimeGone: No tab has this project open."


def test_the_tab_has_stopped_it(world: World) -> None:
    assert world('open("1", "shop"); return request("shop");') == "RuntimeGone: It was stopped."


def test_of_two_tabs_the_one_that_runs_it_is_found(world: World) -> None:
    assert (
        world(
            """
        open("1", "shop");
        open("2", "shop").run("two");
        open("3", "shop");
        return request("shop");
        """
        )
        == "two"
    )


def test_a_tab_that_is_about_to_start_is_waited_for(world: World) -> None:
    assert (
        world(
            """
        open("1", "shop");
        const starting = open("2", "shop", { silent: true });
        const answer = request("shop");
        await turn();
        starting.run("two").connect();
        return answer;
        """
        )
        == "two"
    )


def test_of_two_runtimes_the_later_one_answers(world: World) -> None:
    assert (
        world(
            """
            const later = open("2", "shop", { silent: true }).run("later");
            const earlier = open("1", "shop", { silent: true }).run("earlier");
            earlier.runtime.started = later.runtime.started - 1;
            later.connect();
            earlier.connect();
            return request("shop");
            """
        )
        == "later"
    )


def test_a_silent_tab_is_given_up(world: World) -> None:
    assert world('open("1", "shop", { silent: true }); return request("shop");') == (
        "RuntimeGone: The tab that has this project open does not answer."
    )


def test_a_port_that_comes_while_tabs_are_looked_for(world: World) -> None:
    assert world(
        """
        const page = open("1", "shop", { silent: true }).run("one");
        const answer = request("shop");
        page.connect();
        return [await answer, page.asked];
        """
    ) == ["one", 0]


def test_a_restart_fails_what_was_waiting_and_serves_what_comes(world: World) -> None:
    assert world(
        """
        const page = open("1", "shop").run("old", { busy: true });
        const waiting = request("shop");
        await turn();
        connections.of("shop").detach("1", "It is started again.");
        page.run("new");
        return [await waiting, await request("shop")];
        """
    ) == ["RuntimeGone: It is started again.", "new"]


def test_a_second_port_does_not_cut_the_first_ones_answers_off(world: World) -> None:
    assert (
        world(
            """
        const page = open("1", "shop").run("one", { busy: true });
        const waiting = request("shop");
        await turn();
        page.connect();
        const [port] = page.runtime.ports;
        port.postMessage([{ type: "http.response.start", id: 1, status: 200, headers: [] }]);
        const body = new TextEncoder().encode("late");
        port.postMessage([{ type: "http.response.body", id: 1, body, more_body: false }]);
        return waiting;
        """
        )
        == "late"
    )


def test_a_tab_that_was_taken_over_does_not_take_the_new_ones_port_along(world: World) -> None:
    assert world(
        """
        const old = open("1", "shop").run("old");
        await request("shop");
        open("2", "shop").run("new").connect();
        connections.of("shop").detach("1", "It was stopped.");
        old.runtime = null;
        return [await request("shop"), old.asked];
        """
    ) == ["new", 1]


def test_a_closed_tab_fails_an_answer_that_has_begun(world: World) -> None:
    """Without a word: a port tells of its other end's death in Chromium only."""
    assert (
        world(
            """
        open("1", "shop").run("one", { busy: true }).connect();
        const exchange = await connections.of("shop").request({}, new RequestBody(new Blob()));
        pages[0].runtime.ports[0].postMessage(
          [{ type: "http.response.start", id: 1, status: 200, headers: [] }]);
        const { body } = await exchange.answer;
        pages.length = 0;
        return body.getReader().read().catch(({ message }) => message);
        """
        )
        == "The tab that had this project open was closed."
    )


def test_a_runtime_that_was_started_in_another_tab_takes_over(world: World) -> None:
    assert world(
        """
        const stuck = open("1", "shop").run("stuck", { busy: true });
        const waiting = request("shop");
        await turn();
        const taking = open("2", "shop").run("new");
        const answers = [];
        for (const page of [taking, stuck, taking]) {
          connections.of("shop").greet(page, page.runtime.started);
          await turn();
          answers.push(await request("shop"));
        }
        return [...answers, stuck.asked, taking.asked];
        """
    ) == ["new", "new", "new", 1, 1]


def test_every_question_names_the_run_of_the_service_worker(world: World) -> None:
    first, again, asking = world(
        """
        const heard = [];
        const page = open("1", "shop").run("one");
        page.postMessage = ({ instance }) => {
          heard.push(instance);
          page.connect();
        };
        await request("shop");
        connections.of("shop").detach("1", "It was stopped.");
        await request("shop");
        connections.of("shop").detach("1", "It was stopped.");
        connections.of("shop").greet(page, 0);
        return heard;
        """
    )
    assert first == again == asking
    assert len(first) == 36


RETIRED = """
/** The runtime of `page` leaves to its successor what it has not begun. */
const retire = async (page, begun = []) => {
  for (const port of page.runtime.ports) port.postMessage([{ type: "runtime.retired", begun }]);
  await turn();
};
/** The IDE's page starts the successor. */
const replace = (page, name) => {
  connections.of("shop").detach(page.id, "It is started again.");
  page.run(name);
  connections.of("shop").greet(page, page.runtime.started);
};
"""


def test_what_a_retired_runtime_has_not_begun_goes_to_its_successor(world: World) -> None:
    assert world(
        RETIRED
        + """
        const page = open("1", "shop").run("old", { busy: true });
        const waiting = [request("shop"), request("shop")];
        await turn();
        await retire(page, [1]);
        waiting.push(request("shop"));
        await turn();
        const asked = page.asked;
        replace(page, "new");
        return [...await Promise.all(waiting), await request("shop"), asked];
        """
    ) == ["RuntimeGone: It is started again.", "new", "new", "new", 1]


def test_a_body_goes_there_whole(world: World) -> None:
    size = 1024 * 1024 + 5
    assert world(
        RETIRED
        + f"""
        const page = open("1", "shop").run("old", {{ busy: true }});
        const body = new RequestBody(new Blob([new Uint8Array({size})]));
        connections.of("shop").request({{}}, body);
        await turn();
        await retire(page);
        page.silent = true;
        replace(page, "new");
        const {{ port1, port2 }} = new MessageChannel();
        const heard = [];
        const whole = new Promise((resolve) => {{
          port2.onmessage = ({{ data }}) => {{
            heard.push([data.type, data.body.byteLength, data.more_body]);
            if (data.more_body) port2.postMessage([{{ type: "http.receive", id: data.id }}]);
            else resolve(heard);
          }};
        }});
        connections.of("shop").attach(port1, {{ hostPage: "1", started: performance.now() }});
        return whole;
        """
    ) == [["http", 1024 * 1024, True], ["http.request", 5, False]]


def test_a_reader_who_leaves_disconnects_from_the_successor(world: World) -> None:
    assert (
        world(
            RETIRED
            + """
        const page = open("1", "shop").run("old", { busy: true });
        const exchange = connections.of("shop").request({}, new RequestBody(new Blob()));
        await turn();
        await retire(page);
        replace(page, "new");
        page.runtime.busy = true;
        const { answer, done } = await exchange;
        while (!page.runtime.ports.length) await turn();
        const left = new Promise((resolve) => {
          for (const port of page.runtime.ports) {
            port.onmessage = ({ data: { type, id } }) => {
              const head = { type: "http.response.start", id, status: 200, headers: [] };
              if (type === "http") port.postMessage([head]);
              else resolve(type);
            };
          }
        });
        await (await answer).body.cancel();
        await done;
        return left;
        """
        )
        == "http.disconnect"
    )


@pytest.mark.parametrize(
    ("end", "message"),
    [
        ('connections.of("shop").detach("1", "It was stopped.");', "It was stopped."),
        ("pages.length = 0;", "No tab has this project open."),
    ],
)
def test_without_a_successor_it_fails(world: World, end: str, message: str) -> None:
    assert (
        world(
            RETIRED
            + f"""
        const page = open("1", "shop").run("old", {{ busy: true }});
        const waiting = request("shop");
        await turn();
        await retire(page);
        page.runtime = null;
        {end}
        return waiting;
        """
        )
        == f"RuntimeGone: {message}"
    )


def test_a_tab_that_takes_over_meanwhile_is_the_successor(world: World) -> None:
    assert (
        world(
            RETIRED
            + """
        const page = open("1", "shop").run("old", { busy: true });
        const waiting = request("shop");
        await turn();
        await retire(page);
        open("2", "shop").run("new").connect();
        return waiting;
        """
        )
        == "new"
    )
