// The page's client of everything that runs on the preview origin: the host page in a hidden frame,
// the runtime worker behind a port of its own, and the service worker that both serve.

import { Heartbeat } from "./heartbeat.js";
import { HostMissing, openHost } from "./host_frame.js";
import { forgetSnapshots, keptSnapshot } from "./snapshot_store.js";

/**
 * @typedef {import("./messages.js").Config} Config
 * @typedef {import("./messages.js").Files} Files
 * @typedef {import("./messages.js").Changes} Changes
 * @typedef {import("./messages.js").Cookie} Cookie
 * @typedef {import("./messages.js").Outcome} Outcome
 * @typedef {import("./messages.js").State} State
 * @typedef {import("./messages.js").PageEvent} PageEvent
 * @typedef {import("./messages.js").PageMessage} PageMessage
 * @typedef {import("./messages.js").HostEvent} HostEvent
 * @typedef {import("./messages.js").HostCommand} HostCommand
 * @typedef {import("./messages.js").SnapshotWish} SnapshotWish
 */

/** Without an answer for so long (milliseconds), the app is stuck: a handler that never returns. */
const STUCK_AFTER = { serving: 2000, other: 15_000 };

/** The runtime was stopped, restarted or crashed before it had answered. */
export class RuntimeStopped extends Error {}

/**
 * @typedef {"edit" | "ping" | "loaded" | "fetch" | "snapshot"} Question what somebody waits for
 * @typedef {PromiseWithResolvers<any> & {question: Question}} Waiting
 */

/** What messages of the page ask, those that are no edits. @type {Record<string, Question>} */
const QUESTIONS = { ping: "ping", "project.loaded": "loaded" };

/**
 * Runs one project. Events (all `CustomEvent`, the message in `detail`): "state", "progress",
 * "reloaded", "changed", "routes", "console", "request", "files", "packages", "restart", "cookies" as in
 * messages.js, and
 *
 * - "serviceworker": `{ready: boolean, reason?: string, message?: string}`
 * - "language": `{port: MessagePort}` of a language worker that has started, and
 *   "language.crashed": `{message: string}`; `startLanguage()` starts another one
 * - "crashed": `{message: string}`, the worker or the host page is gone; `restart()` brings it back
 * - "stuck": `{since: number}` (Date.now()), Python does not answer; "answering": it does again
 */
