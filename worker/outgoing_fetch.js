// The `fetch` and the XMLHttpRequest of the runtime worker, which every HTTP client in Python comes
// down to. Three things are different from the browser's own:
// - a request to the app itself is answered by the app, without a way through the network;
// - a request that fails says why, as far as that can be found out, and what to do about it;
// - a response without a body has an empty one, as clients in Python ask all of them for a reader.

import { RequestBody } from "./request_body.js";
import { responseOf } from "./response.js";
import { RuntimeClient } from "./runtime_client.js";
import { scopeOf } from "./scope.js";
import { TextPort } from "./text_port.js";

/** Where uvicorn serves by default: what examples and learners write for "this app". */
const UVICORN = /^http:\/\/(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):8000$/;
const RESERVED = "/__pad__/";

/** How long a site may take to show that it is there, in milliseconds. */
const PROBE_TIMEOUT = 5000;

/** Header fields that no site has to allow (Fetch, "CORS-safelisted request-header"). */
const SAFE = new Set(["accept", "accept-language", "content-language"]);

const SYNC_TO_ITSELF =
  "The app asks itself and waits for the answer, which it cannot give meanwhile: this browser cannot " +
  "suspend Python. Use an async client (httpx.AsyncClient) and await it";

/**
 * @typedef {object} App
 * @property {(port: TextPort) => unknown} connect serve requests that come on this port
 * @property {() => boolean} serving whether the app that is running now answers requests
 */

export class OutgoingFetch {
  #fetch = globalThis.fetch.bind(globalThis);
  #preview;
  #app;
  /** @type {RuntimeClient | null} */
  #client = null;

  /**
   * @param {URL} preview of the app, whose path is "/" or "/preview/<id>/"
   * @param {App} app
   */
  constructor(preview, app) {
    this.#preview = preview;
    this.#app = app;
  }

  install() {
    globalThis.fetch = (input, init) => this.#answer(new Request(...anonymous(input, init)));
    const isOwn = (/** @type {URL} */ url) => this.#pathOf(url) !== null;
    const { open, send } = XMLHttpRequest.prototype;
    /** @type {WeakMap<XMLHttpRequest, URL>} */
    const targets = new WeakMap();
    XMLHttpRequest.prototype.open = function (
      /** @type {string} */ method,
      /** @type {string | URL} */ url,
      /** @type {boolean} */ async = true,
      /** @type {(string | null)[]} */ ...user
    ) {
      const target = new URL(url, location.href);
      if (!async && isOwn(target)) throw new DOMException(SYNC_TO_ITSELF, "NetworkError");
      targets.set(this, target);
      return open.call(this, method, target, async, ...user);
    };
    XMLHttpRequest.prototype.send = function (body) {
      try {
        send.call(this, body);
      } catch (error) {
        const target = targets.get(this);
        if (!(error instanceof DOMException) || error.name !== "NetworkError" || !target)
          throw error;
        throw new DOMException(refusedOrUnreachable(target), "NetworkError");
      }
    };
  }

