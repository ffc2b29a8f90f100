// A worker that boots Python as the preview's runtime does and runs pytest in it.

/** @type {Promise<any>} */
let suite;

self.onmessage = async ({ data }) => {
  try {
    if (data.type === "start") {
      suite = start(data);
      await suite;
      self.postMessage({ type: "ready" });
    } else {
      const { files, done, options } = data;
      await (await suite).run(files, done, options, self);
      self.postMessage({ type: "finished" });
    }
  } catch (error) {
    if (data.type === "start") throw error; // the page hears of it as of any worker that fails
    self.postMessage({ type: "failed", message: String(error) });
  }
};

/**
 * @param {{config: {vendor: string, worker: string}, interrupt: Uint8Array}} wanted
 * @returns {Promise<any>} Python's module inside.browser
 */
async function start({ config, interrupt }) {
  const { bootPython } = await import(`${config.worker}python.js`);
  const { compile } = await import(`${config.worker}wasm_module.js`);
  const compiled = compile(config);
  const { pyodide, module } = await bootPython(config, "runtime", compiled, null, () => {});
  pyodide._api.on_fatal = (/** @type {unknown} */ error) => {
    self.postMessage({ type: "crashed", message: String(error) });
  };
  pyodide.setInterruptBuffer(interrupt);
  pyodide.setStdout({ batched() {} });
  pyodide.setStderr({ batched() {} });
  module.prepare();
  const packages = await (await fetch("/upstream/packages.json")).json();
  await pyodide.loadPackage(packages, { messageCallback() {} });
  const archive = await (await fetch("/upstream/suite.zip")).arrayBuffer();
  pyodide.unpackArchive(archive, "zip", { extractDir: "/" });
  pyodide.pyimport("sys").path.append("/upstream");
  return pyodide.pyimport("inside.browser");
}
