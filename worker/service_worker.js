// Answers every request of a preview from the runtime. Knows nothing of Python: it turns fetch
// events into ASGI messages on a port and the messages that come back into responses.
//
// The browser stops an idle service worker after about 30 s and forgets its variables; whatever is
// kept here is found again: the port by asking the host page, a client's project by its URL.

import { notRunningPage } from "./pages.js";
import { Previews } from "./previews.js";
import { responseOf } from "./response.js";
import { BodyReader, RuntimeClient, RuntimeGone } from "./runtime_client.js";
import { scopeOf } from "./scope.js";

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** Written into the registration URL by registration.js. */
const settings = new URL(location.href).searchParams;
const IDE = settings.get("ide") ?? "/";
const RESERVED = "/__pad__/";
const HOST_PAGE = `${RESERVED}host.html`;
const SCRIPT = new URL("./preview.js", location.href).pathname;

/** How long the host page may take to hand over a port: it only forwards a message. */
const CONNECT_TIMEOUT = 5000;
/** How long a request may stay without an answer before the host page is looked for again. */
const SILENCE = 2000;

const previews = new Previews(settings.get("mode") === "prefix", worker.clients);

/** @type {Map<string, Connection>} by project, "" where the origin has only one */
const connections = new Map();

worker.addEventListener("install", () => {
  worker.skipWaiting();
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(worker.clients.claim());
});

worker.addEventListener("message", (event) => {
  const { data, ports, source } = event;
  if (!(source instanceof WindowClient) || new URL(source.url).pathname !== HOST_PAGE) {
    // The boot page of a hard-reloaded document wants its next load to be controlled.
    if (data?.type === "serviceworker.claim") event.waitUntil(worker.clients.claim());
    return;
  }
  const project = previews.projectOfHost(source.url);
  switch (data.type) {
    case "runtime.port":
      connectionOf(project).attach(/** @type {MessagePort} */ (ports[0]), source.id);
      return;
    case "runtime.gone":
      connectionOf(project).detach(data.reason);
      return;
    case "serviceworker.claim":
      event.waitUntil(worker.clients.claim());
  }
});

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin || url.pathname.startsWith(RESERVED)) return;
  const target = previews.route(event, url);
  if (target === null) return;
  event.respondWith(respond(event, target));
});

/**
 * @param {FetchEvent} event
 * @param {import("./previews.js").Target | Promise<import("./previews.js").Target | null>} routed
 * @returns {Promise<Response>}
 */
async function respond(event, routed) {
  const target = await routed;
  if (target === null) return fetch(event.request);
  if (target.redirect) return Response.redirect(target.redirect, 307);
  const { request } = event;
  try {
    const client = await connectionOf(target.project).client();
    const scope = scopeOf(request, target.rootPath, target.path);
    const { answer, done } = client.request(scope, new BodyReader(request));
    event.waitUntil(done); // WebKit and Firefox end a stream with the event that began it
    connectionOf(target.project).watch(answer);
    return responseOf(
      await answer,
      {
        url: request.url,
        method: request.method,
        destination: request.destination,
        rootPath: target.rootPath,
      },
      SCRIPT,
    );
  } catch (error) {
    if (error instanceof RuntimeGone) return notRunningPage(error.message, IDE, request);
    throw error;
  }
}

/** @param {string} project */
function connectionOf(project) {
  const found = connections.get(project) ?? new Connection(project);
  connections.set(project, found);
  return found;
}

/** The way to one project's runtime: unknown, being asked for, or a port. */
class Connection {
  #project;
  /** @type {RuntimeClient | null} */
  #client = null;
  #hostPage = "";
  /** @type {((client: RuntimeClient) => void)[]} */
  #waiting = [];
  /** @type {((error: RuntimeGone) => void)[]} */
  #refused = [];

  /** @param {string} project */
  constructor(project) {
    this.#project = project;
  }

  /**
   * @param {MessagePort} port
   * @param {string} hostPage client id of the page that handed it over
   */
  attach(port, hostPage) {
    this.#client?.close("The app was started again before it had answered.");
    this.#client = new RuntimeClient(port);
    this.#hostPage = hostPage;
    const client = this.#client;
    for (const resolve of this.#waiting.splice(0)) resolve(client);
    this.#refused = [];
  }

  /** @param {string} reason */
  detach(reason) {
    this.#client?.close(reason);
    this.#client = null;
    for (const reject of this.#refused.splice(0)) reject(new RuntimeGone(reason));
    this.#waiting = [];
  }

  /**
   * @returns {Promise<RuntimeClient>}
   * @throws {RuntimeGone} when no page of the IDE runs this project
   */
  async client() {
    if (this.#client) return this.#client;
    const page = await this.#findHostPage();
    if (!page) throw new RuntimeGone("No tab has this project open.");
    if (this.#client) return this.#client;
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      this.#refused.push(reject);
      setTimeout(
        () => reject(new RuntimeGone("The tab that has this project open does not answer.")),
        CONNECT_TIMEOUT,
      );
      page.postMessage({ type: "serviceworker.connect" });
    });
  }

  /**
   * A closed tab takes its runtime along without a word: look for it while an answer is late.
   *
   * @param {Promise<unknown>} answer
   */
  watch(answer) {
    const timer = setInterval(async () => {
      if (this.#client && !(await worker.clients.get(this.#hostPage))) {
        this.detach("The tab that had this project open was closed.");
      }
    }, SILENCE);
    answer.then(
      () => clearInterval(timer),
      () => clearInterval(timer),
    );
  }

  async #findHostPage() {
    const all = await worker.clients.matchAll({ includeUncontrolled: true, type: "window" });
    return all.find(({ url }) => {
      return new URL(url).pathname === HOST_PAGE && previews.projectOfHost(url) === this.#project;
    });
  }
}
