// How Python's WebAssembly is changed before Pyodide starts with it.

import { lettingGoOfFiles } from "./library_files.js";
import { hidingSuspendedFrames } from "./suspended_frames.js";
import { withSymbols } from "./symbols.js";

/**
 * @param {(settings: any) => Promise<any>} create Pyodide's `createPyodideModule`
 * @returns {(settings: any) => Promise<any>}
 */
export function wrapped(create) {
  return withSymbols(hidingSuspendedFrames(lettingGoOfFiles(create)));
}
