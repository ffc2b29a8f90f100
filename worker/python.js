// Starts Python with worker/*.py as its package `asgipad`: from a snapshot, or from nothing.

import { DownloadProgress } from "./download_progress.js";
import { INTERPRETERS } from "./interpreters.js";
import { restoring, Snapshot, settle } from "./snapshot.js";

/** @typedef {import("../static/js/messages.js").Config} Config */

/**
 * @param {Config} config
 * @param {import("./interpreters.js").Name} name
 * @param {(loaded: number, total: number) => void} downloading bytes of Python itself
 * @returns {Promise<{pyodide: any, module: any}>} Pyodide's interface, and the interpreter's module
 */
export async function bootPython(config, name, downloading) {
  const progress = new DownloadProgress(config, name, downloading);
  const lost = progress.watch();
  let pyodide;
  try {
    pyodide = await Promise.race([started(config, name), lost]);
  } finally {
    progress.stop();
  }
  return { pyodide, module: pyodide.pyimport(INTERPRETERS[name].module) };
}

/**
 * @param {Config} config
 * @param {import("./interpreters.js").Name} name
 * @returns {Promise<any>}
 */
async function started(config, name) {
  return (await restored(config, name)) ?? booted(config, name);
}

/**
 * @param {Config} config
 * @returns what every start has in common
 */
function common({ vendor }) {
  const indexURL = `${vendor}pyodide/`;
  return {
    indexURL,
    lockFileURL: `${indexURL}pyodide-lock.json`,
    fullStdLib: false,
    env: { HOME: "/home/pyodide", PYTHONDONTWRITEBYTECODE: "1" },
  };
}

/**
 * @param {Config} config
 * @param {import("./interpreters.js").Name} name
 * @returns {Promise<any>} null: there is no snapshot that would do
 */
async function restored(config, name) {
  if (config.snapshots === null) return null;
  const { indexURL } = common(config);
  try {
    const coming = fetched(`${config.snapshots}${name}.snapshot`).then(
      (file) => new Snapshot(new Uint8Array(file)),
    );
    coming.catch(() => {}); // whoever awaits it hears of it
    const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([
      import(`${indexURL}pyodide.mjs`),
      import(`${indexURL}pyodide.asm.mjs`),
    ]);
    const pyodide = await new Promise((resolve, reject) => {
      const options = restoring(createPyodideModule, coming, reject);
      loadPyodide({ ...common(config), ...options }).then(resolve, reject);
    });
    settle(pyodide, await coming);
    pyodide.pyimport("asgipad.snapshot").freshen();
    return pyodide;
  } catch (error) {
    console.warn("asgipad: Python starts slowly, its snapshot cannot be used here:", error);
    return null;
  }
}

/**
 * @param {Config} config
 * @param {import("./interpreters.js").Name} name
 * @returns {Promise<any>}
 */
async function booted(config, name) {
  const archive = fetched(`${config.worker}asgipad.zip`);
  const { indexURL, ...options } = common(config);
  const { loadPyodide } = await import(`${indexURL}pyodide.mjs`);
  const { packages } = INTERPRETERS[name];
  const pyodide = await loadPyodide({ indexURL, ...options, packages });
  const sitePackages = pyodide.runPython("import sysconfig; sysconfig.get_path('purelib')");
  pyodide.unpackArchive(await archive, "zip", { extractDir: sitePackages });
  return pyodide;
}

/**
 * What comes of a boot; rejects with what nobody has handled meanwhile, too. Pyodide does not await
 * the fetch of its WebAssembly: where that fails, `loadPyodide` never ends.
 *
 * @template T
 * @param {Promise<T>} boot
 * @returns {Promise<T>}
 */
export async function booting(boot) {
  const booted = new AbortController();
  const unhandled = new Promise((_, reject) => {
    const listen = (/** @type {PromiseRejectionEvent} */ event) => {
      event.preventDefault();
      reject(event.reason);
    };
    self.addEventListener("unhandledrejection", listen, { signal: booted.signal });
  });
  const result = await Promise.race([boot, /** @type {Promise<never>} */ (unhandled)]);
  booted.abort(); // not where it failed: it may do so several times
  return result;
}

/**
 * @param {string} url
 * @returns {Promise<ArrayBuffer>}
 */
async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new TypeError(`${url} answered ${response.status}`);
  return response.arrayBuffer();
}
