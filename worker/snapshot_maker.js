// A worker that makes the snapshot of one project: its packages are installed and imported in a Python
// of its own, which never runs the project's code and ends with that.

import { booting, bootRestored } from "./python.js";
import { takeSnapshot } from "./snapshot_taking.js";
import { compiledByHost } from "./wasm_module.js";

/** @typedef {import("../static/js/messages.js").Config} Config */
/** @typedef {import("../static/js/messages.js").SnapshotWish} SnapshotWish */

const compiled = compiledByHost();

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
 * @param {{config: Config, wish: SnapshotWish}} wanted
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function make({ config, wish }) {
  const { pyodide, module: browser } = await bootRestored(config, compiled, wish.snapshot);
  await browser.set_aside_project(config.index, wish.files, wish.modules);
  browser.destroy();
  return takeSnapshot(pyodide);
}

/**
 * Of a Python exception its message is the whole traceback.
 *
 * @param {string} message
 */
function lastLine(message) {
  return message.trimEnd().split("\n").at(-1) ?? "";
}
