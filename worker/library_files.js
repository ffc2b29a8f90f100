// Emscripten's dlopen reads a library's file into WebAssembly's memory and keeps it, for threads that
// may load it later (system/lib/libc/dynlink.c). There are no others: of Pydantic it is 4.7 MB.

/** Where a handle (struct dso) has the address of the file's bytes, and behind it their number. */
const FILE_DATA = 28;

/** What dlopen calls: at once, and while Python waits. Both take the bytes before they return. */
const LOADING = ["_dlopen_js", "_emscripten_dlopen_js"];

/**
 * From now on what has been loaded gives its file's memory back.
 *
 * @param {any} module Emscripten's
 * @param {any} env what WebAssembly will import
 */
export function letGoOfFiles(module, env) {
  for (const name of LOADING) {
    const load = env[name];
    env[name] = (/** @type {[handle: number]} */ ...given) => {
      try {
        return load(...given);
      } finally {
        letGo(module, given[0]);
      }
    };
  }
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
