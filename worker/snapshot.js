// A snapshot: the memory of a Python that has already imported what a start needs, to start from.
// Browsers restore it, with options of loadPyodide; Pyodide itself is not changed. snapshot_taking.js
// takes it.
//
// The file, in units of PAGE bytes: a header (its length as a 32-bit little-endian number, then JSON),
// the pages of memory that are neither zero nor as Pyodide's WebAssembly has them, where the garbage
// collector's objects are, files, which are no part of that memory, and code of libraries. Most files are
// not in it: they come later, from an archive.

import { relink } from "./gc_ring.js";
import { defer } from "./later_files.js";
import { withRest } from "./split_wasm.js";

/** @typedef {import("./later_files.js").LaterArchive} LaterArchive */

/**
 * @typedef {object} Parts what a snapshot can do without
 * @property {LaterArchive} files
 * @property {LaterArchive} library the standard library
 * @property {import("./split_wasm.js").Rests} rests of what is split
 */

/**
 * @typedef {object} Header
 * @property {number} memory bytes of the whole memory, zeros included
 * @property {Run[]} runs pages in the order of the file
 * @property {Run[]} initial pages that are still as WebAssembly has made them
 * @property {number} initialSum of those, see sumOf
 * @property {number} objects of the garbage collector, a 32-bit number each, see gc_ring.js
 * @property {[path: string, size: number, modified: number][]} files absolute paths, and when they
 *   were modified (milliseconds since the epoch); their contents follow the pages
 * @property {[path: string, size: number, modified: number, offset: number][]} later files in the
 *   archive
 * @property {[path: string, size: number]} library the archive of the standard library
 * @property {object} hiwire what Python holds of JavaScript: Pyodide's own format
 * @property {Record<string, string>} packages Pyodide's loadedPackages
 * @property {number} table how long WebAssembly's table is before anything is loaded
 * @property {Record<string, number>} functions that were added to WebAssembly's table, by name: their
 *   indices in it
 * @property {Library[]} libraries compiled ones that Python has loaded, in that order
 *
 * @typedef {[page: number, count: number]} Run of pages
 *
 * @typedef {object} Library
 * @property {string} name Emscripten's
 * @property {string} file its path
 * @property {number} code bytes of the first module that the build has made of it (split_wasm.js); 0: it
 *   is whole, and in `files`
 * @property {number[]} handles what dlopen has returned
 * @property {number} memory address of its data
 * @property {number} table index of its first function
 */

/** Bytes. */
export const PAGE = 4096;

/** Of the words that a sum is of: one of each line of the processor's cache. */
const STRIDE = 16;

/** Offset of the name in a handle (struct dso of Emscripten's musl), a C string. */
const DSO_NAME = 36;

/** Where Pyodide keeps loadedPackages for Python (`API.getExpectedKeys`). */
const LOADED_PACKAGES = 6;

/**
 * Options of loadPyodide that make it start from a snapshot, which may still be on its way. What goes
 * wrong with that, loadPyodide does not hear of: it never ends.
 *
 * @param {(settings: any) => Promise<any>} create Pyodide's `createPyodideModule`
 * @param {Promise<Snapshot>} coming
 * @param {Parts} parts
 * @param {(error: unknown) => void} failed
 */
export function restoring(create, coming, parts, failed) {
  return {
    // Of its own restore only the order of things is used.
    _loadSnapshot: new Uint8Array(8),
    stdLibURL: "data:application/zip,",
    createPyodideModule: withPreRun(create, (module) => {
      module.addRunDependency("snapshot");
      restore(module, coming, parts)
        .then(() => module.removeRunDependency("snapshot"))
        .catch(failed);
    }),
  };
}

/**
 * @param {any} module of which nothing has run
 * @param {Promise<Snapshot>} coming
 * @param {Parts} parts
 */
async function restore(module, coming, parts) {
  const snapshot = await coming;
  const libraries = await snapshot.libraries;
  const { memory, table, functions, hiwire } = snapshot.header;
  const written = module.HEAPU8.length;
  module.growMemory(memory);
  // What is in memory points into it.
  const { length } = module.wasmTable;
  if (length !== table) throw new Error(`a table of ${length} entries, not ${table}`);
  module.ownTable = table;
  for (const [library, compiled] of libraries) load(module, library, compiled, parts.rests);
  sameIndices(module, functions);
  mount(module.FS, snapshot, parts.files);
  module.API.restoreSnapshot = () => {
    // Here, not before: Pyodide has written an empty one.
    const [path, size] = snapshot.header.library;
    defer(module.FS, module.FS.lookupPath(path).node, size, { archive: parts.library, offset: 0 });
    const kept = engineWords(module);
    snapshot.copyTo(module.HEAPU8, Math.max(written, module._sbrk(0)));
    for (const [address, word] of kept) module.HEAP32[address >> 2] = word;
    return hiwire;
  };
}

/**
 * What is left to do once it runs.
 *
 * @param {any} pyodide
 * @param {Snapshot} snapshot
 */
