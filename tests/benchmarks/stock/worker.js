// Pyodide in a module worker: https://pyodide.org/en/stable/usage/webworker.html

import { loadPyodide } from "./pyodide/pyodide.mjs";

/** Resolves with asgi.py's function. */
let handling;

self.onmessage = async ({ data, ports }) => {
  if (data.type === "start") {
    handling = start(data.app);
    handling.catch((error) => self.postMessage({ type: "failed", message: String(error) }));
  } else if (data.type === "request") {
    await respond(data, ports[0]);
  }
};

/** What the page's profile shows. */
function reached(name) {
  self.postMessage({ type: "reached", name });
}

async function start(app) {
  const files = fetched(`apps/${app}.zip`);
  const adapter = fetched("asgi.py");
  const pyodide = await loadPyodide();
  reached("Pyodide loaded");
  await pyodide.loadPackage("micropip");
  const micropip = pyodide.pyimport("micropip");
  reached("micropip loaded");
  micropip.set_index_urls([new URL("simple", location.href).href]);
  // Datasette asks for them, and they are of no use here.
  micropip.add_mock_package("pip", "26.0");
  micropip.add_mock_package("setuptools", "84.0");
  pyodide.unpackArchive(await files, "zip");
  const requirements = pyodide.FS.readFile("requirements.txt", { encoding: "utf8" });
  await micropip.install(requirements.trim().split("\n"));
  reached("packages installed");
  pyodide.FS.writeFile("asgi.py", new Uint8Array(await adapter));
  const { handle } = pyodide.pyimport("asgi");
  reached("app imported");
  self.postMessage({ type: "serving" });
  return handle;
}

async function respond({ method, path, query, headers, body, host }, port) {
  const handle = await handling;
  const answer = await handle(method, path, query, headers, body, host);
  const [status, sent, content] = answer.toJs();
  answer.destroy();
  port.postMessage({ status, headers: sent, content }, [content.buffer]);
}

async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.arrayBuffer();
}
