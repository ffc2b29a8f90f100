// Names of Pyodide's WebAssembly that it does not export where the build has trimmed it
// (ide/build/symbols.py): libraries that are loaded find functions and data by them, and so does who asks
// Pyodide's module. All functions have a place in its table from the beginning.

/** The custom section that has them, see `Places`. */
const SYMBOLS = "asgipad:symbols";

/**
 * @typedef {object} Places
 * @property {Record<string, number>} functions indices in the table, by name
 * @property {Record<string, number>} data addresses, by name: what is not exported
 */

/** What asks for names of libraries: dlopen and dlsym. */
const LINKING = ["_dlopen_js", "_emscripten_dlopen_js", "_dlsym_js"];

/**
 * From now on a library finds all names, whatever is exported.
 *
 * @param {any} module Emscripten's, which will get `symbols`
 * @param {any} env what WebAssembly will import
 */
export function provideSymbols(module, env) {
  for (const name of LINKING) {
    const link = env[name];
    env[name] = (/** @type {unknown[]} */ ...given) => {
      module.symbols.provideAll();
      return link(...given);
    };
  }
}

/** What a trimmed module does not export; nothing, of another one. */
export class Symbols {
  #module;
  #imports;
  #exports;
  /** @type {WebAssembly.Table} */
  #table;
  /** The table's length at first: what comes behind it was added later. */
  end;
  /** @type {Places | null} null: all is exported */
  #places = null;
  /** Functions of JavaScript that have no address yet. @type {string[]} */
  #unused = [];
  #isComplete = false;

  /**
   * @param {any} module Emscripten's
   * @param {any} imports what libraries can import, by name
   * @param {WebAssembly.Instance} instance
   * @param {WebAssembly.Module} wasm
   */
  constructor(module, imports, instance, wasm) {
    this.#module = module;
    this.#imports = imports;
    this.#exports = instance.exports;
    this.#table = /** @type {any} */ (instance.exports).__indirect_function_table;
    this.end = this.#table.length;
    const [section] = WebAssembly.Module.customSections(wasm, SYMBOLS);
    if (section) this.#places = JSON.parse(new TextDecoder().decode(section));
  }

  /**
   * Emscripten goes over what is exported, and over what the module has asked for. The latter are functions
   * of OpenGL: to have an address, each would be compiled into a module of its own.
   *
   * @param {() => void} action
   */
  link(action) {
    if (this.#places === null) {
      action();
      return;
    }
    const { GOT } = this.#module;
    this.#unused = Object.keys(GOT);
    for (const name of this.#unused) GOT[name].value = 0;
    for (const name in this.#exports) this.#setFunction(name);
    const table = /** @type {any} */ (this.#table);
    table.get = () => null; // else it looks at each entry, to find a function that is none of them
    try {
      action();
    } finally {
      delete table.get; // its own, that of all tables is there again
    }
  }

  /**
   * A library can be loaded that needs these.
   *
   * @param {WebAssembly.Module} library
   */
  provideFor(library) {
    if (this.#isComplete) return;
    for (const { module: from, name } of WebAssembly.Module.imports(library)) {
      if (from === "GOT.func") this.#setFunction(name);
      else if (from === "GOT.mem") this.#setData(name);
      else this.#setImport(name);
    }
  }

  /** From now on all has its name again. */
  complete() {
    if (this.#isComplete || this.#places === null) return;
    this.#isComplete = true;
    for (const [name, place] of Object.entries(this.#places.functions)) {
      this.#setFunction(name);
      this.#setImport(name);
      this.#module[`_${name}`] ??= this.#table.get(place);
    }
    for (const name in this.#places.data) {
      this.#setData(name);
      this.#setImport(name);
    }
    this.#module.updateTableMap(0, this.#table.length);
  }

  /** Any library can be loaded. */
  provideAll() {
    this.complete();
    const { GOT, addFunction } = this.#module;
    for (const name of this.#unused.splice(0)) {
      const its = this.#imports[name];
      GOT[name].value = addFunction(its, its.sig);
    }
  }

  /** @param {string} name */
  #setFunction(name) {
    this.#setAddress(name, this.#places?.functions[name]);
  }

  /** @param {string} name */
  #setData(name) {
    this.#setAddress(name, this.#places?.data[name]);
  }

  /**
   * @param {string} name
   * @param {number} [address]
   */
  #setAddress(name, address) {
    const { GOT, isInternalSym } = this.#module;
    if (address === undefined || isInternalSym(name)) return;
    GOT[name] ??= new WebAssembly.Global({ value: "i32", mutable: true }, address);
    if (GOT[name].value === -1) GOT[name].value = address;
  }

  /** @param {string} name */
  #setImport(name) {
    const { functions, data } = this.#places ?? { functions: {}, data: {} };
    if (this.#imports[name] && !this.#imports[name].stub) return;
    const place = functions[name];
    if (place !== undefined) this.#imports[name] = this.#table.get(place);
    else if (name in data) {
      this.#imports[name] = new WebAssembly.Global({ value: "i32" }, data[name]);
    }
  }
}
