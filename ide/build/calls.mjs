// Which functions of WebAssembly modules are called, in the place of which run those that splitting.py has
// instrumented.

import { bytesOf } from "./taking.mjs";

/** What these export: a memory, a byte for each function. */
const CALLED = "asgipad:called";

/**
 * @typedef {object} Watched
 * @property {string} name
 * @property {Buffer} whole
 * @property {Buffer} instrumented
 */

export class Calls {
  #watched;
  /** @type {WeakMap<WebAssembly.Module, string>} */
  #names = new WeakMap();
  /** @type {[name: string, called: WebAssembly.Memory][]} */
  #notes = [];

  /**
   * From now on, for as long as this process lives.
   *
   * @param {Watched[]} watched
   */
  constructor(watched) {
    this.#watched = watched;
    const { compile, instantiate, Module, Instance } = WebAssembly;
    const named = (module, name) => {
      if (name !== undefined) this.#names.set(module, name);
      return module;
    };
    WebAssembly.compile = async (given) => {
      const [content, name] = this.#replaced(given);
      return named(await compile(content), name);
    };
    WebAssembly.Module = new Proxy(Module, {
      construct: (_, [given]) => {
        const [content, name] = this.#replaced(given);
        return named(new Module(content), name);
      },
    });
    WebAssembly.Instance = new Proxy(Instance, {
      construct: (_, [module, imports]) => this.#noted(module, new Instance(module, imports)),
    });
    WebAssembly.instantiate = async (given, imports) => {
      if (given instanceof Module) return this.#noted(given, await instantiate(given, imports));
      const module = await WebAssembly.compile(given);
      return { module, instance: this.#noted(module, await instantiate(module, imports)) };
    };
  }

  /**
   * @param {BufferSource} given
   * @returns {[content: BufferSource, name?: string]}
   */
  #replaced(given) {
    const content = bytesOf(given);
    const its = this.#watched.find(({ whole }) => whole.equals(content));
    return its ? [its.instrumented, its.name] : [given];
  }

  /**
   * @param {WebAssembly.Module} module
   * @param {WebAssembly.Instance} instance
   */
  #noted(module, instance) {
    const name = this.#names.get(module);
    if (name === undefined) return instance;
    const { [CALLED]: called, ...exports } = instance.exports; // Emscripten takes all for its own
    this.#notes.push([name, called]);
    return { exports };
  }

  /**
   * @returns {Record<string, number[]>} by name, counted from the first that is no import
   * @throws {Error} a module was not used at all
   */
  functions() {
    const all = this.#watched.map(({ name }) => {
      const memories = this.#notes.filter(([its]) => its === name).map(([, called]) => called);
      const called = new Set(memories.flatMap(({ buffer }) => [...ones(new Uint8Array(buffer))]));
      if (called.size === 0) throw new Error(`nothing of ${name} was called`);
      return [name, [...called]];
    });
    return Object.fromEntries(all);
  }
}

/** @param {Uint8Array} bytes */
function* ones(bytes) {
  for (const [at, byte] of bytes.entries()) if (byte) yield at;
}
