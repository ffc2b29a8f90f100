// The runtime worker's entry: starts Python and hands the ports over to worker/browser.py. What arrives
// while it starts waits in the ports.

import { CookiePolicy } from "./cookie_policy.js";
import { OutgoingFetch } from "./outgoing_fetch.js";
import { booting, bootPython, keptByPage, pyodideModules } from "./python.js";
import { TextPort } from "./text_port.js";
import { compile } from "./wasm_module.js";

/** @typedef {import("../static/js/messages.js").Config} Config */

/**
 * What service workers are connected to: asgipad.browser, or its stand-in where Python did not start.
 *
 * @typedef {{connect(port: MessagePort): Connection}} Server
 * @typedef {{close(): void, destroy(): void}} Connection
 */

/** @type {ReturnType<typeof prepare>} */
let preparing;
/** @type {Promise<Server>} */
let server;
const kept = keptByPage();
/** By the run of the service worker at its other end. @type {Map<string, Connection[]>} */
const connections = new Map();

// Set before the first await: a message that arrives earlier is lost in a module worker.
self.onmessage = ({ data }) => {
  if (data.type === "prepare") preparing = prepare(data);
  else if (data.type === "start") server = start(data);
  else if (data.type === "connect") connect(data);
};

/**
 * @param {object} wanted
 * @param {MessagePort} wanted.port of a service worker
 * @param {string} wanted.instance the run of it
 * @param {string} [wanted.replaces] the run of it that was connected before
 */
async function connect({ port, instance, replaces = instance }) {
  const running = await server;
  if (replaces !== instance) {
    for (const connection of connections.get(replaces) ?? []) {
      connection.close(); // its clients are gone: their streams must not run on for ever
      connection.destroy();
    }
    connections.delete(replaces);
  }
  connections.set(instance, [...(connections.get(instance) ?? []), running.connect(port)]);
}

/**
 * @typedef {object} Start
 * @property {Config} config
 * @property {string} preview URL of the app's root
 * @property {MessagePort} port of the page
 *
 * @param {Start} wanted
 * @returns {Promise<Server>}
 */
async function start(wanted) {
  const { config, port: page } = wanted;
  try {
    return await booting(boot(wanted));
  } catch (error) {
    const state = failedState(error, config);
    page.postMessage({ type: "state", state });
    console.warn("asgipad: Python could not be started", error);
    refusePage(page, state.error);
    return { connect: (port) => refuse(port, `${state.error.summary}.\n`) };
  }
}

/**
 * Answers every message of the page, as Python would have done.
 *
 * @param {MessagePort} page
 * @param {import("../static/js/messages.js").AppError} error
 */
function refusePage(page, error) {
  page.onmessage = ({ data: { type, id } }) => {
    const outcome = { generation: 0, error };
    page.postMessage(type === "ping" ? { type: "pong", id } : { type: "outcome", id, outcome });
  };
}

/**
 * Answers every request: without Python nobody else would, and its page would wait for ever.
 *
 * @param {MessagePort} port of a service worker
 * @param {string} why
 * @returns {Connection}
 */
function refuse(port, why) {
  const reason = "Service Unavailable";
  const headers = [["content-type", "text/plain; charset=utf-8"]];
  const body = new TextEncoder().encode(why);
  port.onmessage = ({ data: { type, id }, ports }) => {
    if (type === "websocket") {
      ports[0]?.postMessage({ type: "websocket.http.response.start", status: 503 });
    }
    if (type !== "http") return;
    port.postMessage([
      { type: "http.response.start", id, status: 503, reason, headers },
      { type: "http.response.body", id, body, more_body: false },
    ]);
  };
  return { close: () => port.close(), destroy: () => {} };
}

/**
 * Begins with all that needs no project: the page is still busy with itself then.
 *
 * @param {{config: Config, wasm: WebAssembly.Module | null}} given Python's WebAssembly if it is compiled
 */
function prepare({ config, wasm }) {
  self.postMessage({ type: "works" });
  const compiled = compile(config, wasm);
  compiled.then(
    (made) => self.postMessage({ type: "compiled", wasm: made }),
    () => {}, // the start hears of it
  );
  /** @type {PromiseWithResolvers<MessagePort>} */
  const page = Promise.withResolvers();
  const downloading = async (/** @type {number} */ loaded, /** @type {number} */ total) => {
    const port = await page.promise;
    port.postMessage({ type: "progress", step: "download", name: "Python", loaded, total });
    if (loaded === total) tellStarting(port);
  };
  const python = booting(bootPython(config, "runtime", compiled, kept, downloading));
  const libraries = pyodideModules(config).then(() =>
    Promise.all([import(`${config.vendor}hashes.js`), import(`${config.vendor}tough-cookie.js`)]),
  );
  for (const each of [python, libraries]) each.catch(() => {}); // the start hears of it
  return { python, libraries, report: page.resolve };
}

/** @param {MessagePort} page */
function tellStarting(page) {
  page.postMessage({ type: "progress", step: "python", name: "Python", loaded: 0, total: 0 });
}

/** @param {Start} wanted */
async function boot({ config, preview, port: page }) {
  page.postMessage({
    type: "state",
    state: { phase: "starting", generation: 0, app: null, error: null },
  });
  preparing.report(page);
  kept.then((snapshot) => snapshot && tellStarting(page)); // there is nothing to download
  const { pyodide, module: browser } = await preparing.python;
  // Of the host page only: what has ended here cannot tell anybody anything any more.
  pyodide._api.on_fatal = (/** @type {unknown} */ error) => {
    self.postMessage({ type: "crashed", message: String(error) });
  };
  reportUncaught(pyodide.pyimport("sys"));
  new OutgoingFetch(new URL(preview), browser).install();
  const [hashes, tough] = await preparing.libraries;
  browser.start(page, config, hashes, new CookiePolicy(tough, preview));
  return { connect: (/** @type {MessagePort} */ port) => browser.connect(new TextPort(port)) };
}

/**
 * What callbacks throw that the app gave to JavaScript: for its console, as from any event loop. Not
 * handled, it would reach the host page, which knows only that a worker has failed.
 *
 * @param {any} sys Python's module
 */
function reportUncaught(sys) {
  /**
   * @param {Event} event
   * @param {unknown} error
   */
  function report(event, error) {
    event.preventDefault();
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    // A PythonError's message is the traceback; its stack would add how JavaScript came there.
    sys.stderr.write(`${name === "PythonError" ? message : (stack ?? message)}\n`);
  }
  self.addEventListener("error", (event) => report(event, event.error ?? event.message));
  self.addEventListener("unhandledrejection", (event) => report(event, event.reason));
}

/**
 * @param {unknown} error
 * @param {Config} config
 */
function failedState(error, config) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const host = new URL(config.vendor).host;
  return /** @satisfies {import("../static/js/messages.js").State} */ ({
    phase: "failed",
    generation: 0,
    app: null,
    error: {
      kind: "boot",
      type: name,
      message,
      summary: `Python could not be started from ${host}: ${message}. Start asgipad there, then press Start`,
      path: null,
      line: null,
      column: null,
      frames: [],
      text: stack ?? message,
    },
  });
}
