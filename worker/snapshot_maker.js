// A worker that makes the snapshot of one project: its packages are installed and imported in a Python
// of its own, which never runs the project's code and ends with that.

import { booting, bootRestored } from "./python.js";
import { filesBelow, sitePackagesOf, takeSnapshot } from "./snapshot_taking.js";
import { compile } from "./wasm_module.js";

/** @typedef {import("../static/js/messages.js").Config} Config */
/** @typedef {import("../static/js/messages.js").SnapshotWish} SnapshotWish */

// Set before the first await: a message that arrives earlier is lost in a module worker.
self.onmessage = async ({ data }) => {
  if (data.type !== "start") return;
  try {
    const snapshot = await booting(make(data));
    self.postMessage({ type: "snapshot.made", snapshot: snapshot.buffer }, [snapshot.buffer]);
  } catch (error) {
    const message = lastLine(error instanceof Error ? error.message : `${error}`);
    self.postMessage({ type: "snapshot.failed", message });
  }
};

/**
 * Of two interpreters: one installs, which leaves traces in it that no snapshot can hold; the other one
 * gets the files.
 *
 * @param {{config: Config, wasm: WebAssembly.Module | null, wish: SnapshotWish}} wanted
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function make({ config, wasm, wish: { files, modules, snapshot } }) {
  const compiled = compile(config, wasm);
  const installing = await bootRestored(config, compiled, snapshot);
  const { back, urls } = await installing.module.install_project(config.index, files);
  const installed = filesBelow(installing.pyodide.FS, sitePackagesOf(installing.pyodide));
  const { pyodide, module: browser } = await bootRestored(config, compiled, snapshot);
  browser.bring_back(back);
  for (const [path, content] of installed) place(pyodide.FS, path, content);
  browser.set_aside_project(modules, urls);
  browser.destroy();
  return (await takeSnapshot(pyodide)).snapshot;
}

/**
 * @param {any} FS
 * @param {string} path of a file that may be there
 * @param {Uint8Array} content
 */
function place(FS, path, content) {
  if (FS.analyzePath(path).exists) return;
  FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  FS.writeFile(path, content, { canOwn: true });
}

/**
 * Of a Python exception its message is the whole traceback.
 *
 * @param {string} message
 */
function lastLine(message) {
  return message.trimEnd().split("\n").at(-1) ?? "";
}