export function settle(pyodide, snapshot) {
  const { header } = snapshot;
  snapshot.release();
  for (const library of header.libraries) hide(pyodide._module, library);
  Object.assign(pyodide.loadedPackages, header.packages);
  // Python's own reference to it; the restore has put an empty one there.
  pyodide._module.__hiwire_set(LOADED_PACKAGES, pyodide.loadedPackages);
}

/**
 * @param {(settings: any) => Promise<any>} create
 * @param {(module: any) => void} hook runs before Python starts
 * @returns {(settings: any) => Promise<any>}
 */
export function withPreRun(create, hook) {
  return (settings) => create({ ...settings, preRun: [...settings.preRun, hook] });
}

/**
 * Moves functions to the indices that they had where the snapshot was taken: memory points there. They
 * have them already, unless the engine adds others; WebKit adds some of a library's twice.
 *
 * @param {any} module
 * @param {Record<string, number>} functions
 */
function sameIndices(module, functions) {
  const moved = Object.entries(module.GOT).flatMap(([name, entry]) => {
    const index = functions[name];
    if (index === undefined || index === entry.value || entry.value === 0) return [];
    return [{ entry, index, function: module.wasmTable.get(entry.value) }];
  });
  for (const { entry, index, function: moving } of moved) {
    module.setWasmTableEntry(index, moving);
    entry.value = index;
  }
}

/**
 * A compiled library, where it was when the snapshot was taken: memory has its data and the indices
 * of its functions.
 *
 * @param {any} module
 * @param {Library} library
 * @param {WebAssembly.Module} compiled
 * @param {import("./split_wasm.js").Rests} rests
 */
function load(module, { name, file, handles, memory, table }, compiled, rests) {
  const end = module.getMemory(0);
  if (end > memory || module.wasmTable.length > table) throw new Error(`no room for ${name}`);
  module.symbols.provideFor(compiled);
  module.getMemory(memory - end);
  module.wasmTable.grow(table - module.wasmTable.length);
  const library = module.newDSO(name, undefined, "loading");
  library.refcount = Number.POSITIVE_INFINITY;
  library.global = false;
  library.exports = instantiating(
    (instance, imports) => withRest(instance, imports, rests, baseName(file)),
    () => module.loadWebAssemblyModule(compiled, {}, name, {}),
  );
  for (const handle of handles) module.LDSO.loadedLibsByHandle[handle] = library;
}

/**
 * @template T
 * @param {(instance: WebAssembly.Instance, imports: WebAssembly.Imports) => WebAssembly.Instance} change
 *   what comes in the place of each instance that `action` makes
 * @param {() => T} action
 * @returns {T}
 */
function instantiating(change, action) {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(_, /** @type {[WebAssembly.Module, WebAssembly.Imports]} */ [module, imports]) {
      return change(new Instance(module, imports), imports);
    },
  });
  try {
    return action();
  } finally {
    WebAssembly.Instance = Instance;
  }
}

