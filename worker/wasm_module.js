// Python's WebAssembly, compiled by the first worker that needs it and handed on to the others: the host
// page would keep them waiting, as its thread is the IDE page's too.

import { fetchModule, withRest } from "./split_wasm.js";

/** @typedef {import("../static/js/messages.js").Config} Config */

/**
 * @param {Config} config
 * @param {WebAssembly.Module | null} [wasm] where another worker has compiled it
 * @returns {Promise<WebAssembly.Module>} where there are snapshots, the part that they need
 * @throws {TypeError} it cannot be had
 */
export async function compile(config, wasm = null) {
  if (wasm) return wasm;
  const { snapshots } = config;
  const { fetch } = globalThis; // before `supply` puts its own in the place
  if (snapshots === null) return fetchModule(wholeURL(config), fetch);
  try {
    return await fetchModule(`${snapshots}python.wasm`, fetch);
  } catch (error) {
    console.warn("asgipad: all of Python's WebAssembly is fetched, the part cannot be had:", error);
    return fetchModule(wholeURL(config), fetch);
  }
}

/** @param {Config} config */
function wholeURL({ vendor }) {
  return `${vendor}pyodide/pyodide.asm.wasm`;
}

/**
 * Pyodide has no option for a module that is compiled already: until the returned function is
 * called, what it fetches is nothing, and what it instantiates is `compiled`.
 *
 * @param {Config} config
 * @param {Promise<WebAssembly.Module>} compiled
 * @param {import("./later.js").Later} later where what a start does not call of it is added
 * @returns {() => void}
 */
export function supply(config, compiled, later) {
  const { fetch, WebAssembly } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  const url = wholeURL(config);
  globalThis.fetch = async (input, init) => {
    const asked = input instanceof Request ? input.url : `${input}`;
    return asked === url ? new Response() : fetch.call(globalThis, input, init);
  };
  WebAssembly.instantiateStreaming = async (_, imports = {}) => {
    const module = await compiled;
    const instance = await WebAssembly.instantiate(module, imports);
    const rests = { folder: `${config.snapshots}`, later };
    return { module, instance: withRest(instance, imports, rests, "python") };
  };
  return () => {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  };
}
