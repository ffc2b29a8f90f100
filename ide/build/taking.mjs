// A snapshot, taken under Node: a Python as the worker will want it, and its memory.

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

/** @param {string[]} path of a module */
export const load = (...path) => import(pathToFileURL(join(...path)).href);

/**
 * @param {object} folders
 * @param {string} folders.vendor
 * @param {string} folders.worker
 * @param {string} archive with worker/*.py
 * @param {string} name of an interpreter
 * @param {Map<string, Uint8Array>} codes of libraries that are split
 * @returns {Promise<{snapshot: Uint8Array, later: Uint8Array}>}
 */
export async function take({ vendor, worker }, archive, name, codes) {
  const { loadPyodide } = await load(vendor, "pyodide", "pyodide.mjs");
  const { default: createPyodideModule } = await load(vendor, "pyodide", "pyodide.asm.mjs");
  const { wrapped } = await load(worker, "wrapped_module.js");
  const create = wrapped(createPyodideModule);
  const { recordable, sitePackagesOf, takeSnapshot } = await load(worker, "snapshot_taking.js");
  const { INTERPRETERS } = await load(worker, "interpreters.js");
  const { packages, module, sources } = INTERPRETERS[name];
  const pyodide = await loadPyodide({
    indexURL: join(vendor, "pyodide"),
    packages,
    fullStdLib: false,
    env: { HOME: "/home/pyodide", PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" },
    createPyodideModule: recordable(create),
  });
  const extractDir = sitePackagesOf(pyodide);
  pyodide.unpackArchive(new Uint8Array(readFileSync(archive)), "zip", { extractDir });
  handOver(pyodide.FS, vendor, sources);
  const snapshot = pyodide.pyimport("asgipad.snapshot");
  await snapshot.warm(module);
  snapshot.destroy();
  return takeSnapshot(pyodide, (path) => canWait(path, codes), codes);
}

/**
 * From now on another WebAssembly runs in the place of Pyodide's, for as long as this process lives.
 *
 * @param {string} vendor
 * @param {string} file with it
 */
export function replaceWasm(vendor, file) {
  const { instantiate } = WebAssembly;
  const own = readFileSync(join(vendor, "pyodide", "pyodide.asm.wasm"));
  const its = readFileSync(file);
  const isOwn = (given) => !(given instanceof WebAssembly.Module) && own.equals(bytesOf(given));
  WebAssembly.instantiate = (given, imports) => instantiate(isOwn(given) ? its : given, imports);
}

/** @param {BufferSource} source */
export function bytesOf(source) {
  return Buffer.from(source.buffer ?? source, source.byteOffset, source.byteLength);
}

/**
 * Puts wheels where asgipad.language.browser looks for them, with the addresses that they will have.
 *
 * @param {any} FS
 * @param {string} vendor
 * @param {string[]} names of packages
 */
function handOver(FS, vendor, names) {
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
 * Whole libraries must be compiled, and every start asks the packages who they are. Their licences can
 * wait.
 *
 * @param {string} path
 * @param {Map<string, Uint8Array>} codes
 */
function canWait(path, codes) {
  if (path.endsWith(".so")) return codes.has(basename(path));
  return !/\.dist-info\/[^/]+$/.test(path);
}

/**
 * Ends this process, which Pyodide's timers would keep.
 *
 * @param {Promise<void>} done
 */
export async function finish(done) {
  try {
    await done;
    process.exit(0);
  } catch (error) {
    console.error(error.message); // its trace shows a line of Pyodide, which is a megabyte
    process.exit(1);
  }
}
