// The store in the browser's database. One transaction a write: a project is never half written.
import { openDB } from "idb";
import { newProjectId } from "./ids.js";
import { uniqueName } from "./project_name.js";
import {
  copyRecord,
  infoOf,
  newFile,
  newRecord,
  newStart,
  replaceFile,
  startOf,
} from "./project_record.js";
import { missingProject, notOwner, StoreError } from "./store_error.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./store.js").KeptFile} KeptFile
 * @typedef {import("./store.js").NewProject} NewProject
 * @typedef {import("./store.js").Project} Project
 * @typedef {import("./store.js").ProjectInfo} ProjectInfo
 * @typedef {import("./store.js").View} View
 * @typedef {import("./store.js").WrittenBy} WrittenBy
 * @typedef {import("./messages.js").Changes} Changes
 * @typedef {import("./messages.js").Cookie} Cookie
 * @typedef {import("./project_record.js").FileRecord} FileRecord
 * @typedef {import("./project_record.js").ProjectRecord} ProjectRecord
 * @typedef {import("./project_record.js").StartRecord} StartRecord
 *
 * @typedef {import("idb").DBSchema & {
 *   projects: {key: string, value: ProjectRecord},
 *   files: {key: [string, string], value: FileRecord},
 *   starts: {key: string, value: StartRecord},
 * }} Schema
 * @typedef {import("idb").IDBPDatabase<Schema>} Database
 */

/**
 * @template {IDBTransactionMode} M
 * @typedef {import("idb").IDBPTransaction<Schema, typeof STORES, M>} Transaction
 */

const NAME = "asgipad";
/** 2 added `starts`. */
const VERSION = 2;
/** @type {["projects", "files", "starts"]} */
const STORES = ["projects", "files", "starts"];

/** @implements {Store} */
export class IndexedStore {
  persistent = true;
  reason = null;
  /** @type {Database | null} null while the browser has closed the connection */
  #database;
  /** @type {Map<string, number>} project id -> the epoch at which this tab claimed it */
  #claims = new Map();

  /**
   * @returns {Promise<IndexedStore>}
   * @throws {StoreError} refused
   */
  static async open() {
    const store = new IndexedStore();
    await store.#connection();
    return store;
  }

  /** Use `IndexedStore.open`. */
  constructor() {
    this.#database = null;
  }

