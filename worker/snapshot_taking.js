// Takes the snapshots that snapshot.js restores: the build under Node (ide/build/snapshot.mjs), of what
// every start needs; a browser, of what one project needs (snapshot_maker.js).

import { HEAD, unlink } from "./gc_ring.js";
import { laterOf } from "./later_files.js";
import { baseName, PAGE, pagesStart, sumOf, withPreRun } from "./snapshot.js";

/** @typedef {import("./snapshot.js").Header} Header */
/** @typedef {import("./snapshot.js").Library} Library */
/** @typedef {import("./snapshot.js").Run} Run */
/** @typedef {[path: string, content: Uint8Array, modified: number]} File */

/** What WebAssembly's memory grows by, in bytes. */
const WASM_PAGE = 65536;

/** Bytes beside what is free between others: a small app needs no more. */
const SPARE = 2 ** 22;

/** Where worker/browser.py keeps what it has set aside, and worker/language/browser.py sources. */
const KEPT = ["/lib/prepared", "/libraries"];

/**
 * Wraps Pyodide's `createPyodideModule`: what a snapshot is taken of is looked at before it starts.
 *
 * @param {(settings: any) => Promise<any>} create
 */
export function recordable(create) {
  return withPreRun(create, (module) => {
    module.ownTable = module.wasmTable.length;
    module.initialMemory = module.HEAPU8.slice();
  });
}

/**
 * Takes a snapshot of an interpreter that was made with {@link recordable} or `restoring`, when all that
 * was begun in it is done. It is not to be used any more.
 *
 * @param {any} pyodide
 * @param {(path: string) => boolean} [canWait] is this a file that a start can do without?
 * @param {Map<string, Uint8Array>} [codes] of libraries that are split, by the names of their files: the
 *   first module
 * @returns {Promise<{snapshot: Uint8Array<ArrayBuffer>, later: Uint8Array<ArrayBuffer>}>} the file, and
 *   the archive of those that can wait; empty, and those of the interpreter's own snapshot stay in its
 *   archive
 * @throws {Error} Python holds something that would be nothing after a restore
 */
export async function takeSnapshot(pyodide, canWait = () => false, codes = new Map()) {
  await new Promise((resolve) => setTimeout(resolve)); // until nothing waits for that any more
  const snapshot = pyodide.pyimport("asgipad.snapshot");
  snapshot.tidy();
  snapshot.destroy();
  const folders = [sitePackagesOf(pyodide), ...KEPT].filter(
    (path) => pyodide.FS.analyzePath(path).exists,
  );
  return written(pyodide, folders, canWait, codes);
}

/**
 * @param {any} pyodide
 * @returns {string} the folder that packages are installed in
 */
export function sitePackagesOf(pyodide) {
  return pyodide.runPython("import sysconfig; sysconfig.get_path('purelib')");
}

/**
 * @param {any} pyodide
 * @param {string[]} folders whose files belong to it
 * @param {(path: string) => boolean} canWait
 * @param {Map<string, Uint8Array>} codes
 */
