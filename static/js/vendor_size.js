// How much comes with the first project, from the lists that the build wrote.

/**
 * @typedef {import("./messages.js").Config} Config
 * @typedef {{files: Record<string, {size: number, encodings: Record<string, number>}>}} Manifest
 */

/**
 * @param {Config} config
 * @returns {Promise<number>} bytes of Python itself on the way: what the progress of the first start
 *   counts to
 */
export async function pythonSize({ vendor, snapshots }) {
  const core = await sizeOf(vendor, /^pyodide\/.*\.(wasm|zip)$/);
  return core + (snapshots ? await sizeOf(snapshots, /^runtime\.snapshot$/) : 0);
}

/**
 * @param {string} folder URL, ends in "/"
 * @param {RegExp} wanted
 */
async function sizeOf(folder, wanted) {
  const response = await fetch(`${folder}manifest.json`);
  if (!response.ok) throw new Error(`manifest.json: ${response.status} ${response.statusText}`);
  /** @type {Manifest} */
  const { files } = await response.json();
  return Object.entries(files)
    .filter(([path]) => wanted.test(path))
    .reduce((sum, [, { size, encodings }]) => sum + (encodings[".br"] ?? size), 0);
}
