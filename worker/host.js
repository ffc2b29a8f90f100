// The host page: a hidden frame on the preview origin. It owns the runtime worker and the service
// worker's registration, and hands out ports between them and the IDE page. No request and no edit
// passes through it; `asgipad.fetch` does, because only this origin's own fetch meets the service
// worker.

import { RegistrationError, ensureServiceWorker } from "./registration.js";

/**
 * @typedef {import("../static/js/messages.js").HostCommand} HostCommand
 * @typedef {import("../static/js/messages.js").HostEvent} HostEvent
 */

/** @type {import("../static/js/messages.js").Config} */
const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}");
const project = new URL(location.href).searchParams.get("id") ?? "";
const preview = new URL(config.preview.replace("{id}", project));

/** Firefox ends a stream after 25 s unless its service worker hears from a page (bug 1302715). */
const KEEP_ALIVE = 10_000;

/** @type {Worker | null} */
let runtime = null;
/** @type {MessagePort | null} */
let page = null;

/**
 * @param {HostEvent} message
 * @param {Transferable[]} [transfer]
 */
function tell(message, transfer = []) {
  page?.postMessage(message, transfer);
}

/** @param {object} message */
function tellServiceWorker(message, /** @type {Transferable[]} */ transfer = []) {
  navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage(message, transfer));
}

function startRuntime() {
  stopRuntime("The app is being started again.");
  const worker = new Worker(`${config.worker}runtime.js`, { type: "module", name: "asgipad" });
  runtime = worker;
  worker.addEventListener("error", (event) => {
    if (runtime !== worker) return;
    stopRuntime("Python has stopped.");
    tell({ type: "runtime.crashed", message: event.message || "the worker could not be started" });
  });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ type: "start", config, port: port1 }, [port1]);
  tell({ type: "runtime.port" }, [port2]);
  connectServiceWorker();
}

/** @param {string} reason */
function stopRuntime(reason) {
  if (!runtime) return;
  runtime.terminate();
  runtime = null;
  tellServiceWorker({ type: "runtime.gone", reason });
}

function connectServiceWorker() {
  if (!runtime) {
    tellServiceWorker({ type: "runtime.gone", reason: "It was stopped." });
    return;
  }
  const { port1, port2 } = new MessageChannel();
  runtime.postMessage({ type: "connect", port: port1 }, [port1]);
  tellServiceWorker({ type: "runtime.port" }, [port2]);
}

async function registerServiceWorker() {
  try {
    await ensureServiceWorker(config);
  } catch (error) {
    if (!(error instanceof RegistrationError)) throw error;
    tell({ type: "serviceworker.failed", reason: error.reason, message: error.message });
    return;
  }
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.type === "serviceworker.connect") connectServiceWorker();
  });
  navigator.serviceWorker.startMessages();
  if (runtime) connectServiceWorker();
  setInterval(() => tellServiceWorker({ type: "serviceworker.stay" }), KEEP_ALIVE);
  tell({ type: "serviceworker.ready" });
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
async function answerFetch({ id, path, method, headers, body }) {
  try {
    await controlled();
    const url = new URL(preview.pathname.replace(/\/$/, "") + path, preview);
    // As if a page of the app had asked: the host page is none of its business.
    const response = await fetch(url, { method, headers, body, referrer: preview.href });
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
    tell({ type: "fetch.failed", id, message: error instanceof Error ? error.message : `${error}` });
  }
}

/** @param {HostCommand} command */
function obey(command) {
  switch (command.type) {
    case "runtime.start":
      startRuntime();
      return;
    case "runtime.stop":
      stopRuntime("It was stopped.");
      return;
    case "fetch":
      answerFetch(command);
  }
}

window.addEventListener("message", ({ source, origin, data, ports }) => {
  if (source !== window.parent || origin !== new URL(config.ide).origin) return;
  if (data?.type !== "host.connect" || !ports[0]) return;
  page = ports[0];
  page.onmessage = (event) => obey(event.data);
  registerServiceWorker();
});
window.parent.postMessage({ type: "host.ready" }, new URL(config.ide).origin);
