// How much comes with the first project, from the lists that the build wrote.

/**
 * @typedef {import("./messages.js").Config} Config
 * @typedef {{files: Record<string, {size: number, encodings: Record<string, number>}>}} Manifest
 */

/**
 * @param {Config} config
 * @returns {Promise<number>} bytes of Python itself that the first start waits for, on their way
 */
export async function pythonSize({ vendor, snapshots }) {
  return snapshots
    ? sizeOf(snapshots, ["python.wasm", "runtime.snapshot"])
    : sizeOf(vendor, ["pyodide/pyodide.asm.wasm", "pyodide/python_stdlib.zip"]);
}

/**
 * @param {string} folder URL, ends in "/"
 * @param {string[]} wanted paths in it
 */
async function sizeOf(folder, wanted) {
  const response = await fetch(`${folder}manifest.json`);
  if (!response.ok) throw new Error(`manifest.json: ${response.status} ${response.statusText}`);
  /** @type {Manifest} */
  const { files } = await response.json();
  return wanted.reduce((sum, path) => sum + smallest(files[path]), 0);
}

/** @param {Manifest["files"][string] | undefined} file */
function smallest(file) {
  return file ? Math.min(file.size, ...Object.values(file.encodings)) : 0;
}
