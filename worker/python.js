// Starts Python with worker/*.py as its package `asgipad`: from a snapshot, or from nothing.

import { DownloadProgress } from "./download_progress.js";
import { INTERPRETERS } from "./interpreters.js";
import { Later } from "./later.js";
import { LaterArchive } from "./later_files.js";
import { restoring, Snapshot, settle } from "./snapshot.js";
import { supply } from "./wasm_module.js";
import { wrapped } from "./wrapped_module.js";

/** @typedef {import("../static/js/messages.js").Config} Config */

/**
 * What the app's start can do without comes so long after it (milliseconds): its first answer is first. Not
 * later: until then Python needs the host.
 */
const LATER = 1000;

/**
 * @param {Config} config
 * @param {import("./interpreters.js").Name} name
 * @param {Promise<WebAssembly.Module>} compiled Pyodide's
 * @param {Promise<Blob | null>} coming its snapshot, where the page has one already
 * @param {(loaded: number, total: number) => void} downloading bytes of Python itself
 * @returns {Promise<{pyodide: any, module: any}>} Pyodide's interface, and the interpreter's module
 */
export async function bootPython(config, name, compiled, coming, downloading) {
  // Nobody waits for the language worker's, and it reads many sources at once.
  const later = new Later(name === "language");
  const retract = supply(config, compiled, later);
  const progress = new DownloadProgress(config, name, downloading);
  const lost = progress.watch();
  let pyodide;
  try {
    // Where there is no module, Pyodide waits for ever.
    const missing = compiled.then(() => lost);
    pyodide = await Promise.race([started(config, name, coming, progress, later), missing, lost]);
  } finally {
    progress.stop();
    retract();
  }
  setTimeout(() => {
    later.fetch();
    pyodide._module.symbols.complete();
  }, LATER);
  return { pyodide, module: pyodide.pyimport(INTERPRETERS[name].module) };
}

/**
 * What the page says it has kept: listen before the first await, a message that arrives earlier is lost
 * in a module worker.
 *
 * @returns {Promise<Blob | null>}
 */
export function keptByPage() {
  return new Promise((resolve) => {
    self.addEventListener("message", (/** @type {MessageEvent} */ { data }) => {
      if (data.type === "snapshot") resolve(data.snapshot);
    });
  });
}

/**
 * @param {Config} config
 * @param {import("./interpreters.js").Name} name
 * @param {Promise<Blob | null>} coming
 * @param {DownloadProgress} progress
 * @param {Later} later
 * @returns {Promise<any>}
 */
async function started(config, name, coming, progress, later) {
  if (config.snapshots === null) return booted(config, name);
  const download = () => progress.read(urlOf(config, name, "snapshot"));
  const read = async () => {
    const kept = await coming;
    return kept ? bytesOf(kept) : download();
  };
  const pyodide = await restored(config, name, read, later);
  if (pyodide) return pyodide;
  const again = (await coming) ? await restored(config, name, download, later) : null;
  if (again) self.postMessage({ type: "snapshot.broken" });
  return again ?? booted(config, name);
}

/**
 * What is imported once is there when it is imported again: a start asks for these before all else.
 *
 * @param {Config} config
 * @returns {Promise<[any, any]>} pyodide.mjs and pyodide.asm.mjs, which takes longest
 */
export function pyodideModules({ vendor }) {
  const folder = `${vendor}pyodide/`;
  return Promise.all([import(`${folder}pyodide.mjs`), import(`${folder}pyodide.asm.mjs`)]);
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
 * As the runtime's `bootPython`, but only from a snapshot: another one can be taken of it.
 *
 * @param {Config} config
 * @param {Promise<WebAssembly.Module>} compiled
 * @param {Blob | null} kept
 * @returns {Promise<{pyodide: any, module: any}>}
 * @throws {Error} it cannot start so
 */
export async function bootRestored(config, compiled, kept) {
  const later = new Later(false); // it ends before
  const retract = supply(config, compiled, later);
  try {
    const url = urlOf(config, "runtime", "snapshot");
    const read = async () => (kept ? bytesOf(kept) : new Uint8Array(await fetched(url)));
    const pyodide = await restored(config, "runtime", read, later);
    if (pyodide === null) throw new Error("no snapshot can be restored");
    return { pyodide, module: pyodide.pyimport(INTERPRETERS.runtime.module) };
  } finally {
    retract();
  }
}

/**
 * @param {Config} config
 * @param {import("./interpreters.js").Name} name
 * @param {"snapshot" | "files"} kind
 */
function urlOf({ snapshots }, name, kind) {
  return `${snapshots}${name}.${kind}`;
}

/**
 * @param {Config} config
 * @param {import("./interpreters.js").Name} name
 * @param {() => Promise<Uint8Array<ArrayBuffer>>} read the snapshot
 * @param {Later} later
 * @returns {Promise<any>} null: it does not do
 */
async function restored(config, name, read, later) {
  const { indexURL } = common(config);
  const files = new LaterArchive(urlOf(config, name, "files"));
  const library = new LaterArchive(`${indexURL}python_stdlib.zip`);
  for (const archive of [files, library]) later.add(archive);
  const parts = { files, library, rests: { folder: `${config.snapshots}`, later } };
  try {
    const coming = read().then((file) => new Snapshot(file));
    coming.catch(() => {}); // whoever awaits it hears of it
    const [{ loadPyodide }, { default: createPyodideModule }] = await pyodideModules(config);
    const pyodide = await new Promise((resolve, reject) => {
      const options = restoring(wrapped(createPyodideModule), coming, parts, reject);
      loadPyodide({ ...common(config), ...options }).then(resolve, reject);
    });
    settle(pyodide, await coming);
    pyodide.pyimport("asgipad.snapshot").freshen();
    return pyodide;
  } catch (error) {
    console.warn("asgipad: Python starts slowly, its snapshot cannot be used here:", error);
    later.forget(); // what of it comes later, nobody needs
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
  const [{ loadPyodide }, { default: create }] = await pyodideModules(config);
  const { packages } = INTERPRETERS[name];
  const createPyodideModule = wrapped(create);
  const pyodide = await loadPyodide({ indexURL, ...options, packages, createPyodideModule });
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
 * @param {Blob} blob
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function bytesOf(blob) {
  return new Uint8Array(await blob.arrayBuffer());
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
