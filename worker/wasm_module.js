// Python's WebAssembly, compiled by the host page: once for both workers, and while they start.

import { fetchModule, withRest } from "./split_wasm.js";

/** @typedef {import("../static/js/messages.js").Config} Config */

/** Bytes: more than this is no mere adapter of a function. */
const SMALL = 128;

/**
 * @param {Config} config
 * @returns {Promise<WebAssembly.Module>} where there are snapshots, the part that they need
 * @throws {TypeError} it cannot be had
 */
export async function compile(config) {
  const { snapshots } = config;
  if (snapshots === null) return fetchModule(wholeURL(config));
  try {
    return await fetchModule(`${snapshots}python.wasm`);
  } catch (error) {
    console.warn("asgipad: all of Python's WebAssembly is fetched, the part cannot be had:", error);
    return fetchModule(wholeURL(config));
  }
}

/** @param {Config} config */
function wholeURL({ vendor }) {
  return `${vendor}pyodide/pyodide.asm.wasm`;
}

/**
 * What the host page has compiled, in a worker: listen before the first await, a message that arrives
 * earlier is lost in a module worker.
 *
 * @returns {Promise<WebAssembly.Module>}
 */
export function compiledByHost() {
  /** @type {PromiseWithResolvers<WebAssembly.Module>} */
  const compiling = Promise.withResolvers();
  compiling.promise.catch(() => {}); // the start hears of it
  self.addEventListener("message", (/** @type {MessageEvent} */ { data }) => {
    if (data.type === "compiled") compiling.resolve(data.module);
    else if (data.type === "not compiled") compiling.reject(data.error);
  });
  return compiling.promise;
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
  const { instantiateStreaming, Module } = WebAssembly;
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
  WebAssembly.Module = compilingOnce(Module);
  return () => {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
    WebAssembly.Module = Module;
  };
}

/**
 * Emscripten makes a module for each function of JavaScript that Python may call: hundreds, of a few
 * dozen signatures.
 *
 * @param {typeof WebAssembly.Module} Module
 * @returns {typeof WebAssembly.Module}
 */
function compilingOnce(Module) {
  /** By content. @type {Map<string, WebAssembly.Module>} */
  const compiled = new Map();
  return new Proxy(Module, {
    construct(_, /** @type {[content: BufferSource]} */ [content]) {
      if (!(content instanceof Uint8Array) || content.length > SMALL) return new Module(content);
      const key = content.join();
      const module = compiled.get(key) ?? new Module(/** @type {BufferSource} */ (content));
      compiled.set(key, module);
      return module;
    },
  });
}
