// Takes the snapshots that snapshot.js restores: the build under Node (ide/build/snapshot.mjs), of what
// every start needs; a browser, of what one project needs (snapshot_maker.js).

import { growTable, PAGE, pagesStart, withPreRun } from "./snapshot.js";

/** @typedef {import("./snapshot.js").Header} Header */
/** @typedef {import("./snapshot.js").Library} Library */

/** Where worker/browser.py keeps what it has set aside. */
const PREPARED = "/lib/prepared";

/**
 * Wraps Pyodide's `createPyodideModule`: its table is made ready for a snapshot to be taken.
 *
 * @param {(settings: any) => Promise<any>} create
 */
export function recordable(create) {
  return withPreRun(create, (module) => growTable(module));
}

/**
 * Takes a snapshot of an interpreter that was made with {@link recordable} or `restoring`, when all that
 * was begun in it is done. It is not to be used any more.
 *
 * @param {any} pyodide
 * @returns {Promise<Uint8Array<ArrayBuffer>>} the file
 * @throws {Error} Python holds something that would be nothing after a restore
 */
export async function takeSnapshot(pyodide) {
  await new Promise((resolve) => setTimeout(resolve)); // until nothing waits for that any more
  const snapshot = pyodide.pyimport("asgipad.snapshot");
  snapshot.tidy();
  snapshot.destroy();
  const folders = [sitePackagesOf(pyodide), PREPARED].filter(
    (path) => pyodide.FS.analyzePath(path).exists,
  );
  return written(pyodide, folders);
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
 * @returns {Uint8Array<ArrayBuffer>} the file
 */
function written(pyodide, folders) {
  const { _module: module, _api: api, FS } = pyodide;
  const packages = { ...pyodide.loadedPackages };
  for (const name of Object.keys(packages)) delete pyodide.loadedPackages[name];
  const places = new Places();
  const hiwire = api.serializeHiwireState((/** @type {unknown} */ object) => places.of(object));
  hiwire.hiwireKeys = hiwire.hiwireKeys.map((/** @type {any} */ key) =>
    key && "serialized" in key ? { path: key.serialized } : key,
  );
  wipeFreeMemory(module);
  const memory = module.HEAPU8.slice();
  const runs = runsOf(memory);
  const files = folders.flatMap((folder) => filesBelow(FS, folder));
  /** @type {Header} */
  const header = {
    memory: memory.length,
    runs,
    files: files.map(([path, content, modified]) => [path, content.length, modified]),
    hiwire,
    packages,
    functions: indicesOf(module),
    libraries: librariesOf(module, files),
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = pagesStart(json.length);
  const pages = runs.reduce((sum, [, count]) => sum + count, 0);
  const total = files.reduce((sum, [, content]) => sum + content.length, start + pages * PAGE);
  const file = new Uint8Array(total);
  new DataView(file.buffer).setUint32(0, json.length, true);
  file.set(json, 4);
  let at = start;
  for (const [page, count] of runs) {
    file.set(memory.subarray(page * PAGE, (page + count) * PAGE), at);
    at += count * PAGE;
  }
  for (const [, content] of files) {
    file.set(content, at);
    at += content.length;
  }
  return file;
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
 * @param {[path: string, ...unknown[]][]} files
 * @returns {Library[]}
 */
function librariesOf(module, files) {
  /** @type {Map<string, Library>} */
  const libraries = new Map();
  for (const [key, { name }] of Object.entries(module.LDSO.loadedLibsByHandle)) {
    const handle = Number(key);
    if (handle === 0 || libraries.get(name)?.handles.push(handle)) continue; // 0: the program itself
    const [file] = files.find(([path]) => path.endsWith(name.slice(name.lastIndexOf("/")))) ?? [];
    if (file === undefined) throw new Error(`${name} is in no file`);
    // What Emscripten notes in a handle (struct dso of musl).
    const [memory, , table] = module.HEAPU32.subarray((handle + 12) >> 2, (handle + 24) >> 2);
    libraries.set(name, { name, file, handles: [handle], memory, table });
  }
  return [...libraries.values()].sort((one, other) => one.table - other.table);
}

/**
 * @param {any} module
 * @returns {Record<string, number>} of the functions that C can take the address of
 */
function indicesOf(module) {
  const { length } = module.wasmTable;
  const entries = Object.entries(module.GOT).filter(
    ([, { value }]) => value > 0 && value < length && module.wasmTable.get(value) !== null,
  );
  return Object.fromEntries(entries.map(([name, { value }]) => [name, value]));
}

/**
 * @param {Uint8Array<ArrayBuffer>} memory
 * @returns {[page: number, count: number][]}
 */
function runsOf(memory) {
  const words = new BigUint64Array(memory.buffer);
  const perPage = PAGE / 8;
  /** @type {[number, number][]} */
  const runs = [];
  for (let page = 0; page * PAGE < memory.length; page += 1) {
    const isZero = words
      .subarray(page * perPage, (page + 1) * perPage)
      .every((word) => word === 0n);
    if (isZero) continue;
    const last = runs.at(-1);
    if (last && last[0] + last[1] === page) last[1] += 1;
    else runs.push([page, 1]);
  }
  return runs;
}

/**
 * @param {any} FS
 * @param {string} folder
 * @returns {[path: string, content: Uint8Array, modified: number][]}
 */
export function filesBelow(FS, folder) {
  /** @type {string[]} */
  const names = FS.readdir(folder);
  return names
    .filter((name) => name !== "." && name !== "..")
    .sort()
    .flatMap((name) => {
      const path = `${folder}/${name}`;
      const { mode, mtime } = FS.stat(path);
      if (FS.isDir(mode)) return filesBelow(FS, path);
      return [[path, FS.readFile(path), mtime.getTime()]];
    });
}
