// Takes the snapshots, under Node: a Python as the worker will want it, and its memory into a file.
//
//   node snapshot.mjs VENDOR WORKER ASGIPAD_ZIP FOLDER NAME...

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [vendor, worker, archive, folder, ...names] = process.argv.slice(2);
const load = (...path) => import(pathToFileURL(join(...path)).href);
const { loadPyodide } = await load(vendor, "pyodide", "pyodide.mjs");
const { default: createPyodideModule } = await load(vendor, "pyodide", "pyodide.asm.mjs");
const { recordable, takeSnapshot } = await load(worker, "snapshot.js");
const { INTERPRETERS } = await load(worker, "interpreters.js");

/** Where worker/browser.py keeps what it has set aside. */
const PREPARED = "/lib/prepared";

/** @param {string} name of an interpreter */
async function take(name) {
  const { packages, module } = INTERPRETERS[name];
  const pyodide = await loadPyodide({
    indexURL: join(vendor, "pyodide"),
    packages,
    fullStdLib: false,
    env: { HOME: "/home/pyodide", PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" },
    createPyodideModule: recordable(createPyodideModule),
    _makeSnapshot: true,
  });
  const sitePackages = pyodide.runPython("import sysconfig; sysconfig.get_path('purelib')");
  pyodide.unpackArchive(new Uint8Array(readFileSync(archive)), "zip", { extractDir: sitePackages });
  const snapshot = pyodide.pyimport("asgipad.snapshot");
  await snapshot.warm(module);
  await new Promise((resolve) => setTimeout(resolve)); // until nothing waits for that any more
  snapshot.tidy();
  snapshot.destroy();
  const folders = [sitePackages, PREPARED].filter((path) => pyodide.FS.analyzePath(path).exists);
  writeFileSync(join(folder, `${name}.snapshot`), takeSnapshot(pyodide, folders));
}

try {
  for (const name of names) await take(name);
  process.exit(0); // Pyodide's timers would keep it
} catch (error) {
  console.error(error.message); // its trace shows a line of Pyodide, which is a megabyte
  process.exit(1);
}