  /** @returns {Promise<ProjectInfo[]>} */
  list() {
    return this.#transact("readonly", async (tx) => {
      const records = await tx.objectStore("projects").getAll();
      return records.map(infoOf).sort((a, b) => b.modified - a.modified);
    });
  }

  /**
   * @param {NewProject} project
   * @returns {Promise<ProjectInfo>}
   */
  async create({ id = newProjectId(), name, files, folders = [], view = {}, start = files }) {
    const record = newRecord(id, name, view, folders);
    const kept = Object.entries(files).map(([path, content]) => newFile(id, path, content, "user"));
    for (const file of kept) replaceFile(record, file.path, undefined, file);
    const first = await this.#transact("readwrite", async (tx) => {
      const projects = tx.objectStore("projects");
      const count = await projects.count();
      // `add` fails where `put` would overwrite: two projects never share an id.
      await Promise.all([
        projects.add(record),
        ...kept.map((file) => tx.objectStore("files").add(file)),
        tx.objectStore("starts").add(newStart(id, start)),
      ]);
      return count === 0;
    });
    if (first) askToPersist();
    return infoOf(record);
  }

  /**
   * @param {string} id
   * @returns {Promise<Project>}
   */
  read(id) {
    return this.#transact("readonly", async (tx) => {
      const record = await existing(tx, id);
      /** @type {Record<string, KeptFile>} */
      const files = {};
      for (const { path, content, writtenBy } of await tx
        .objectStore("files")
        .getAll(filesOf(id))) {
        files[path] = { content, writtenBy };
      }
      const { folders, view, cookies = [] } = record;
      return { info: infoOf(record), files, folders, view, cookies };
    });
  }

  /**
   * @param {string} id
   * @returns {Promise<StartRecord["files"] | null>}
   */
  readStart(id) {
    return this.#transact("readonly", async (tx) => {
      await existing(tx, id);
      return (await tx.objectStore("starts").get(id))?.files ?? null;
    });
  }

  /** @param {string} id */
  async claim(id) {
    const epoch = await this.#transact("readwrite", async (tx) => {
      const record = await existing(tx, id);
      record.epoch += 1;
      await tx.objectStore("projects").put(record);
      return record.epoch;
    });
    this.#claims.set(id, epoch);
  }

  /**
   * @param {string} id
   * @param {Changes} changes
   * @param {WrittenBy} [writtenBy]
   */
  write(id, changes, writtenBy = "user") {
    return this.#change(id, async (record, tx) => {
      const files = tx.objectStore("files");
      for (const [path, content] of Object.entries(changes)) {
        const before = await files.get([id, path]);
        const after = content === null ? undefined : newFile(id, path, content, writtenBy, before);
        replaceFile(record, path, before, after);
        if (after) await files.put(after);
        else await files.delete([id, path]);
      }
      record.modified = Date.now();
    });
  }

  /**
   * @param {string} id
   * @param {string[]} folders
   */
  saveFolders(id, folders) {
    return this.#change(id, (record) => {
      record.folders = folders;
    });
  }

  /**
   * @param {string} id
   * @param {View} view
   */
  saveView(id, view) {
    return this.#change(id, (record) => {
      record.view = view;
    });
  }

  /**
   * @param {string} id
   * @param {Cookie[]} cookies
   */
  saveCookies(id, cookies) {
    return this.#change(id, (record) => {
      record.cookies = cookies;
    });
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  rename(id, name) {
    return this.#transact("readwrite", async (tx) => {
      const record = await existing(tx, id);
      record.name = name;
      await tx.objectStore("projects").put(record);
    });
  }

  /**
   * @param {string} id
   * @returns {Promise<ProjectInfo>}
   */
  duplicate(id) {
    return this.#transact("readwrite", async (tx) => {
      const projects = tx.objectStore("projects");
      const original = await existing(tx, id);
      const taken = (await projects.getAll()).map((record) => record.name);
      const copy = copyRecord(original, newProjectId(), uniqueName(`${original.name} copy`, taken));
      await projects.add(copy);
      const files = tx.objectStore("files");
      const copied = await files.getAll(filesOf(id));
      for (const file of copied) await files.add({ ...file, project: copy.id });
      await tx.objectStore("starts").add(startOf(copy.id, copied));
      return infoOf(copy);
    });
  }

  /** @param {string} id */
  async remove(id) {
    await this.#transact("readwrite", async (tx) => {
      await tx.objectStore("projects").delete(id);
      await tx.objectStore("files").delete(filesOf(id));
      await tx.objectStore("starts").delete(id);
    });
    this.#claims.delete(id);
  }

  /**
   * Changes a project's record, and its files, if this tab still owns it.
   *
   * @param {string} id
   * @param {(record: ProjectRecord, tx: Transaction<"readwrite">) => void | Promise<void>} change
   * @returns {Promise<void>}
   */
  #change(id, change) {
    return this.#transact("readwrite", async (tx) => {
      const record = await existing(tx, id);
      if (record.epoch !== this.#claims.get(id)) throw notOwner();
      await change(record, tx);
      await tx.objectStore("projects").put(record);
    });
  }

  /**
   * @template {"readonly" | "readwrite"} M
   * @template T
   * @param {M} mode
   * @param {(tx: Transaction<M>) => Promise<T>} work
   * @returns {Promise<T>} of `work`, once everything is written
   */
  async #transact(mode, work) {
    const tx = await this.#begin(mode);
    try {
      const result = await work(tx);
      await tx.done;
      return result;
    } catch (error) {
      tx.done.catch(() => {}); // rejects with the abort below; the reason is thrown from here
      const reason = tx.error ?? error;
      abort(tx);
      throw storeError(reason);
    }
  }

  /**
   * A transaction; if the browser has closed the connection meanwhile, on a new one.
   *
   * @template {"readonly" | "readwrite"} M
   * @param {M} mode
   * @returns {Promise<Transaction<M>>}
   */
  async #begin(mode) {
    const database = await this.#connection();
    try {
      return database.transaction(STORES, mode);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "InvalidStateError")) throw error;
      this.#database = null;
      return (await this.#connection()).transaction(STORES, mode);
    }
  }

  /**
   * @returns {Promise<Database>}
   * @throws {StoreError} refused
   */
  async #connection() {
    if (this.#database) return this.#database;
    try {
      const database = /** @type {Database} */ (
        await openDB(NAME, VERSION, {
          upgrade: (old, version) => upgrade(/** @type {any} */ (old), version),
          // A newer asgipad in another tab waits for this connection to go.
          blocking: () => {
            database.close();
            this.#database = null;
          },
          terminated: () => {
            this.#database = null;
          },
        })
      );
      this.#database = database;
      return database;
    } catch (error) {
      throw storeError(error);
    }
  }
}

/**
 * @param {Database} database
 * @param {number} version of it, 0 for a new one
 */
function upgrade(database, version) {
  if (version < 1) {
    database.createObjectStore("projects", { keyPath: "id" });
    database.createObjectStore("files", { keyPath: ["project", "path"] });
  }
  database.createObjectStore("starts", { keyPath: "project" });
}

/**
 * @param {Transaction<"readonly" | "readwrite">} tx
 * @param {string} id
 * @returns {Promise<ProjectRecord>}
 */
async function existing(tx, id) {
  const record = await tx.objectStore("projects").get(id);
  if (!record) throw missingProject();
  return record;
}

/** @param {string} id of a project: an array sorts after every string, so this holds all its paths */
function filesOf(id) {
  return IDBKeyRange.bound([id], [id, []]);
}

/** @param {Transaction<"readonly" | "readwrite">} tx */
function abort(tx) {
  try {
    tx.abort();
  } catch (error) {
    // Over already: the browser itself has aborted it.
    if (!(error instanceof DOMException && error.name === "InvalidStateError")) throw error;
  }
}

/**
 * @param {unknown} error
 * @returns {unknown} a StoreError for what a database can do to us, else the error itself
 */
function storeError(error) {
  if (!(error instanceof DOMException)) return error;
  const options = { cause: error };
  if (error.name === "QuotaExceededError") {
    return new StoreError("full", "This browser has no room left.", options);
  }
  if (error.name === "VersionError") {
    const sentence = "A newer asgipad is open in another tab. Reload this page to go on.";
    return new StoreError("refused", sentence, options);
  }
  const reason = error.message.replace(/\.$/, "");
  return new StoreError("refused", `This browser keeps nothing here: ${reason}.`, options);
}

/** Asks the browser not to clear projects when the disk runs short. Its answer changes nothing here. */
function askToPersist() {
  navigator.storage?.persist?.().catch(console.warn);
}
