// How Python's WebAssembly is changed before Pyodide starts with it.

import { letGoOfFiles } from "./library_files.js";
import { hideSuspendedFrames } from "./suspended_frames.js";
import { provideSymbols, Symbols } from "./symbols.js";

/**
 * Wraps Pyodide's `createPyodideModule`. Its settings become the module itself, which gets `symbols`.
 *
 * @param {(settings: any) => Promise<any>} create
 * @returns {(settings: any) => Promise<any>}
 */
export function wrapped(create) {
  return (module) => {
    const { instantiateWasm } = module;
    module.instantiateWasm = (/** @type {{env: any}} */ imports, /** @type {any} */ done) => {
      const { env } = imports;
      letGoOfFiles(module, env);
      hideSuspendedFrames(module, env);
      provideSymbols(module, env); // before a library is loaded, so last
      return instantiateWasm(
        imports,
        (/** @type {WebAssembly.Instance} */ instance, /** @type {WebAssembly.Module} */ wasm) => {
          module.symbols = new Symbols(module, env, instance, wasm);
          module.symbols.link(() => done(instance, wasm));
        },
      );
    };
    return create(module);
  };
}
