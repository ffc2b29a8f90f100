// Emscripten's dlopen reads a library's file into WebAssembly's memory and keeps it, for threads that
// may load it later (system/lib/libc/dynlink.c). There are no others: of Pydantic it is 4.7 MB.

/** Where a handle (struct dso) has the address of the file's bytes, and behind it their number. */
const FILE_DATA = 28;

/** What dlopen calls: at once, and while Python waits. Both take the bytes before they return. */
const LOADING = ["_dlopen_js", "_emscripten_dlopen_js"];

/**
 * Wraps Pyodide's `createPyodideModule`: what has been loaded gives its file's memory back.
 *
 * @param {(settings: any) => Promise<any>} create
 * @returns {(settings: any) => Promise<any>}
 */
export function lettingGoOfFiles(create) {
  return (settings) => {
    const { instantiateWasm } = settings;
    settings.instantiateWasm = (/** @type {{env: any}} */ imports, /** @type {unknown} */ done) => {
      for (const name of LOADING) {
        const load = imports.env[name];
        imports.env[name] = (/** @type {[handle: number]} */ ...given) => {
          try {
            return load(...given);
          } finally {
            letGo(settings, given[0]); // Emscripten makes it the module itself
          }
        };
      }
      return instantiateWasm(imports, done);
    };
    return create(settings);
  };
}

/**
 * @param {any} module
 * @param {number} handle
 */
function letGo(module, handle) {
  const file = (handle + FILE_DATA) >>> 2;
  module._free(module.HEAPU32[file]);
  module.HEAPU32.fill(0, file, file + 2);
}
