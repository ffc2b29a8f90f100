// The language worker's entry: starts a Python with jedi, black and pyflakes, which never imports the
// project's own code, and hands the page's port over to worker/language/browser.py.
//
// The port carries LSP's JSON as text. Two messages are no text: {type: "packages", wheels}, the event
// of the runtime, which says what the project can import, and {type: "ping"}.

import { booting, bootPython, keptByPage } from "./python.js";
import { compile } from "./wasm_module.js";

/** @typedef {import("../static/js/messages.js").Config} Config */

const kept = keptByPage();

// Set before the first await: a message that arrives earlier is lost in a module worker.
self.onmessage = ({ data }) => {
  if (data.type === "start") booting(start(data)).catch(crashed);
};

/** @param {unknown} error for the host page, which tells the page */
function crashed(error) {
  self.postMessage({ type: "crashed", message: String(error) });
}

/**
 * @param {object} wanted
 * @param {Config} wanted.config
 * @param {WebAssembly.Module | null} wanted.wasm Python's, if it is compiled
 * @param {MessagePort} wanted.port of the page
 */
async function start({ config, wasm, port }) {
  const compiled = compile(config, wasm);
  const { pyodide, module: browser } = await bootPython(
    config,
    "language",
    compiled,
    kept,
    () => {},
  );
  pyodide._api.on_fatal = crashed;
  browser.start(port, `${config.vendor}pyodide/`, crashed);
}