function written(pyodide, folders, canWait, codes) {
  const { _module: module, _api: api, FS } = pyodide;
  const old = pyodide.runPython("import sys; id(sys.modules)"); // in the list of all that stays
  const packages = { ...pyodide.loadedPackages };
  for (const name of Object.keys(packages)) delete pyodide.loadedPackages[name];
  const places = new Places();
  const hiwire = api.serializeHiwireState((/** @type {unknown} */ object) => places.of(object));
  hiwire.hiwireKeys = hiwire.hiwireKeys.map((/** @type {any} */ key) =>
    key && "serialized" in key ? { path: key.serialized } : key,
  );
  wipeFreeMemory(module);
  const memory = module.HEAPU8.slice(0, usedMemory(module));
  const objects = unlink(memory, old - HEAD);
  const { initialMemory = new Uint8Array() } = module;
  const { runs, initial } = runsOf(memory, initialMemory);
  const libraries = librariesOf(module, FS, folders, codes);
  const code = libraries.flatMap(({ file }) => codes.get(baseName(file)) ?? []);
  for (const library of libraries) if (library.code === 0) haveContent(FS, library.file);
  const all = folders.flatMap((folder) => filesBelow(FS, folder));
  const [files, waiting] = [
    all.filter(([path]) => !canWait(path)),
    all.filter(([path]) => canWait(path)),
  ];
  const library = pyodide.runPython("import os; os.path.dirname(os.__file__)");
  /** @type {Header} */
  const header = {
    memory: memory.length,
    runs,
    initial,
    initialSum: sumOf(memory, initial),
    objects: objects.length,
    later: [...folders.flatMap((folder) => laterBelow(FS, folder)), ...placesOf(waiting)],
    library: [library, FS.stat(library).size],
    files: files.map(([path, content, modified]) => [path, content.length, modified]),
    hiwire,
    packages,
    table: module.ownTable,
    functions: indicesOf(module),
    libraries,
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = pagesStart(json.length);
  const pages = runs.reduce((sum, [, count]) => sum + count, 0);
  const steps = new Uint8Array(objects.buffer);
  const contents = joined([steps, ...files.map(([, content]) => content), ...code]);
  const file = new Uint8Array(start + pages * PAGE + contents.length);
  new DataView(file.buffer).setUint32(0, json.length, true);
  file.set(json, 4);
  let at = start;
  for (const [page, count] of runs) {
    file.set(memory.subarray(page * PAGE, (page + count) * PAGE), at);
    at += count * PAGE;
  }
  file.set(contents, at);
  return { snapshot: file, later: joined(waiting.map(([, content]) => content)) };
}

/**
 * @param {File[]} files
 * @returns {Header["later"]} in an archive of these
 */
function placesOf(files) {
  let end = 0;
  return files.map(([path, { length }, modified]) => {
    end += length;
    return [path, length, modified, end - length];
  });
}

/** @param {Uint8Array[]} contents */
function joined(contents) {
  const all = new Uint8Array(contents.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const content of contents) {
    all.set(content, at);
    at += content.length;
  }
  return all;
}

/**
 * @param {any} module
 * @returns {number} bytes that are in use, and some for the app: the memory beyond grew for what was
 *   there while modules were imported
 */
function usedMemory(module) {
  const wanted = module._sbrk(0) + SPARE;
  return Math.min(Math.ceil(wanted / WASM_PAGE) * WASM_PAGE, module.HEAPU8.length);
}

/**
 * What was freed keeps its content, which would only make the snapshot larger: takes all free memory,
 * large pieces first, fills it with zeros and gives it back.
 *
 * @param {any} module
 */
function wipeFreeMemory(module) {
  /** @type {number[]} */
  const taken = [];
  for (let size = 2 ** 18; size >= 16; size /= 2) {
    const top = module._sbrk(0);
    // Until there is none of this size, and the heap grows; but not beyond the memory.
    while (module._sbrk(0) === top && top + 2 * size < module.HEAPU8.length) {
      const address = module._malloc(size);
      taken.push(address);
      module.HEAPU8.fill(0, address, address + size);
    }
  }
  for (const address of taken) module._free(address);
}

/**
 * Where objects of JavaScript are found again: what is global, and what that has. Anything else would be
 * nothing after a restore.
 *
 * Pyodide's own way (`_makeSnapshot`) follows how Python came to an object, but cannot read what a
 * browser's objects have getters for.
 */
class Places {
  /** @type {Map<unknown, string[]> | null} */
  #paths = null;

  /**
   * @param {unknown} object
   * @returns {string[]} names of properties, from the global object on
   * @throws {Error} it is nowhere
   */
  of(object) {
    this.#paths ??= this.#all();
    const path = this.#paths.get(object);
    if (path) return path;
    const what = `${object?.constructor?.name} ${String(object).slice(0, 200)}`;
    throw new Error(`Python holds a ${what} of JavaScript, which no snapshot can keep`);
  }

  #all() {
    /** @type {Map<unknown, string[]>} */
    const paths = new Map([[globalThis, []]]);
    for (const path of [...propertiesOf(globalThis, [], paths)]) {
      const owner = path.reduce((object, name) => object[name], /** @type {any} */ (globalThis));
      propertiesOf(owner, path, paths);
    }
    return paths;
  }
}

/**
 * @param {any} owner
 * @param {string[]} path of it
 * @param {Map<unknown, string[]>} paths where its objects are added
 * @returns {string[][]} those that were
 */
