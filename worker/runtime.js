// The runtime worker's entry: boots Pyodide, mounts the package `asgipad` and hands the ports over to
// worker/browser.py. What arrives while Python starts waits in the ports.

import { DownloadProgress } from "./download_progress.js";

/** @typedef {import("../static/js/messages.js").Config} Config */

/** Needed before the project's own packages can be looked at. */
const PACKAGES = ["micropip", "packaging"];

/** @type {Promise<any>} */
let python;

// Set before the first await: a message that arrives earlier is lost in a module worker.
self.onmessage = ({ data }) => {
  if (data.type === "start") python = start(data.config, data.port);
  else if (data.type === "connect") connect(data.port);
};

/** @param {MessagePort} port of a service worker */
async function connect(port) {
  (await python)?.connect(port);
}

/**
 * @param {Config} config
 * @param {MessagePort} page
 * @returns {Promise<any>} the module asgipad.browser, or null when Python could not be started
 */
async function start(config, page) {
  try {
    return await boot(config, page);
  } catch (error) {
    page.postMessage({ type: "state", state: failedState(error, config) });
    console.warn("asgipad: Python could not be started", error);
    return null;
  }
}

/**
 * @param {Config} config
 * @param {MessagePort} page
 */
async function boot(config, page) {
  const indexURL = `${config.vendor}pyodide/`;
  page.postMessage({
    type: "state",
    state: { phase: "starting", generation: 0, app: null, error: null },
  });
  const starting = () =>
    page.postMessage({ type: "progress", step: "python", name: "Python", loaded: 0, total: 0 });
  const progress = new DownloadProgress(config, (loaded, total) => {
    page.postMessage({ type: "progress", step: "download", name: "Python", loaded, total });
    if (loaded === total) starting();
  });
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
  const browser = pyodide.pyimport("asgipad.browser");
  browser.start(page, config);
  return browser;
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

/**
 * @param {unknown} error
 * @param {Config} config
 * @returns {import("../static/js/messages.js").State}
 */
function failedState(error, config) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const host = new URL(config.vendor).host;
  return {
    phase: "failed",
    generation: 0,
    app: null,
    error: {
      kind: "boot",
      type: name,
      message,
      summary: `Python could not be started from ${host}: ${message}. Start asgipad there, then press Start`,
      path: null,
      line: null,
      column: null,
      frames: [],
      text: stack ?? message,
    },
  };
}
