// The service worker's ways to the runtimes of its projects. A way is unknown, being asked for, or a
// port; it is found again after the browser has stopped and restarted the service worker.

import { NotBegun, RuntimeClient, RuntimeGone } from "./runtime_client.js";

/** How long host pages may take to hand over a port: they only forward a message. */
const CONNECT_TIMEOUT = 5000;
/** How often the host page of an unfinished answer is looked for. */
const LOOK_EVERY = 2000;

/**
 * Tells this run of the service worker from the one before, whose requests nobody waits for: ports do
 * not say that their other end has gone.
 */
const INSTANCE = crypto.randomUUID();

/** @param {Client} page a host page, which answers with a port or with why it has none */
function ask(page) {
  page.postMessage({ type: "serviceworker.connect", instance: INSTANCE });
}

/**
 * @typedef {object} Origin of a port
 * @property {string} hostPage client id of the page that handed it over
 * @property {number} started when its runtime has (milliseconds since the epoch)
 */

export class Connections {
  #clients;
  #projectOf;
  /** @type {Map<string, Connection>} */
  #all = new Map();

  /**
   * @param {Clients} clients
   * @param {(url: string) => string | null} projectOf project of a host page, null for other pages
   */
  constructor(clients, projectOf) {
    this.#clients = clients;
    this.#projectOf = projectOf;
  }

  /** @param {string} number of a request whose reader does not wait for its head any more */
  abandon(number) {
    for (const connection of this.#all.values()) connection.abandon(number);
  }

  /** @param {string} project "" where the origin has only one */
  of(project) {
    const found =
      this.#all.get(project) ??
      new Connection(this.#clients, (url) => this.#projectOf(url) === project);
    this.#all.set(project, found);
    return found;
  }
}

/**
 * The way to one project's runtime. Several tabs may show the project, each with a host page; the
 * runtime that started last counts, and ports to others end with the answers that are still on them.
 */
class Connection {
  #clients;
  #isHostPage;
  /** @type {RuntimeClient | null} */
  #current = null;
  /** Where each open client came from. @type {Map<RuntimeClient, Origin>} */
  #open = new Map();
  /** @type {Promise<RuntimeClient> | null} */
  #asked = null;
  /** Settles the question that `#asked` stands for. @type {PromiseWithResolvers<RuntimeClient>} */
  #arrival = Promise.withResolvers();
  /** Host pages that have not answered the question. @type {Set<string>} */
  #silent = new Set();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #watch;

  /**
   * @param {Clients} clients
   * @param {(url: string) => boolean} isHostPage of this project
   */
  constructor(clients, isHostPage) {
    this.#clients = clients;
    this.#isHostPage = isHostPage;
  }

  /**
   * A runtime says that it is there: it has started, perhaps while another tab's is in use, or the
   * browser has restarted this service worker.
   *
   * @param {Client} hostPage
   * @param {number} started when (milliseconds since the epoch)
   */
  greet(hostPage, started) {
    if (started > this.#started) ask(hostPage);
  }

  /**
   * @param {MessagePort} port
   * @param {Origin} origin
   */
  attach(port, origin) {
    const client = new RuntimeClient(port);
    if (origin.started >= this.#started) this.#current = client;
    this.#open.set(client, origin);
    this.#arrival.resolve(client);
  }

  /**
   * @param {string} hostPage client id of the page whose runtime is gone, or which has none
   * @param {string} reason for everyone who waits for it
   */
  detach(hostPage, reason) {
    for (const [client, origin] of this.#open) {
      if (origin.hostPage === hostPage) this.#close(client, reason);
    }
    if (this.#silent.delete(hostPage) && this.#silent.size === 0) this.#refuse(reason);
  }

  /**
   * @param {import("../static/js/messages.js").ClientScope} scope
   * @param {import("./request_body.js").RequestBody} body
   * @param {import("./runtime_client.js").Reader} [reader] who waits for the answer
   * @returns {Promise<ReturnType<RuntimeClient["request"]>>}
   * @throws {RuntimeGone} when no page of the IDE runs this project
   */
  async request(scope, body, reader) {
    this.#watch ??= setInterval(() => this.#look(), LOOK_EVERY);
    const client = await this.#client();
    const { answer, done } = client.request(scope, body, reader);
    const again = answer.then(
      () => null,
      (error) => {
        if (!(error instanceof NotBegun)) return null;
        body.rewind();
        return this.request(scope, body, reader);
      },
    );
    return {
      answer: again.then((next) => next?.answer ?? answer),
      done: again.then(
        (next) => next?.done ?? done,
        () => {}, // there is no other runtime, as the answer says
      ),
    };
  }

  /** @param {string} number as of `Connections.abandon` */
  abandon(number) {
    for (const client of this.#open.keys()) client.abandon(number);
  }

  /**
   * Hands the port of a page's socket over to the runtime, which answers through it.
   *
   * @param {import("./runtime_client.js").Socket} socket
   * @param {MessagePort} port
   * @throws {RuntimeGone} when no page of the IDE runs this project
   */
  async openSocket(socket, port) {
    this.#watch ??= setInterval(() => this.#look(), LOOK_EVERY);
    (await this.#client()).openSocket(socket, port);
  }

  /** When the runtime in use has started. */
  get #started() {
    const origin = this.#current && this.#open.get(this.#current);
    return origin?.started ?? Number.NEGATIVE_INFINITY;
  }

  async #client() {
    // Its successor is there after its end; until then the host page would only give the same again.
    while (this.#current?.retired) await this.#current.closed;
    if (this.#current) return this.#current;
    this.#asked ??= this.#ask().finally(() => {
      this.#asked = null;
    });
    return this.#asked;
  }

  async #ask() {
    this.#arrival = Promise.withResolvers();
    this.#arrival.promise.catch(() => {}); // may be refused before it is waited for
    const windows = await this.#clients.matchAll({ includeUncontrolled: true, type: "window" });
    if (this.#current) return this.#current;
    const pages = windows.filter(({ url }) => this.#isHostPage(url));
    if (pages.length === 0) throw new RuntimeGone("No tab has this project open.");
    this.#silent = new Set(pages.map(({ id }) => id));
    for (const page of pages) ask(page);
    const timer = setTimeout(
      () => this.#refuse("The tab that has this project open does not answer."),
      CONNECT_TIMEOUT,
    );
    return this.#arrival.promise.finally(() => clearTimeout(timer));
  }

  /** @param {string} reason */
  #refuse(reason) {
    this.#arrival.reject(new RuntimeGone(reason));
  }

  /**
   * @param {RuntimeClient} client
   * @param {string} reason
   */
  #close(client, reason) {
    client.close(reason);
    this.#open.delete(client);
    if (this.#current === client) this.#current = null;
  }

  /**
   * While answers are missing: a closed tab takes its runtime along without a word, and browsers say
   * of a page only that it does not read on, not that it has stopped waiting for the head.
   */
  async #look() {
    for (const [client, { hostPage }] of [...this.#open]) {
      for (const reader of client.readers) {
        if (!(await this.#clients.get(reader))) client.leave(reader);
      }
      if (client.pending || (client.retired && client === this.#current)) {
        if (await this.#clients.get(hostPage)) continue;
        this.#close(client, "The tab that had this project open was closed.");
      } else if (client !== this.#current) {
        this.#close(client, "");
      }
    }
    if (this.#current?.retired || [...this.#open.keys()].some(({ pending }) => pending)) return;
    clearInterval(this.#watch);
    this.#watch = undefined;
  }
}
