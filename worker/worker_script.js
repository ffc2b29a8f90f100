// The service worker's part in a worker of the app: its script gets what pages get, before its own
// first statement and without a new line, so that errors name the lines that its author sees.

import { allowScripts } from "./csp.js";

/** How long the word of who made a worker may take longer than the worker's own request. */
const PATIENCE = 1000;

const DESTINATIONS = new Set(["worker", "sharedworker"]);
/** "use strict" counts only in front of everything else. */
const DIRECTIVE = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*(?:"use strict"|'use strict')/u;

/** What workers.js has said of a script: is it a module? By URL. @type {Map<string, boolean>} */
const created = new Map();
/** @type {Map<string, PromiseWithResolvers<void>>} */
const awaited = new Map();

/**
 * @param {object} worker
 * @param {string} worker.url
 * @param {boolean} worker.module
 */
export function workerCreated({ url, module }) {
  created.set(url, module);
  awaited.get(url)?.resolve();
}

/**
 * @param {Request} request
 * @returns {boolean} for the first script of a worker; those that it imports have another mode
 */
export function isWorkerScript({ destination, mode }) {
  return DESTINATIONS.has(destination) && mode === "same-origin";
}

/**
 * @param {Request} request
 * @returns {Promise<boolean | null>} is it of a module? null: nobody has said
 */
export async function isModule(request) {
  const [url = ""] = request.url.split("#");
  const known = created.get(url);
  if (known !== undefined) return known;
  const word = awaited.get(url) ?? Promise.withResolvers();
  awaited.set(url, word);
  await Promise.race([word.promise, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  awaited.delete(url);
  return created.get(url) ?? null;
}

/**
 * @param {Response} response
 * @param {string[]} scripts absolute paths
 * @param {boolean} module
 * @returns {Response}
 */
export function withScripts(response, scripts, module) {
  if (!response.ok || !response.body) return response;
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  allowScripts(headers, scripts);
  const load = module
    ? scripts.map((script) => `import "${script}";`).join("")
    : `importScripts(${scripts.map((script) => `"${script}"`).join(",")});`;
  return new Response(response.body.pipeThrough(preceded(load)), {
    status: response.status,
    headers,
  });
}

/**
 * @param {string} load
 * @returns {TransformStream<Uint8Array, Uint8Array>}
 */
function preceded(load) {
  let first = true;
  return new TransformStream({
    transform(chunk, controller) {
      if (first) {
        const strict = DIRECTIVE.test(new TextDecoder().decode(chunk)) ? '"use strict";' : "";
        controller.enqueue(new TextEncoder().encode(strict + load));
        first = false;
      }
      controller.enqueue(chunk);
    },
  });
}
