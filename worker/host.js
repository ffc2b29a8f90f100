// The host page: a hidden frame on the preview origin. It owns the runtime worker and the service
// worker's registration, and hands out ports between them and the IDE page. No request and no edit
// passes through it; `asgipad.fetch` does, because only this origin's own fetch meets the service
// worker.

import { ensureServiceWorker, RegistrationError } from "./registration.js";

/**
 * @typedef {import("../static/js/messages.js").HostCommand} HostCommand
 * @typedef {import("../static/js/messages.js").HostEvent} HostEvent
 */

/** @type {import("../static/js/messages.js").Config} */
const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}");
const project = new URL(location.href).searchParams.get("id") ?? "";
const preview = new URL(config.preview.replace("{id}", project));

/** How often the service worker hears that there is a runtime, in milliseconds. */
const GREET_EVERY = 10_000;

/** A runtime worker that has no project yet: it loads what all need. @type {Worker | null} */
let spare = null;
/** @type {Worker | null} */
let runtime = null;
/** @type {Worker | null} */
let language = null;
/** @type {{id: number, end: (message: HostEvent) => void} | null} */
let maker = null;
/** When it was (Date.now()): of two tabs' runtimes the later one answers. */
let started = 0;
/** Why the last runtime ended, as a sentence; "" before the first. */
let ended = "";
/** The run of each service worker that was connected last. @type {Map<ServiceWorker, string>} */
const instances = new Map();
/** Heard by pages with sockets, where the browser does not tell them itself. websocket.js knows the
 * name. */
const sockets = new BroadcastChannel(`asgipad.runtime.${config.mode === "prefix" ? project : ""}`);
/** @type {MessagePort | null} */
let page = null;
/** The page's own requests until their head is there. @type {Map<number, AbortController>} */
const unanswered = new Map();
/** @type {Promise<RegistrationError | null>} */
let registered = Promise.resolve(null);

/** Python's, compiled by the first runtime worker for all that come after it. @type {WebAssembly.Module | null} */
let wasm = null;

/**
 * @param {HostEvent} message
 * @param {Transferable[]} [transfer]
 */
function tell(message, transfer = []) {
  page?.postMessage(message, transfer);
}

/** @param {"host.ready" | "host.works"} type for host_first.js and host_frame.js */
function tellParent(type) {
  window.parent.postMessage({ type }, new URL(config.ide).origin);
}

/**
 * @param {object} message
 * @param {Transferable[]} [transfer]
 */
async function tellServiceWorker(message, transfer = []) {
  if (!navigator.serviceWorker) return; // registerServiceWorker() has said so
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage(message, transfer);
}

/** @returns {Worker} */
function prepareRuntime() {
  const worker = new Worker(`${config.worker}runtime.js`, { type: "module", name: "asgipad" });
  worker.addEventListener("error", (event) => {
    if (spare !== worker) return;
    event.preventDefault(); // nobody waits for it: the start tries it again, and tells
    spare = null;
  });
  worker.addEventListener("message", ({ data }) => {
    if (data.type === "works") tellParent("host.works");
    else if (data.type === "compiled") wasm = data.wasm;
  });
  worker.postMessage({ type: "prepare", config, wasm });
  return worker;
}

function startRuntime() {
  stopRuntime("The app is being started again.");
  const worker = spare ?? prepareRuntime();
  spare = null;
  runtime = worker;
  started = Date.now();
  /** @param {string} message */
  function crashed(message) {
    if (runtime !== worker) return;
    stopRuntime("Python has stopped.");
    tell({ type: "runtime.crashed", message });
  }
  worker.addEventListener("error", ({ message }) => {
    crashed(message || "the worker could not be started");
  });
  worker.addEventListener("message", ({ data }) => {
    if (data.type === "crashed") crashed(data.message);
    else if (data.type === "snapshot.broken") tell(data);
  });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ type: "start", config, preview: preview.href, port: port1 }, [port1]);
  tell({ type: "runtime.port" }, [port2]);
  greetServiceWorker();
}

/** Starts the language worker, in the place of one that was there. */
function startLanguage() {
  language?.terminate();
  const worker = new Worker(`${config.worker}language.js`, { type: "module", name: "language" });
  language = worker;
  /** @param {string} message */
  function crashed(message) {
    if (language !== worker) return;
    worker.terminate();
    language = null;
    tell({ type: "language.crashed", message });
  }
  worker.addEventListener("error", (event) => {
    event.preventDefault(); // the page is told
    crashed(event.message || "the worker could not be started");
  });
  worker.addEventListener("message", ({ data }) => {
    if (data.type === "crashed") crashed(data.message);
    else if (data.type === "snapshot.broken") tell(data);
  });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ type: "start", config, wasm, port: port1 }, [port1]);
  tell({ type: "language.port" }, [port2]);
}

/**
 * Makes a snapshot of what the project needs, for its next start. One at a time: the newest wish.
 *
 * @param {Extract<HostCommand, {type: "snapshot.make"}>} command
 */
