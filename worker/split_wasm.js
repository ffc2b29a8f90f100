// WebAssembly in two modules: what a start calls, and the rest, which comes later, or when a function of
// it is called. The build makes them (ide/build/splitting.py), this joins them.

import { fetchNow } from "./fetch_now.js";

/** What the first module exports for the second, and for this. */
const OURS = "asgipad:";
/** The beginning of a name that only one pair of modules has. */
const TABLE = `${OURS}split`;
const COMPLETE = `${OURS}complete`;

/** What the rest calls the first. */
const FIRST = `${OURS}first`;

/** `(module (import "f" "f" (func)) (export "f" (func 0)))`: a table takes no function of JavaScript. */
const ADAPTER = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0],
  ...[2, 7, 1, 1, 0x66, 1, 0x66, 0, 0],
  ...[7, 5, 1, 1, 0x66, 0, 0],
);

/**
 * @typedef {object} Rests
 * @property {string} folder URL of where the second modules are, ends in "/"
 * @property {import("./later.js").Later} later where they are added
 */

/**
 * An instance of what may be a first module, as others see it.
 *
 * @param {WebAssembly.Instance} instance
 * @param {WebAssembly.Imports} imports that it was made with
 * @param {Rests} rests
 * @param {string} name of the whole
 * @returns {WebAssembly.Instance} the same, where that was whole
 */
export function withRest(instance, imports, rests, name) {
  const { exports } = instance;
  /** @type {WebAssembly.Table | null} */
  let table = null;
  // Emscripten takes all that it finds for the program's own. These are thousands, looked at once.
  /** @type {WebAssembly.Exports} */
  const theirs = Object.create(null);
  for (const its in exports) {
    if (!its.startsWith(OURS)) theirs[its] = /** @type {WebAssembly.ExportValue} */ (exports[its]);
    else if (its.startsWith(TABLE)) table = /** @type {WebAssembly.Table} */ (exports[its]);
  }
  if (table === null) return instance;
  rests.later.add(new Rest(`${rests.folder}${name}.rest.wasm`, imports, exports, table));
  return { exports: theirs };
}

/** The second module of an instance of the first. */
class Rest {
  #url;
  #imports;
  #first;

  /**
   * @param {string} url
   * @param {WebAssembly.Imports} imports
   * @param {WebAssembly.Exports} first
   * @param {WebAssembly.Table} table
   */
  constructor(url, imports, first, table) {
    this.#url = url;
    this.#imports = imports;
    this.#first = first;
    const load = { f: { f: () => this.#loadNow() } };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(ADAPTER), load);
    table.set(0, exports.f);
  }

  /** @throws {TypeError} it cannot be had */
  async fetch() {
    if (this.#complete.value) return;
    this.#join(await fetchModule(this.#url));
  }

  /**
   * WebAssembly cannot wait for a promise here, but a worker may for an XMLHttpRequest.
   *
   * @throws {Error} it cannot be had: the end of this Python
   */
  #loadNow() {
    this.#join(new WebAssembly.Module(fetchNow(this.#url)));
  }

  /** @param {WebAssembly.Module} module */
  #join(module) {
    if (this.#complete.value) return; // somebody could not wait
    new WebAssembly.Instance(module, { ...this.#imports, [FIRST]: this.#first });
    this.#complete.value = 1;
  }

  get #complete() {
    return /** @type {WebAssembly.Global} */ (this.#first[COMPLETE]);
  }
}

/**
 * @param {string} url
 * @param {typeof globalThis.fetch} [fetch]
 * @returns {Promise<WebAssembly.Module>}
 * @throws {TypeError} it cannot be had
 */
export async function fetchModule(url, fetch = globalThis.fetch) {
  const response = await fetch(url);
  if (!response.ok) throw new TypeError(`${url} answered ${response.status}`);
  return WebAssembly.compileStreaming(response);
}