  /**
   * @param {Request} request
   * @returns {Promise<Response>}
   */
  async #answer(request) {
    const url = new URL(request.url);
    const path = this.#pathOf(url);
    if (path !== null) return withBody(await this.#ask(request, url, path));
    if (url.origin === location.origin) return this.#fetch(request);
    // Clients name themselves, and no site allows a header that it does not know of.
    request.headers.delete("user-agent");
    const again = request.clone();
    try {
      return withBody(await this.#fetch(request));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // an abort
      throw new TypeError(await this.#reason(again), { cause: error });
    }
  }

  /**
   * @param {URL} url
   * @returns {string | null} the path inside the app, null for anything that is not the app
   */
  #pathOf(url) {
    if (UVICORN.test(url.origin)) return url.pathname;
    if (url.origin !== this.#preview.origin || url.pathname.startsWith(RESERVED)) return null;
    const root = this.#preview.pathname.replace(/\/$/, "");
    return url.pathname.startsWith(`${root}/`) ? url.pathname.slice(root.length) : null;
  }

  /**
   * A redirect is given to the client as it is: it follows it if it is told to.
   *
   * @param {Request} request
   * @param {URL} url
   * @param {string} path
   * @returns {Promise<Response>}
   */
  async #ask(request, url, path) {
    if (!this.#app.serving()) {
      throw new TypeError(
        `${url} is this app itself, and it does not serve yet: it is still being imported or started`,
      );
    }
    const body = await RequestBody.of(request);
    const root = url.origin === this.#preview.origin ? this.#preview.pathname : "/";
    const rootPath = root.replace(/\/$/, "");
    const { answer } = this.#connected().request(scopeOf(request, rootPath, path, body.size), body);
    const aborted = Promise.withResolvers();
    request.signal.addEventListener("abort", () => aborted.reject(request.signal.reason));
    const answered = await Promise.race([answer, aborted.promise]);
    const { method, destination } = request;
    return responseOf(answered, { url: request.url, method, destination, rootPath }, []);
  }

  #connected() {
    if (this.#client) return this.#client;
    const { port1, port2 } = new MessageChannel();
    this.#app.connect(new TextPort(port2));
    this.#client = new RuntimeClient(port1);
    return this.#client;
  }

  /**
   * @param {Request} request that has failed
   * @returns {Promise<string>} why, in a sentence; browsers do not tell scripts
   */
  async #reason(request) {
    const url = new URL(request.url);
    if (location.protocol === "https:" && url.protocol === "http:") {
      return `${url} is not encrypted, and a page on https may not ask for it. Use https`;
    }
    if (!(await this.#succeeds(url, "no-cors"))) {
      return (
        `${url.origin} cannot be reached: there is no such host, nothing answers there, or its ` +
        "certificate is not valid. Look at the address, and open it in a tab of its own"
      );
    }
    if (await this.#succeeds(url, "cors")) {
      return (
        `${url} refuses this request because of CORS: other sites may read its answers, but not send ` +
        `${request.method} with ${fieldsOf(request)}. It would have to name them in ` +
        "Access-Control-Allow-Methods and Access-Control-Allow-Headers"
      );
    }
    return corsRefusal(url);
  }

  /**
   * @param {URL} url
   * @param {RequestMode} mode
   */
  async #succeeds(url, mode) {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT);
    const init = { method: "HEAD", mode, signal, cache: /** @type {const} */ ("no-store") };
    return this.#fetch(url, init).then(
      () => true,
      () => false,
    );
  }
}

/** @param {URL} url */
function corsRefusal(url) {
  return (
    `${url} does not let other sites read its answers (CORS): the server is there, but the browser ` +
    "keeps the answer back, because it lacks the header Access-Control-Allow-Origin. If the server is " +
    "yours, let it send `Access-Control-Allow-Origin: *`; else use an API that does, or put a copy of " +
    "the data into the project"
  );
}

/**
 * Of a synchronous request: the worker stands still, so nothing more can be found out.
 *
 * @param {URL} url
 */
function refusedOrUnreachable(url) {
  return (
    `${url} cannot be reached, or does not let other sites read its answers (CORS). For the latter it ` +
    "would have to send `Access-Control-Allow-Origin: *`"
  );
}

/** @param {Request} request */
function fieldsOf({ headers }) {
  const names = [...headers.keys()].filter((name) => !SAFE.has(name));
  return names.length ? `the header fields ${names.join(", ")}` : "no header fields";
}

/**
 * Clients in Python send name and password of a URL in a header field; browsers refuse such a URL.
 *
 * @param {RequestInfo | URL} input
 * @param {RequestInit} [init]
 * @returns {[RequestInfo | URL, RequestInit | undefined]}
 */
function anonymous(input, init) {
  if (input instanceof Request) return [input, init];
  const url = new URL(input, location.href);
  url.username = url.password = "";
  return [url, init];
}

/** @param {Response} response */
function withBody(response) {
  if (response.body === null) {
    const empty = new ReadableStream({ start: (controller) => controller.close() });
    Object.defineProperty(response, "body", { value: empty });
  }
  return response;
}