function makeSnapshot({ id, wish }) {
  maker?.end({ type: "snapshot.failed", id: maker.id, message: "another one is being made" });
  const url = `${config.worker}snapshot_maker.js`;
  const worker = new Worker(url, { type: "module", name: "snapshot" });
  /**
   * @param {HostEvent} message
   * @param {Transferable[]} [transfer]
   */
  function end(message, transfer) {
    worker.terminate();
    maker = null;
    tell(message, transfer);
  }
  maker = { id, end };
  worker.addEventListener("error", (event) => {
    event.preventDefault(); // the page is told
    const message = event.message || "the worker could not be started";
    end({ type: "snapshot.failed", id, message });
  });
  worker.addEventListener("message", ({ data }) => {
    end({ ...data, id }, data.type === "snapshot.made" ? [data.snapshot] : []);
  });
  worker.postMessage({ type: "start", config, wasm, wish });
}

/** @param {string} reason */
function stopRuntime(reason) {
  if (!runtime) return;
  runtime.terminate();
  runtime = null;
  ended = reason;
  tellServiceWorker({ type: "runtime.gone", reason });
  sockets.postMessage({ type: "runtime.gone" });
}

/**
 * Unasked: another tab's runtime may be answering until now; a service worker that was restarted must
 * ask again, so that the app hears who has left; and Firefox ends a stream after 25 s unless its
 * service worker hears from a page (bug 1302715).
 */
function greetServiceWorker() {
  if (runtime) tellServiceWorker({ type: "runtime.here", started });
}

/**
 * @param {ServiceWorker} asking after a restart of its own; during an update there are two
 * @param {string} instance the run of it
 */
function answerServiceWorker(asking, instance) {
  if (runtime) {
    const { port1, port2 } = new MessageChannel();
    const replaces = instances.get(asking);
    instances.set(asking, instance);
    runtime.postMessage({ type: "connect", port: port1, instance, replaces }, [port1]);
    asking.postMessage({ type: "runtime.port", started }, [port2]);
  } else if (ended) {
    asking.postMessage({ type: "runtime.gone", reason: ended });
  } // else it is about to be started, and says so then
}

/** @returns {Promise<RegistrationError | null>} why no request will reach the app */
async function registerServiceWorker() {
  try {
    await ensureServiceWorker(config);
  } catch (error) {
    if (!(error instanceof RegistrationError)) throw error;
    tell({ type: "serviceworker.failed", reason: error.reason, message: error.message });
    return error;
  }
  setInterval(greetServiceWorker, GREET_EVERY);
  tell({ type: "serviceworker.ready" });
  return null;
}

/** Resolves once this page's own requests reach the service worker: not so after a hard reload. */
async function controlled() {
  if (navigator.serviceWorker.controller) return;
  const change = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
  });
  tellServiceWorker({ type: "serviceworker.claim" });
  await change;
}

/** @param {Extract<HostCommand, {type: "fetch"}>} command */
async function answerFetch({ id, path, method, headers, redirect, body }) {
  const aborting = new AbortController();
  unanswered.set(id, aborting);
  try {
    const refusal = await registered;
    if (refusal) throw refusal;
    await controlled();
    const url = preview.origin + preview.pathname.replace(/\/$/, "") + path;
    // As if a page of the app had asked: the host page is none of its business.
    const { signal } = aborting;
    const init = { method, headers, body, redirect, signal, referrer: preview.href };
    const response = await fetch(url, init);
    const streamed = response.body ?? new ArrayBuffer(0);
    const message = {
      type: /** @type {const} */ ("fetch.response"),
      id,
      status: response.status,
      statusText: response.statusText,
      url: response.url,
      redirected: response.redirected,
      headers: [...response.headers],
    };
    try {
      tell({ ...message, body: streamed }, [streamed]);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      // WebKit cannot transfer a stream (DataCloneError).
      const buffer = await response.arrayBuffer();
      tell({ ...message, body: buffer }, [buffer]);
    }
  } catch (error) {
    tell({
      type: "fetch.failed",
      id,
      message: error instanceof Error ? error.message : `${error}`,
    });
  } finally {
    unanswered.delete(id);
  }
}

/** @param {HostCommand} command */
function obey(command) {
  switch (command.type) {
    case "runtime.start":
      startRuntime();
      return;
    case "runtime.snapshot":
      runtime?.postMessage({ type: "snapshot", snapshot: command.snapshot });
      return;
    case "runtime.stop":
      stopRuntime("It was stopped.");
      return;
    case "language.start":
      startLanguage();
      return;
    case "language.snapshot":
      language?.postMessage({ type: "snapshot", snapshot: command.snapshot });
      return;
    case "language.stop":
      language?.terminate();
      language = null;
      return;
    case "snapshot.make":
      makeSnapshot(command);
      return;
    case "fetch":
      answerFetch(command);
      return;
    case "fetch.abort":
      unanswered.get(command.id)?.abort();
  }
}

spare = prepareRuntime();
window.addEventListener("message", ({ source, origin, data, ports }) => {
  if (source !== window.parent || origin !== new URL(config.ide).origin) return;
  if (data?.type !== "host.connect" || !ports[0]) return;
  page = ports[0];
  page.onmessage = (event) => obey(event.data);
  registered = registerServiceWorker();
});
// Here, not later: what a service worker asks before there is a listener is lost.
navigator.serviceWorker?.addEventListener("message", ({ data, source }) => {
  if (data?.type === "serviceworker.connect") {
    answerServiceWorker(/** @type {ServiceWorker} */ (source), data.instance);
  }
});
navigator.serviceWorker?.startMessages();
tellParent("host.ready");
