// Boots Pyodide with worker/*.py mounted as the package `asgipad`: the same for every worker.

import { DownloadProgress } from "./download_progress.js";

/** Needed before the project's own packages can be looked at, and by the runtime for its app. */
export const RUNTIME_PACKAGES = ["micropip", "packaging", "a2wsgi"];

/**
 * @param {{vendor: string, worker: string}} config URLs of folders
 * @param {string[]} packages of those on board, which are loaded with what they need
 * @param {(loaded: number, total: number) => void} downloading bytes of Python itself
 * @returns {Promise<any>} Pyodide's interface
 */
export async function bootPython(config, packages, downloading) {
  const indexURL = `${config.vendor}pyodide/`;
  const progress = new DownloadProgress(config, downloading);
  const archive = fetched(`${config.worker}asgipad.zip`);
  const { loadPyodide } = await import(`${indexURL}pyodide.mjs`);
  progress.watch();
  let pyodide;
  try {
    pyodide = await loadPyodide({
      indexURL,
      lockFileURL: `${indexURL}pyodide-lock.json`,
      packages,
      fullStdLib: false,
      env: { HOME: "/home/pyodide", PYTHONDONTWRITEBYTECODE: "1" },
    });
  } finally {
    progress.stop();
  }
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
