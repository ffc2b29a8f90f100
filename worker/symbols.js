// Functions of Pyodide's WebAssembly that it does not export where the build has trimmed it
// (ide/build/symbols.py): libraries that are loaded find them by name, and so does who asks Pyodide's
// module for them. All have a place in its table from the beginning.

/** The custom section with their places, by name. */
const SYMBOLS = "asgipad:symbols";

/** What asks for names of libraries: dlopen and dlsym. */
const LINKING = ["_dlopen_js", "_emscripten_dlopen_js", "_dlsym_js"];

/**
 * Wraps Pyodide's `createPyodideModule`: of a module that was trimmed, nothing is missing. Its settings
 * become the module itself, and get `symbols`.
 *
 * @param {(settings: any) => Promise<any>} create
 * @returns {(settings: any) => Promise<any>}
 */
export function withSymbols(create) {
  return (settings) => {
    const { instantiateWasm } = settings;
    settings.instantiateWasm = (
      /** @type {{env: any}} */ imports,
      /** @type {(instance: WebAssembly.Instance, wasm: WebAssembly.Module) => void} */ done,
    ) => {
      for (const name of LINKING) {
        const link = imports.env[name];
        imports.env[name] = (/** @type {unknown[]} */ ...given) => {
          settings.symbols.complete();
          return link(...given);
        };
      }
      return instantiateWasm(
        imports,
        (/** @type {WebAssembly.Instance} */ instance, /** @type {WebAssembly.Module} */ wasm) => {
          const symbols = new Symbols(settings, imports.env, instance, wasm);
          settings.symbols = symbols;
          symbols.unseen(() => done(instance, wasm));
        },
      );
    };
    return create(settings);
  };
}

/** What a trimmed module does not export; nothing, of another one. */
export class Symbols {
  #module;
  #imports;
  /** @type {WebAssembly.Table} */
  #table;
  #wasm;
  /** The table's length at first: what comes behind it was added later. */
  end;
  /** Places in the table by name. @type {Map<string, number> | null} */
  #places = null;
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
    this.#table = /** @type {any} */ (instance.exports).__indirect_function_table;
    this.#wasm = wasm;
    this.end = this.#table.length;
  }

  /**
   * Does what would look at each entry of the table, to find a function that is none of them.
   *
   * @param {() => void} action
   */
  unseen(action) {
    if (this.#of(this.#wasm).length === 0) {
      action();
      return;
    }
    const table = /** @type {any} */ (this.#table);
    table.get = () => null;
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
    const places = this.#read();
    for (const { module: from, name } of WebAssembly.Module.imports(library)) {
      const place = places.get(name);
      if (place === undefined) continue;
      if (from === "GOT.func") this.#setAddress(name, place);
      else this.#setImport(name, place);
    }
  }

  /** From now on all is as if nothing had been trimmed. */
  complete() {
    if (this.#isComplete) return;
    this.#isComplete = true;
    for (const [name, place] of this.#read()) {
      this.#setAddress(name, place);
      this.#setImport(name, place);
      this.#module[`_${name}`] ??= this.#table.get(place);
    }
    if (this.#read().size > 0) this.#module.updateTableMap(0, this.#table.length);
  }

  /**
   * @param {string} name
   * @param {number} place
   */
  #setAddress(name, place) {
    const { GOT } = this.#module;
    GOT[name] ??= new WebAssembly.Global({ value: "i32", mutable: true }, place);
    if (GOT[name].value === -1) GOT[name].value = place;
  }

  /**
   * @param {string} name
   * @param {number} place
   */
  #setImport(name, place) {
    if (!this.#imports[name] || this.#imports[name].stub) {
      this.#imports[name] = this.#table.get(place);
    }
  }

  #read() {
    const [section] = this.#of(this.#wasm);
    this.#places ??= new Map(
      section ? Object.entries(JSON.parse(new TextDecoder().decode(section))) : [],
    );
    return this.#places;
  }

  /** @param {WebAssembly.Module} wasm */
  #of(wasm) {
    return WebAssembly.Module.customSections(wasm, SYMBOLS);
  }
}