function propertiesOf(owner, path, paths) {
  /** @type {string[][]} */
  const added = [];
  for (let from = owner; from && from !== Object.prototype; from = Object.getPrototypeOf(from)) {
    for (const name of Object.getOwnPropertyNames(from)) {
      let value;
      try {
        value = owner[name];
      } catch {
        continue; // of another object: a prototype's getter
      }
      if (value === null || !["object", "function"].includes(typeof value)) continue;
      if (paths.has(value)) continue;
      paths.set(value, [...path, name]);
      added.push([...path, name]);
    }
  }
  return added;
}

/**
 * @param {any} module
 * @param {any} FS
 * @param {string[]} folders with their files
 * @param {Map<string, Uint8Array>} codes
 * @returns {Library[]}
 */
function librariesOf(module, FS, folders, codes) {
  const paths = folders.flatMap((folder) => [...nodesBelow(FS, folder)].map(([path]) => path));
  /** @type {Map<string, Library>} */
  const libraries = new Map();
  for (const [key, { name }] of Object.entries(module.LDSO.loadedLibsByHandle)) {
    const handle = Number(key);
    if (handle === 0 || libraries.get(name)?.handles.push(handle)) continue; // 0: the program itself
    const file = paths.find((path) => baseName(path) === baseName(name));
    if (file === undefined) throw new Error(`${name} is in no file`);
    // What Emscripten notes in a handle (struct dso of musl).
    const [memory, , table] = module.HEAPU32.subarray((handle + 12) >> 2, (handle + 24) >> 2);
    const code = codes.get(baseName(file))?.length ?? 0;
    libraries.set(name, { name, file, code, handles: [handle], memory, table });
  }
  return [...libraries.values()].sort((one, other) => one.table - other.table);
}

/**
 * @param {any} FS
 * @param {string} path of a file that may still be in an archive
 */
function haveContent(FS, path) {
  FS.readFile(path); // which fetches it
}

/**
 * @param {any} module
 * @returns {Header["functions"]}
 */
function indicesOf({ GOT, symbols, wasmTable }) {
  const { length } = wasmTable;
  const entries = Object.entries(GOT).filter(
    ([, { value }]) => value >= symbols.end && value < length && wasmTable.get(value) !== null,
  );
  return Object.fromEntries(entries.map(([name, { value }]) => [name, value]));
}

/**
 * @param {Uint8Array<ArrayBuffer>} memory
 * @param {Uint8Array<ArrayBuffer>} before a shorter one
 * @returns {{runs: Run[], initial: Run[]}} pages that are not zero, by whether they have changed
 */
function runsOf(memory, before) {
  const words = new BigUint64Array(memory.buffer);
  const old = new BigUint64Array(before.buffer);
  const perPage = PAGE / 8;
  /** @type {Run[]} */
  const runs = [];
  /** @type {Run[]} */
  const initial = [];
  for (let page = 0; page * PAGE < memory.length; page += 1) {
    const content = words.subarray(page * perPage, (page + 1) * perPage);
    if (content.every((word) => word === 0n)) continue;
    const start = page * perPage;
    add(content.every((word, at) => word === old[start + at]) ? initial : runs, page);
  }
  return { runs, initial };
}

/**
 * @param {Run[]} runs
 * @param {number} page
 */
function add(runs, page) {
  const last = runs.at(-1);
  if (last && last[0] + last[1] === page) last[1] += 1;
  else runs.push([page, 1]);
}

/**
 * @param {any} FS
 * @param {string} folder
 * @returns {File[]} whose content is there
 */
export function filesBelow(FS, folder) {
  return [...nodesBelow(FS, folder)]
    .filter(([, node]) => !laterOf(node))
    .map(([path, node]) => [path, FS.readFile(path), Number(node.mtime)]);
}

/**
 * @param {any} FS
 * @param {string} folder
 * @returns {Header["later"]} files whose content is still in an archive
 */
function laterBelow(FS, folder) {
  return [...nodesBelow(FS, folder)].flatMap(([path, node]) => {
    const later = laterOf(node);
    return later ? [[path, node.usedBytes, Number(node.mtime), later.offset]] : [];
  });
}

/**
 * @param {any} FS
 * @param {string} folder
 * @returns {Generator<[path: string, node: any]>} of files
 */
function* nodesBelow(FS, folder) {
  /** @type {string[]} */
  const names = FS.readdir(folder);
  for (const name of names.sort()) {
    if (name === "." || name === "..") continue;
    const path = `${folder}/${name}`;
    const { node } = FS.lookupPath(path);
    if (FS.isDir(node.mode)) yield* nodesBelow(FS, path);
    else yield [path, node];
  }
}
