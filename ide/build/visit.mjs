// A visit as in a browser, under Node: the runtime's snapshot is restored, a project is opened and changed,
// and its app answers, all through ports as in worker/runtime.js.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "./taking.mjs";

const PREVIEW = "http://preview.asgipad.localhost/";

/** Garbage is collected at any time, and looked for in objects of all kinds. */
const COLLECTED = `
import collections, functools, gc, itertools, weakref

async def coroutine(): yield

errors = [
    ValueError(), AttributeError(), ImportError(), KeyError(), NameError(), OSError(), StopIteration(),
    SyntaxError(), SystemExit(), UnicodeDecodeError("ascii", b" ", 0, 1, ""),
    UnicodeEncodeError("ascii", " ", 0, 1, ""), UnicodeTranslateError(" ", 0, 1, ""),
    ExceptionGroup("", [ValueError()]),
]
waiting = (each for each in range(2))
next(waiting)
others = [
    waiting, coroutine(), iter([]), iter({}), iter(()), iter(set()), {}.keys(), {}.items(), map(len, []),
    zip([]), filter(None, []), enumerate([]), reversed([]), property(len), slice(0), memoryview(b""),
    itertools.chain(), itertools.count(), itertools.tee([]), functools.partial(len), functools.lru_cache(len),
    collections.deque([[]]), collections.OrderedDict(), collections.defaultdict(list), weakref.ref(len, len),
    weakref.proxy(gc.collect, len), list[int], int | None,
]
gc.collect()
new = [[] for _ in range(3000)]
gc.collect(1)
`;

/**
 * @typedef {[method: string, path: string, status: number | null, body: Uint8Array]} Request null: it
 *   may be any
 *
 * @typedef {object} Project
 * @property {Record<string, string | Uint8Array>} files
 * @property {string} open the file with the app
 * @property {Request[]} requests
 */

/**
 * @param {object} folders
 * @param {string} folders.vendor
 * @param {string} folders.worker
 * @param {string} folders.snapshots
 * @param {Project | null} project null: that of worker/rehearsal.py
 * @throws {Error} it does not start, or answers what it should not
 */
export async function visit(folders, project) {
  const { vendor, worker } = folders;
  const { pyodide, browser } = await restored(folders);
  const { CookiePolicy } = await load(worker, "cookie_policy.js");
  const { TextPort } = await load(worker, "text_port.js");
  const hashes = await load(vendor, "hashes.js");
  const policy = new CookiePolicy(await load(vendor, "tough-cookie.js"), PREVIEW);
  const [page, runtime] = portPair();
  browser.start(runtime, { index: null }, hashes, policy);
  const [client, server] = portPair();
  browser.connect(new TextPort(server));

  const { files, open, requests } = project ?? rehearsed(pyodide.pyimport("asgipad.rehearsal"));
  await outcome(page, { type: "project.open", id: 1, files });
  for (const request of requests) await answer(client, ...request);
  const changes = { [open]: `${files[open]}\n`, "static/logo.png": new Uint8Array(64) };
  await outcome(page, { type: "project.write", id: 2, changes });
  await answer(client, ...requests[0]);
  pyodide.runPython(COLLECTED);
  for (const port of [page, client]) port.close();
}

/**
 * @param {any} rehearsal Python's module
 * @returns {Project}
 */
function rehearsed({ FILES, REQUESTS }) {
  const files = FILES.toJs({ dict_converter: Object.fromEntries });
  return { files, open: "main.py", requests: REQUESTS.toJs() };
}

/**
 * As worker/python.js does it.
 *
 * @param {{vendor: string, worker: string, snapshots: string}} folders
 * @returns {Promise<{pyodide: any, browser: any}>} the interface, and Python's module
 */
async function restored({ vendor, worker, snapshots }) {
  const indexURL = join(vendor, "pyodide");
  const { loadPyodide } = await load(indexURL, "pyodide.mjs");
  const { default: createPyodideModule } = await load(indexURL, "pyodide.asm.mjs");
  const { wrapped } = await load(worker, "wrapped_module.js");
  const create = wrapped(createPyodideModule);
  const { restoring, settle, Snapshot } = await load(worker, "snapshot.js");
  const read = (...path) => new Uint8Array(readFileSync(join(...path)));
  const files = read(snapshots, "runtime.files");
  const library = read(indexURL, "python_stdlib.zip");
  const parts = {
    files: { read: () => files },
    library: { read: () => library },
    rests: null, // nothing is split
  };
  const snapshot = new Snapshot(read(snapshots, "runtime.snapshot"));
  const pyodide = await new Promise((resolve, reject) => {
    const options = restoring(create, Promise.resolve(snapshot), parts, reject);
    const env = { HOME: "/home/pyodide", PYTHONDONTWRITEBYTECODE: "1" };
    // Node knows no data: URLs here; the restore replaces it by that of `parts`.
    const stdLibURL = join(indexURL, "python_stdlib.zip");
    loadPyodide({ indexURL, fullStdLib: false, env, ...options, stdLibURL }).then(resolve, reject);
  });
  settle(pyodide, snapshot);
  pyodide.pyimport("asgipad.snapshot").freshen();
  return { pyodide, browser: pyodide.pyimport("asgipad.browser") };
}

/** @returns {[MessagePort, MessagePort]} */
function portPair() {
  const { port1, port2 } = new MessageChannel();
  return [port1, port2];
}

/**
 * @param {MessagePort} page
 * @param {{type: string, id: number}} message
 * @returns {Promise<void>}
 * @throws {Error} the app does not start
 */
function outcome(page, message) {
  return new Promise((resolve, reject) => {
    page.onmessage = ({ data: { type, id, outcome } }) => {
      if (type !== "outcome" || id !== message.id) return;
      if (outcome.error) reject(new Error(outcome.error.text));
      else resolve();
    };
    page.postMessage(message);
  });
}

/**
 * @param {MessagePort} client
 * @param {string} method
 * @param {string} path
 * @param {number | null} status that it must have
 * @param {Uint8Array} body
 * @returns {Promise<void>}
 * @throws {Error} it has another one
 */
function answer(client, method, path, status, body) {
  const scope = {
    scheme: "http",
    raw_path: path,
    query_string: "",
    root_path: "",
    headers: [
      ["host", "preview.asgipad.localhost"],
      ["content-type", "application/json"],
    ],
    server: ["preview.asgipad.localhost", 80],
    cookies: [],
    method,
    destination: "iframe",
  };
  const id = Math.random();
  return new Promise((resolve, reject) => {
    client.onmessage = ({ data }) => {
      for (const message of data) {
        if (message.id !== id) continue;
        if (message.type === "http.response.start" && (status ?? message.status) !== message.status) {
          reject(new Error(`${method} ${path} answered ${message.status}, not ${status}`));
        }
        if (message.type === "http.error") reject(new Error(message.message));
        if (message.type !== "http.response.body") continue;
        if (message.more_body) client.postMessage({ type: "http.pull", id });
        else resolve();
      }
    };
    client.postMessage({ type: "http", id, scope, body, more_body: false });
  });
}
