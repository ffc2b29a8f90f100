// How much comes with the first project, from the list that the build wrote.

/** @typedef {{files: Record<string, {size: number}>}} Manifest */

/**
 * @param {string} vendor URL of static/vendor/, ends in "/"
 * @returns {Promise<number>} bytes of Python itself, unpacked: what the progress of the first start counts to
 */
export async function pythonSize(vendor) {
  const response = await fetch(`${vendor}manifest.json`);
  if (!response.ok) throw new Error(`manifest.json: ${response.status} ${response.statusText}`);
  /** @type {Manifest} */
  const { files } = await response.json();
  return Object.entries(files)
    .filter(([path]) => /^pyodide\/.*\.(wasm|zip)$/.test(path))
    .reduce((sum, [, { size }]) => sum + size, 0);
}
