// Takes the snapshots, under Node: a Python as the worker will want it, and its memory into a file. And
// writes down which functions of its WebAssembly a start calls, for splitting.py.
//
//   node snapshot.mjs VENDOR WORKER ASGIPAD_ZIP INSTRUMENTED_WASM TEMPLATES_JSON FOLDER NAME...

import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Calls } from "./calls.mjs";
import { visit } from "./visit.mjs";

const [vendor, worker, archive, instrumented, templates, folder, ...names] = process.argv.slice(2);
const load = (...path) => import(pathToFileURL(join(...path)).href);
const { loadPyodide } = await load(vendor, "pyodide", "pyodide.mjs");
const { default: createPyodideModule } = await load(vendor, "pyodide", "pyodide.asm.mjs");
const { lettingGoOfFiles } = await load(worker, "library_files.js");
const { recordable, sitePackagesOf, takeSnapshot } = await load(worker, "snapshot_taking.js");
const { INTERPRETERS } = await load(worker, "interpreters.js");

/**
 * @param {string} name of an interpreter
 * @returns {Promise<Set<number>>} the functions that were called
 */
async function take(name) {
  const { packages, module, sources } = INTERPRETERS[name];
  const calls = new Calls(readFileSync(instrumented));
  const pyodide = await loadPyodide({
    indexURL: join(vendor, "pyodide"),
    packages,
    fullStdLib: false,
    env: { HOME: "/home/pyodide", PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" },
    createPyodideModule: recordable(lettingGoOfFiles(createPyodideModule)),
  });
  const extractDir = sitePackagesOf(pyodide);
  pyodide.unpackArchive(new Uint8Array(readFileSync(archive)), "zip", { extractDir });
  handOver(pyodide.FS, sources);
  const snapshot = pyodide.pyimport("asgipad.snapshot");
  await snapshot.warm(module);
  snapshot.destroy();
  const taken = await takeSnapshot(pyodide, canWait);
  writeFileSync(join(folder, `${name}.snapshot`), taken.snapshot);
  writeFileSync(join(folder, `${name}.files`), taken.later);
  return calls.functions();
}

/**
 * Puts wheels where asgipad.language.browser looks for them, with the addresses that they will have.
 *
 * @param {any} FS
 * @param {string[]} names of packages
 */
function handOver(FS, names) {
  const folder = join(vendor, "pyodide");
  const lock = JSON.parse(readFileSync(join(folder, "pyodide-lock.json"), "utf8"));
  const all = new Set(names);
  for (const name of all) for (const needed of lock.packages[name].depends) all.add(needed);
  const addresses = [...all].map((name) => [name, lock.packages[name].file_name]);
  FS.mkdir("/wheels");
  for (const [, address] of addresses) {
    FS.writeFile(`/wheels/${basename(address)}`, readFileSync(join(folder, address)));
  }
  FS.writeFile("/wheels/addresses.json", JSON.stringify(Object.fromEntries(addresses)));
}

/**
 * @param {import("../../static/js/templates.js").Template} template
 * @returns {import("./visit.mjs").Project}
 */
function projectOf({ files: contents, open, path }) {
  const bytes = (content) => new Uint8Array(Buffer.from(content.base64, "base64"));
  const files = Object.entries(contents).map(([name, content]) => [
    name,
    typeof content === "string" ? content : bytes(content),
  ]);
  const first = ["GET", path, null, new Uint8Array()];
  return { files: Object.fromEntries(files), open, requests: [first] };
}

/**
 * Libraries must be compiled, and every start asks the packages who they are. Their licences can wait.
 *
 * @param {string} path
 */
function canWait(path) {
  return !path.endsWith(".so") && !/\.dist-info\/[^/]+$/.test(path);
}

try {
  let called = new Set();
  for (const name of names) called = called.union(await take(name));
  const folders = { vendor, worker, snapshots: folder };
  for (const project of [null, ...JSON.parse(readFileSync(templates, "utf8")).map(projectOf)]) {
    called = called.union(await visit(folders, readFileSync(instrumented), project));
  }
  writeFileSync(join(folder, "called.json"), JSON.stringify([...called]));
  process.exit(0); // Pyodide's timers would keep it
} catch (error) {
  console.error(error.message); // its trace shows a line of Pyodide, which is a megabyte
  process.exit(1);
}