export class Runtime extends EventTarget {
  /** @type {State} */
  state = { phase: "starting", generation: 0, app: null, error: null };
  #config;
  #id;
  /** The app's, for the next Python. @type {Cookie[]} */
  cookies;
  /** Python has been started, and nobody listens to it yet: does that. @type {(() => void) | null} */
  #listenLater = null;
  #prepared = false;
  /** How often each worker was started or stopped. */
  #starts = { runtime: 0, language: 0 };
  /** @type {HTMLIFrameElement | null} */
  #frame = null;
  /** @type {Promise<MessagePort> | null} */
  #host = null;
  /** @type {PromiseWithResolvers<MessagePort>} */
  #port = Promise.withResolvers();
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #lastId = 0;
  /** The newest one. Versions are counted for as long as the page is there. */
  #generation = 0;
  #heartbeat = new Heartbeat({
    ask: () => this.#answersPing(),
    patience: () => {
      if (this.state.phase === "starting") return null;
      return this.state.phase === "serving" ? STUCK_AFTER.serving : STUCK_AFTER.other;
    },
    stuck: (since) => this.#emit("stuck", { since }),
    answering: () => this.#emit("answering", {}),
  });

  /**
   * @param {Config} config
   * @param {string} id of the project
   * @param {Cookie[]} [cookies] of the last event "cookies"
   */
  constructor(config, id, cookies = []) {
    super();
    this.#config = config;
    this.#id = id;
    this.cookies = cookies;
  }

  /** Starts Python before it is known what to run in it: `start` opens the project in that. */
  async prepare() {
    this.#prepared = true;
    try {
      await this.#startWorker("runtime");
    } catch (error) {
      this.#prepared = false; // `start` tries it again, and says what is wrong
      if (!(error instanceof RuntimeStopped)) throw error;
    }
  }

  /** Ends what `prepare` has begun: nobody will open a project in it. */
  async abandon() {
    if (!this.#prepared) return;
    await this.stop(); // else the service worker would go on waiting for it
    this.close();
  }

  /**
   * Starts Python and opens the project in it.
   *
   * @param {Files} files
   * @returns {Promise<Outcome>} of the first generation
   * @throws {RuntimeStopped} when it is stopped meanwhile
   */
  async start(files) {
    const generation = this.#generation;
    this.state = { phase: "starting", generation, app: null, error: null };
    // Before there is a port, so that no edit that is made meanwhile gets there first.
    const { cookies } = this;
    const opened = this.#ask({ type: "project.open", id: 0, files, generation, cookies });
    opened.catch(() => {}); // where there is no host page, that is the error
    if (!this.#prepared) await this.#startWorker("runtime");
    this.#prepared = false;
    await this.#connectHost();
    this.#listenLater?.();
    return opened;
  }

  /**
   * Edits, creates or deletes files.
   *
   * @param {Changes} changes
   * @returns {Promise<Outcome>} once a generation with these changes serves, or why there is none
   */
  write(changes) {
    return this.#ask({ type: "project.write", id: 0, changes });
  }

  /** @returns {Promise<Outcome>} of a new generation from the same files */
  reload() {
    return this.#ask({ type: "project.reload", id: 0 });
  }

  /**
   * @returns {Promise<{packages: string[], modules: string[]}>} what a snapshot of the project would
   *   hold beside that which Python has started from
   * @throws {RuntimeStopped}
   */
  loaded() {
    return this.#ask({ type: "project.loaded", id: 0 });
  }

  /**
   * Has a snapshot made, beside the app and without its code.
   *
   * @param {SnapshotWish} wish
   * @returns {Promise<ArrayBuffer>}
   * @throws {Error} there can be none
   */
  async makeSnapshot(wish) {
    const host = await this.#connectHost();
    const { id, promise } = this.#expect("snapshot");
    this.#command(host, { type: "snapshot.make", id, wish });
    return promise;
  }

  /** @param {"runtime" | "language"} name of the worker */
  async #startWorker(name) {
    this.#starts[name] += 1;
    const start = this.#starts[name];
    const kept = keptSnapshot(this.#config, name, this.#id);
    const host = await this.#connectHost();
    if (start !== this.#starts[name]) return; // it was stopped meanwhile
    this.#command(host, { type: /** @type {const} */ (`${name}.start`) });
    const snapshot = await kept;
    if (start !== this.#starts[name]) return;
    this.#command(host, { type: /** @type {const} */ (`${name}.snapshot`), snapshot });
  }

  /** Ends Python at once, whatever it is doing. */
  async stop() {
    this.#starts.runtime += 1;
    this.#forget("The app was stopped.");
    this.#command(await this.#connectHost(), { type: "runtime.stop" });
  }

  /**
   * Ends Python and starts it again.
   *
   * @param {Files} files
   * @returns {Promise<Outcome>}
   */
  async restart(files) {
    this.#forget("The app is being started again.");
    return this.start(files);
  }

  /**
   * Goes on in a fresh Python, after the event "restart": edits get their outcomes from there, and
   * requests their answers.
   *
   * @param {Files} files
   * @returns {Promise<Outcome>} of all edits so far
   * @throws {RuntimeStopped} when it is stopped meanwhile
   */
  async renew(files) {
    const edits = [...this.#waiting].filter(([, { question }]) => question === "edit");
    for (const [id] of edits) this.#waiting.delete(id);
    this.#forget("The app is being started again.", ["ping", "loaded"]);
    const outcome = this.start(files);
    for (const [, { resolve, reject }] of edits) outcome.then(resolve, reject);
    return outcome;
  }

  /**
   * A request to the app as a page of the preview would make it.
   *
   * @param {string} address a path of the app, or an absolute URL of it
   * @param {RequestInit} [init] cache, credentials, mode and referrer are the preview's own
   * @returns {Promise<Response>}
   * @throws {TypeError} as fetch does, and for an address that is not the app's
   * @throws {DOMException} AbortError, when `init.signal` says so
   */
  async fetch(address, init) {
    const path = this.#pathOf(address);
    const request = new Request("http://preview.invalid/", init);
    const { signal, redirect, method } = request;
    signal.throwIfAborted();
    const host = await this.#connectHost();
    const bodiless = method === "GET" || method === "HEAD";
    const body = bodiless ? null : await request.arrayBuffer();
    await this.#editsArrived(signal);
    const { id, promise } = this.#expect("fetch");
    const headers = [...request.headers];
    const command = { type: /** @type {const} */ ("fetch"), id, path, method, headers, redirect };
    host.postMessage({ ...command, body }, body ? [body] : []);
    const abort = () => {
      this.#command(host, { type: "fetch.abort", id });
      this.#waiting.get(id)?.reject(signal.reason);
      this.#waiting.delete(id);
    };
    signal.addEventListener("abort", abort);
    const response = await promise.finally(() => signal.removeEventListener("abort", abort));
    return responseOf(response, signal);
  }

  /**
   * Until the worker has got all edits so far: a request goes another way, and could overtake them.
   *
   * @param {AbortSignal} signal
   * @throws {DOMException} AbortError, when it says so
   */
  async #editsArrived(signal) {
    const edits = [...this.#waiting.values()].some(({ question }) => question === "edit");
    if (!edits) return;
    const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
    // Where the worker ends meanwhile, its successor is given the files as they are now.
    const arrived = this.#ask({ type: "ping", id: 0 }).catch(() => {});
    await Promise.race([arrived, aborted]);
    signal.throwIfAborted();
  }

  /** Starts the language worker; the event "language" brings its port. It may be there already. */
  async startLanguage() {
    await this.#startWorker("language");
  }

  /** Ends the language worker, if there is one. */
  async stopLanguage() {
    this.#starts.language += 1;
    this.#command(await this.#connectHost(), { type: "language.stop" });
  }

  /** Removes the host page and with it everything that runs. */
  close() {
    this.#forget("The project was closed.", ["edit", "ping", "loaded", "fetch", "snapshot"]);
    this.#frame?.remove();
    this.#frame = null;
    this.#host = null;
    this.#prepared = false;
    this.#listenLater = null;
  }

  /**
   * @param {string} address
   * @returns {string} path and query below the app's root
   */
  #pathOf(address) {
    const root = new URL(this.#config.preview.replaceAll("{id}", this.#id));
    const absolute = /^[a-z][a-z0-9+.-]*:/i.test(address);
    const base = absolute ? "" : root.href.slice(0, -1) + (address.startsWith("/") ? "" : "/");
    const url = new URL(base + address);
    url.hash = "";
    if (!url.href.startsWith(root.href)) throw new TypeError(`${address} is not of ${root.href}`);
    return url.href.slice(root.href.length - 1);
  }

  /** @returns {Promise<MessagePort>} to the host page, whose frame is made on first use */
  #connectHost() {
    this.#host ??= this.#openHost();
    return this.#host;
  }

  async #openHost() {
    const { frame, connected } = openHost(this.#config, this.#id);
    this.#frame = frame;
    try {
      const port = await connected;
      const attend = () => {
        this.#listenLater = null;
        port.onmessage = (event) => this.#hear(event.data, event.ports);
      };
      if (this.#prepared) this.#listenLater = attend;
      else attend();
      return port;
    } catch (error) {
      this.#host = null;
      if (!(error instanceof HostMissing)) throw error;
      throw new RuntimeStopped(error.message);
    }
  }

  /**
   * @param {MessagePort} host
   * @param {HostCommand} command
   */
  #command(host, command) {
    host.postMessage(command);
  }

  /**
   * @param {HostEvent} message
   * @param {readonly MessagePort[]} ports
   */
  #hear(message, ports) {
    switch (message.type) {
      case "runtime.port":
        this.#listen(/** @type {MessagePort} */ (ports[0]));
        return;
      case "runtime.crashed":
        this.#forget(message.message);
        this.#emit("crashed", { message: message.message });
        return;
      case "language.port":
        this.#emit("language", { port: ports[0] });
        return;
      case "language.crashed":
        this.#emit("language.crashed", { message: message.message });
        return;
      case "snapshot.broken":
        forgetSnapshots();
        return;
      case "snapshot.made":
        this.#settle(message.id, message.snapshot);
        return;
      case "snapshot.failed":
        this.#waiting.get(message.id)?.reject(new Error(message.message));
        this.#waiting.delete(message.id);
        return;
      case "serviceworker.ready":
        this.#emit("serviceworker", { ready: true });
        return;
      case "serviceworker.failed":
        this.#emit("serviceworker", {
          ready: false,
          reason: message.reason,
          message: message.message,
        });
        return;
      case "fetch.response":
        if (this.#waiting.has(message.id)) this.#settle(message.id, message);
        else if (message.body instanceof ReadableStream) message.body.cancel();
        return;
      case "fetch.failed":
        this.#waiting.get(message.id)?.reject(new TypeError(message.message));
        this.#waiting.delete(message.id);
    }
  }

  /** @param {MessagePort} port to the runtime worker */
  #listen(port) {
    port.onmessage = ({ data }) => this.#receive(data);
    this.#port.resolve(port);
    this.#heartbeat.start();
  }

  /** @param {PageEvent} message */
  #receive(message) {
    switch (message.type) {
      case "outcome":
        this.#settle(message.id, message.outcome);
        return;
      case "pong":
        this.#settle(message.id, undefined);
        return;
      case "loaded":
        this.#settle(message.id, message);
        return;
      case "state":
        this.#change(message.state);
        return;
      case "cookies":
        this.cookies = message.cookies;
        this.#emit("cookies", message);
        return;
      default:
        this.#emit(message.type, message);
    }
  }

  /** @param {State} state */
  #change(state) {
    // Until it has the project, Python does not know which number it goes on from.
    if (state.phase === "starting") state.generation = this.#generation;
    else this.#generation = Math.max(this.#generation, state.generation);
    this.state = state;
    this.#heartbeat.heard(); // a long import answers no ping; its end is an answer, too
    this.#emit("state", state);
  }

  /**
   * @param {PageMessage} message its id is filled in here
   * @returns {Promise<any>}
   */
  async #ask(message) {
    const { id, promise } = this.#expect(QUESTIONS[message.type] ?? "edit");
    const port = await Promise.race([this.#port.promise, promise]);
    port.postMessage({ ...message, id });
    return promise;
  }

  /** @param {Question} question */
  #expect(question) {
    const id = ++this.#lastId;
    /** @type {Waiting} */
    const waiting = { question, ...Promise.withResolvers() };
    this.#waiting.set(id, waiting);
    return { id, promise: waiting.promise };
  }

  /**
   * @param {number} id
   * @param {unknown} answer
   */
  #settle(id, answer) {
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }

  /**
   * Nobody will answer what was asked until now.
   *
   * @param {string} reason
   * @param {Question[]} questions
   */
  #forget(reason, questions = ["edit", "ping", "loaded", "fetch"]) {
    this.#heartbeat.stop();
    for (const [id, { question, reject, promise }] of this.#waiting) {
      if (!questions.includes(question)) continue;
      promise.catch(() => {}); // a ping's, which nobody awaits
      reject(new RuntimeStopped(reason));
      this.#waiting.delete(id);
    }
    this.#port.promise.then((port) => port.close());
    this.#port = Promise.withResolvers();
  }

  /** @returns {Promise<boolean>} false: this Python never will */
  async #answersPing() {
    try {
      await this.#ask({ type: "ping", id: 0 });
      return true;
    } catch (error) {
      if (!(error instanceof RuntimeStopped)) throw error;
      return false;
    }
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/**
 * @param {Extract<HostEvent, {type: "fetch.response"}>} message
 * @param {AbortSignal} signal cuts the body off
 */
function responseOf({ status, statusText, url, redirected, headers, body }, signal) {
  // What no Response can be made with: fetch gives it for `redirect: "manual"`.
  const opaque = status === 0;
  const bodiless = opaque || status === 204 || status === 205 || status === 304;
  const readable =
    body instanceof ReadableStream ? body.pipeThrough(new TransformStream(), { signal }) : body;
  const init = opaque ? {} : { status, statusText, headers };
  const response = new Response(bodiless ? null : readable, init);
  const hidden = opaque ? { status: 0, ok: false, type: "opaqueredirect" } : {};
  for (const [name, value] of Object.entries({ url, redirected, ...hidden })) {
    Object.defineProperty(response, name, { value });
  }
  return response;
}