/** @param {string} path */
export function baseName(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Whoever loads a library of this name later, another version perhaps, gets one of its own.
 *
 * @param {any} module
 * @param {Library} library
 */
function hide(module, { name, handles }) {
  delete module.LDSO.loadedLibsByName[name];
  for (const handle of handles) module.HEAPU8[handle + DSO_NAME] = 0;
}

/**
 * What memory knows of the engine and of this run of it.
 *
 * @param {any} module
 * @returns {[address: number, word: number][]}
 */
function engineWords(module) {
  // The function that calls with any number of arguments: compiled when the runtime starts.
  const offset = module.HEAP32[module.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET >> 2];
  const trampoline = module.__PyRuntime + offset;
  return [[trampoline, module.HEAP32[trampoline >> 2]]];
}

/**
 * Lays the snapshot's files into the file system. Nothing is copied until something is written.
 *
 * @param {any} FS
 * @param {Snapshot} snapshot
 * @param {LaterArchive} archive
 */
function mount(FS, snapshot, archive) {
  /** @type {Map<string, any>} */
  const folders = new Map([["", FS.root]]);
  /** @param {string} path @returns {any} its node; it is made where there is none */
  function folderAt(path) {
    const known = folders.get(path);
    if (known) return known;
    const at = path.lastIndexOf("/");
    const parent = folderAt(path.slice(0, at));
    const name = path.slice(at + 1);
    // Two slashes are one. All of it is in memory, where a folder's contents are nodes by name.
    const folder = name === "" ? parent : (parent.contents[name] ?? node(parent, name, 0o40777));
    folders.set(path, folder);
    return folder;
  }
  /** @param {any} parent @param {string} name @param {number} mode */
  function node(parent, name, mode) {
    return parent.node_ops.mknod(parent, name, mode, 0);
  }
  /** @param {string} path @param {number} modified */
  function make(path, modified) {
    const at = path.lastIndexOf("/");
    const file = node(folderAt(path.slice(0, at)), path.slice(at + 1), 0o100644);
    file.mtime = modified; // what is remembered of a file holds for one that has not changed
    return file;
  }
  for (const [path, content, modified] of snapshot.files()) {
    const file = make(path, modified);
    file.contents = content;
    file.usedBytes = content.length;
  }
  for (const [path, size, modified, offset] of snapshot.header.later) {
    defer(FS, make(path, modified), size, { archive, offset });
  }
}

/**
 * To tell one WebAssembly's memory from another's: a start has no time to look at every word.
 *
 * @param {Uint8Array} memory
 * @param {Run[]} runs
 * @returns {number} of every {@link STRIDE}th of their 32-bit words
 */
export function sumOf(memory, runs) {
  let sum = 0;
  for (const [page, count] of runs) {
    const words = new Uint32Array(memory.buffer, page * PAGE, (count * PAGE) / 4);
    for (let at = 0; at < words.length; at += STRIDE) sum = (sum + Number(words[at])) | 0;
  }
  return sum;
}

/** @param {number} json bytes of it */
export function pagesStart(json) {
  return Math.ceil((4 + json) / PAGE) * PAGE;
}

/** One that was taken. */
export class Snapshot {
  #file;
  #start;
  #filesEnd;
  /** @type {Header} */
  header;
  /** Compiled while WebAssembly itself is made ready. @type {Promise<[Library, WebAssembly.Module][]>} */
  libraries;

  /**
   * @param {Uint8Array<ArrayBuffer>} file
   * @throws {Error} it is none, or not all of it
   */
  constructor(file) {
    const length = new DataView(file.buffer, file.byteOffset).getUint32(0, true);
    this.#file = file;
    this.#start = pagesStart(length);
    this.header = JSON.parse(new TextDecoder().decode(file.subarray(4, 4 + length)));
    const { files, libraries } = this.header;
    this.#filesEnd = files.reduce((sum, [, bytes]) => sum + bytes, this.#filesStart);
    const size = libraries.reduce((sum, { code }) => sum + code, this.#filesEnd);
    if (size !== file.length) throw new Error(`${file.length} bytes of ${size}`);
    this.libraries = this.#compile();
    this.libraries.catch(() => {}); // the restore hears of it
  }

  get #objectsStart() {
    return this.header.runs.reduce((end, [, count]) => end + count * PAGE, this.#start);
  }

  get #filesStart() {
    return this.#objectsStart + 4 * this.header.objects;
  }

  /** Lets go of the file: what was made with it is referred to for as long as Python runs. */
  release() {
    this.#file = new Uint8Array();
  }

  /** @returns {Promise<[Library, WebAssembly.Module][]>} */
  async #compile() {
    /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
    const contents = new Map();
    for (const [path, content] of this.#filesIn(this.#contents)) contents.set(path, content);
    let at = this.#filesEnd;
    for (const { file, code } of this.header.libraries) {
      if (code > 0) contents.set(file, this.#file.subarray(at, at + code));
      at += code;
    }
    return Promise.all(
      this.header.libraries.map(
        /** @returns {Promise<[Library, WebAssembly.Module]>} */
        async (library) => {
          const content = contents.get(library.file) ?? new Uint8Array();
          return [library, await WebAssembly.compile(content)];
        },
      ),
    );
  }

  /**
   * @param {Uint8Array} memory of the same size; what was in it is gone
   * @param {number} written where nothing but zeros begins in it
   */
  copyTo(memory, written) {
    const { memory: size, runs, initial, initialSum } = this.header;
    if (memory.length !== size) throw new Error(`a memory of ${memory.length} bytes`);
    if (sumOf(memory, initial) !== initialSum) throw new Error("another WebAssembly's memory");
    const kept = runs.map((run) => ({ run, isKept: true }));
    const left = initial.map((run) => ({ run, isKept: false }));
    let end = 0;
    let at = this.#start;
    for (const { run, isKept } of [...kept, ...left].sort(byPage)) {
      const [page, count] = run;
      if (end < written) memory.fill(0, end, Math.min(page * PAGE, written));
      end = (page + count) * PAGE;
      if (!isKept) continue;
      memory.set(this.#file.subarray(at, at + count * PAGE), page * PAGE);
      at += count * PAGE;
    }
    if (end < written) memory.fill(0, end, written);
    const { buffer, byteOffset } = this.#file;
    const objects = new Uint32Array(buffer, byteOffset + this.#objectsStart, this.header.objects);
    relink(memory, objects);
  }

  /** @returns {Generator<[path: string, content: Uint8Array<ArrayBuffer>, modified: number]>} */
  files() {
    return this.#filesIn(this.#contents.slice()); // they stay, the pages go
  }

  /** @returns {Uint8Array<ArrayBuffer>} of all files */
  get #contents() {
    return this.#file.subarray(this.#filesStart, this.#filesEnd);
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} contents
   * @returns {Generator<[path: string, content: Uint8Array<ArrayBuffer>, modified: number]>}
   */
  *#filesIn(contents) {
    let at = 0;
    for (const [path, size, modified] of this.header.files) {
      yield [path, contents.subarray(at, at + size), modified];
      at += size;
    }
  }
}

/**
 * @param {{run: Run}} one
 * @param {{run: Run}} other
 */
function byPage({ run: [one] }, { run: [other] }) {
  return one - other;
}
