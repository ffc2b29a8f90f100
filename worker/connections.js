// The service worker's ways to the runtimes of its projects. A way is unknown, being asked for, or a
// port; it is found again after the browser has stopped and restarted the service worker.

import { RuntimeClient, RuntimeGone } from "./runtime_client.js";

/** How long the host page may take to hand over a port: it only forwards a message. */
const CONNECT_TIMEOUT = 5000;
/** How long a request may stay without an answer before the host page is looked for again. */
const SILENCE = 2000;

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

  /** @param {string} project "" where the origin has only one */
  of(project) {
    const found =
      this.#all.get(project) ??
      new Connection(this.#clients, (url) => this.#projectOf(url) === project);
    this.#all.set(project, found);
    return found;
  }
}

/** The way to one project's runtime. */
class Connection {
  #clients;
  #isHostPage;
  /** @type {RuntimeClient | null} */
  #client = null;
  /** Client id of the page that handed the port over. */
  #hostPage = "";
  /** @type {Promise<RuntimeClient> | null} */
  #asked = null;
  /** @type {PromiseWithResolvers<RuntimeClient>} */
  #arrival = Promise.withResolvers();

  /**
   * @param {Clients} clients
   * @param {(url: string) => boolean} isHostPage of this project
   */
  constructor(clients, isHostPage) {
    this.#clients = clients;
    this.#isHostPage = isHostPage;
  }

  /**
   * @param {MessagePort} port
   * @param {string} hostPage client id of the page that handed it over
   */
  attach(port, hostPage) {
    this.#client?.close("The app was started again before it had answered.");
    this.#client = new RuntimeClient(port);
    this.#hostPage = hostPage;
    this.#arrival.resolve(this.#client);
  }

  /** @param {string} reason for everyone who waits */
  detach(reason) {
    this.#client?.close(reason);
    this.#client = null;
    this.#arrival.promise.catch(() => {}); // nobody may be waiting
    this.#arrival.reject(new RuntimeGone(reason));
  }

  /**
   * @returns {Promise<RuntimeClient>}
   * @throws {RuntimeGone} when no page of the IDE runs this project
   */
  async client() {
    if (this.#client) return this.#client;
    this.#asked ??= this.#ask().finally(() => {
      this.#asked = null;
    });
    return this.#asked;
  }

  /**
   * A closed tab takes its runtime along without a word: look for it while an answer is late.
   *
   * @param {Promise<unknown>} answer
   */
  watch(answer) {
    const timer = setInterval(async () => {
      if (this.#client && !(await this.#clients.get(this.#hostPage))) {
        this.detach("The tab that had this project open was closed.");
      }
    }, SILENCE);
    const settled = () => clearInterval(timer);
    answer.then(settled, settled);
  }

  async #ask() {
    this.#arrival = Promise.withResolvers();
    const pages = await this.#clients.matchAll({ includeUncontrolled: true, type: "window" });
    const page = pages.find(({ url }) => this.#isHostPage(url));
    if (!page) throw new RuntimeGone("No tab has this project open.");
    const timer = setTimeout(
      () => this.detach("The tab that has this project open does not answer."),
      CONNECT_TIMEOUT,
    );
    page.postMessage({ type: "serviceworker.connect" });
    return this.#arrival.promise.finally(() => clearTimeout(timer));
  }
}
