// The hidden frame with the host page, on the origin of a project's preview. Where the address names
// the project, or is a link that brings one, host_first.js has asked for it already.

/** @import { Config } from "./messages.js" */

/** The host page is a small document of the same host: later than this it will not come (milliseconds). */
const TIMEOUT = 15_000;

/** Written by host_first.js. */
const FRAME = "host";

/** The page itself waits no longer than this for a worker to start (milliseconds). */
const PATIENCE = 200;

/** It does not come; the message is a sentence. */
export class HostMissing extends Error {}

/**
 * Loads the host page of a project and connects to it.
 *
 * @param {Config} config
 * @param {string} id of the project
 * @returns {{frame: HTMLIFrameElement, connected: Promise<MessagePort>}} the port rejects with
 *   HostMissing, and then the frame is gone
 */
export function openHost(config, id) {
  const url = config.host.replaceAll("{id}", id);
  const { host, origin } = new URL(url);
  const begun = document.getElementById(FRAME);
  const frame = begun instanceof HTMLIFrameElement && begun.src === url ? begun : newFrame(url);
  /** @type {PromiseWithResolvers<MessagePort>} */
  const connected = Promise.withResolvers();
  const listening = new AbortController();
  const { signal } = listening;
  function connect() {
    listening.abort();
    const { port1, port2 } = new MessageChannel();
    frame.contentWindow?.postMessage({ type: "host.connect" }, origin, [port2]);
    connected.resolve(port1);
  }
  const timer = setTimeout(() => {
    listening.abort();
    frame.remove();
    connected.reject(new HostMissing(`${host} does not answer. Start asgipad there again`));
  }, TIMEOUT);
  signal.addEventListener("abort", () => clearTimeout(timer));
  const listen = (/** @type {MessageEvent} */ event) => {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    if (event.data?.type === "host.ready") connect();
  };
  window.addEventListener("message", listen, { signal });
  if (frame.dataset.ready !== undefined) connect();
  return { frame, connected: connected.promise };
}

/** Waits until the host page's worker runs, if host_first.js has begun with that. */
export async function hostWorks() {
  const frame = document.getElementById(FRAME);
  if (!frame || frame.dataset.works !== undefined) return;
  await new Promise((resolve) => {
    new MutationObserver(resolve).observe(frame, { attributeFilter: ["data-works"] });
    setTimeout(resolve, PATIENCE);
  });
}

/** @returns {string | null} the project for which host_first.js has begun, if it has */
export function begunProject() {
  return document.getElementById(FRAME)?.dataset.project ?? null;
}

/** Removes the frame that host_first.js has begun with, if it has: nothing will run. */
export function abandonHost() {
  document.getElementById(FRAME)?.remove();
}

/**
 * @param {string} url
 * @returns {HTMLIFrameElement}
 */
function newFrame(url) {
  const frame = document.createElement("iframe");
  frame.src = url;
  frame.hidden = true;
  frame.title = "Runtime";
  frame.allow = "cross-origin-isolated";
  document.body.append(frame);
  return frame;
}
