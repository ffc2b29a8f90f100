// Boots Pyodide with worker/*.py mounted as the package `asgipad`: the same for every worker that
// runs a project's Python.

import { DownloadProgress } from "./download_progress.js";

/** Needed before the project's own packages can be looked at, and by the runtime for its app. */
const PACKAGES = ["micropip", "packaging", "a2wsgi"];

/**
 * @param {{vendor: string, worker: string}} config URLs of folders
 * @param {(loaded: number, total: number) => void} downloading bytes of Python itself
 * @returns {Promise<any>} Pyodide's interface
 */
export async function bootPython(config, downloading) {
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
      packages: PACKAGES,
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
 * @param {string} url
 * @returns {Promise<ArrayBuffer>}
 */
async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new TypeError(`${url} answered ${response.status}`);
  return response.arrayBuffer();
}
