// The page's client of the language worker: its life. What is said to it is LSP, and the editor's
// business (editor_language.js).

/** @import { Runtime } from "./runtime.js" */

/**
 * What LSP goes over: text out, text in. The three methods are those of CodeMirror's client.
 *
 * @typedef {object} Transport
 * @property {(text: string) => void} send
 * @property {(handler: (text: string) => void) => void} subscribe
 * @property {(handler: (text: string) => void) => void} unsubscribe
 */

/** How often the worker is asked whether it still answers, in milliseconds. */
const PING_EVERY = 5000;
/** Without an answer for so long it is started again: the first question of all takes seconds, and
 * on a busy machine its start may take a minute. */
const STUCK_AFTER = { starting: 180_000, running: 30_000 };
/** Pauses before it is started again, in milliseconds; the last one for good. */
const PAUSES = [0, 1000, 5000, 30_000];
/** One that has lived for so long was not broken from the beginning. */
const LIVED = 60_000;

/**
 * Dispatches "connected" (`CustomEvent`, a {@link Transport} in `detail`) whenever a worker has
 * started, and "disconnected" when it has gone; it comes back by itself.
 */
export class Language extends EventTarget {
  #runtime;
  /** @type {MessagePort | null} */
  #port = null;
  /** What the project can import. @type {Record<string, string>} */
  #wheels = {};
  #wanted = false;
  #failures = 0;
  #started = 0;
  #heartbeat = 0;
  #restart = 0;

  /** @param {Runtime} runtime whose host page starts the worker */
  constructor(runtime) {
    super();
    this.#runtime = runtime;
    runtime.addEventListener("packages", (event) => {
      this.#wheels = /** @type {CustomEvent} */ (event).detail.wheels;
      this.#tellPackages();
    });
    runtime.addEventListener("language", (event) => {
      this.#connect(/** @type {CustomEvent} */ (event).detail.port);
    });
    runtime.addEventListener("language.crashed", (event) => {
      this.#lost(/** @type {CustomEvent} */ (event).detail.message);
    });
  }

  /** Starts the worker, unless it runs. */
  start() {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#begin();
  }

  /** Ends the worker for good. */
  stop() {
    this.#wanted = false;
    clearTimeout(this.#restart);
    this.#disconnect();
    this.#runtime.stopLanguage();
  }

  #begin() {
    this.#started = Date.now();
    this.#runtime.startLanguage();
  }

  /** @param {MessagePort} port */
  #connect(port) {
    this.#disconnect();
    if (!this.#wanted) return;
    this.#port = port;
    /** @type {Set<(text: string) => void>} */
    const handlers = new Set();
    let answered = Date.now();
    let patience = STUCK_AFTER.starting;
    port.onmessage = ({ data }) => {
      answered = Date.now();
      patience = STUCK_AFTER.running;
      if (typeof data === "string") for (const handler of handlers) handler(data);
    };
    this.#heartbeat = window.setInterval(() => {
      if (Date.now() - answered > patience) this.#lost("it does not answer");
      else port.postMessage({ type: "ping" });
    }, PING_EVERY);
    this.#tellPackages();
    /** @type {Transport} */
    const transport = {
      send: (text) => port.postMessage(text),
      subscribe: (handler) => handlers.add(handler),
      unsubscribe: (handler) => handlers.delete(handler),
    };
    this.dispatchEvent(new CustomEvent("connected", { detail: transport }));
  }

  #tellPackages() {
    if (Object.keys(this.#wheels).length === 0) return;
    this.#port?.postMessage({ type: "packages", wheels: this.#wheels });
  }

  /** @param {string} message */
  #lost(message) {
    this.#disconnect();
    if (!this.#wanted) return;
    if (Date.now() - this.#started > LIVED) this.#failures = 0;
    const pause = PAUSES[Math.min(this.#failures, PAUSES.length - 1)];
    this.#failures += 1;
    console.info(`asgipad: the language worker is started again: ${message}`);
    clearTimeout(this.#restart);
    this.#restart = window.setTimeout(() => this.#begin(), pause);
  }

  #disconnect() {
    clearInterval(this.#heartbeat);
    if (!this.#port) return;
    this.#port.close();
    this.#port = null;
    this.dispatchEvent(new CustomEvent("disconnected"));
  }
}
