// The open project's files, in the page: the one place that knows them all.

/** @import { Changes, Content, Files } from "./messages.js" */
import { parent, within } from "./paths.js";

/**
 * @typedef {"user" | "app"} Writer
 * @typedef {{content: Content, writtenBy: Writer}} ProjectFile
 * @typedef {object} FilesChange
 * @property {Changes} changes
 * @property {Writer} writtenBy
 * @property {boolean} typed the editor made this change and holds it already
 * @property {string[]} folders all folders that exist on their own, after the change
 */

/** Dispatches "change" (detail: FilesChange) after every change. */
export class ProjectFiles extends EventTarget {
  /** @type {Map<string, ProjectFile>} */
  #files;
  /** @type {Set<string>} folders that were made by hand, so that they exist while empty */
  #folders;

  /**
   * @param {Record<string, ProjectFile>} files
   * @param {string[]} folders
   */
  constructor(files, folders = []) {
    super();
    this.#files = new Map(Object.entries(files));
    this.#folders = new Set(folders);
  }

  /** @returns {string[]} every path, sorted */
  paths() {
    return [...this.#files.keys()].sort();
  }

  /** @returns {string[]} every folder: made by hand, or because a file is in it */
  folders() {
    const folders = new Set(this.#folders);
    for (const path of [...this.#files.keys(), ...this.#folders]) {
      for (let up = parent(path); up !== ""; up = parent(up)) folders.add(up);
    }
    return [...folders].sort();
  }

  /** @returns {Map<string, ProjectFile>} a copy: path -> file */
  all() {
    return new Map(this.#files);
  }

  /** @param {string} path */
  get(path) {
    return this.#files.get(path);
  }

  /** @param {string} path */
  has(path) {
    return this.#files.has(path);
  }

  /**
   * Is there a file or a folder of this name?
   *
   * @param {string} path
   */
  exists(path) {
    return this.has(path) || this.folders().includes(path);
  }

  get empty() {
    return this.#files.size === 0;
  }

  /** @returns {Files} all of them, as the runtime takes them */
  contents() {
    return Object.fromEntries([...this.#files].map(([path, file]) => [path, file.content]));
  }

  /**
   * @param {Writer} writer
   * @returns {string[]}
   */
  writtenBy(writer) {
    return this.paths().filter((path) => this.get(path)?.writtenBy === writer);
  }

  /**
   * Writes and deletes files. What the app does to a file of the user's leaves it the user's.
   *
   * @param {Changes} changes
   * @param {Writer} [writtenBy]
   * @param {boolean} [typed]
   */
  apply(changes, writtenBy = "user", typed = false) {
    if (Object.keys(changes).length === 0) return;
    for (const [path, content] of Object.entries(changes)) {
      if (content === null) {
        this.#keepFolder(parent(path));
        this.#files.delete(path);
      } else {
        const before = this.#files.get(path)?.writtenBy;
        this.#files.set(path, { content, writtenBy: before === "user" ? "user" : writtenBy });
      }
    }
    this.#changed(changes, writtenBy, typed);
  }

  /** @param {string} path */
  createFolder(path) {
    this.#folders.add(path);
    this.#changed({}, "user", false);
  }

  /**
   * Deletes a file, or a folder with all that is in it.
   *
   * @param {string} path
   */
  remove(path) {
    const gone = this.paths().filter((file) => within(file, path));
    this.#keepFolder(parent(path));
    for (const folder of [...this.#folders]) if (within(folder, path)) this.#folders.delete(folder);
    for (const file of gone) this.#files.delete(file);
    this.#changed(Object.fromEntries(gone.map((file) => [file, null])), "user", false);
  }

  /**
   * Renames or moves a file, or a folder with all that is in it.
   *
   * @param {string} from
   * @param {string} to
   * @returns {Map<string, string>} old path -> new path of every file that moved
   */
  rename(from, to) {
    /** @type {Map<string, string>} */
    const moved = new Map();
    /** @type {Changes} */
    const changes = {};
    this.#keepFolder(parent(from));
    for (const folder of [...this.#folders]) {
      if (!within(folder, from)) continue;
      this.#folders.delete(folder);
      this.#folders.add(to + folder.slice(from.length));
    }
    for (const path of this.paths()) {
      const file = this.#files.get(path);
      if (!file || !within(path, from)) continue;
      const target = to + path.slice(from.length);
      moved.set(path, target);
      this.#files.delete(path);
      this.#files.set(target, file);
      changes[path] = null;
      changes[target] = file.content;
    }
    this.#changed(changes, "user", false);
    return moved;
  }

  /**
   * A folder stays when its last file leaves: nobody asked for its deletion.
   *
   * @param {string} folder
   */
  #keepFolder(folder) {
    if (folder !== "") this.#folders.add(folder);
  }

  /**
   * @param {Changes} changes
   * @param {Writer} writtenBy
   * @param {boolean} typed
   */
  #changed(changes, writtenBy, typed) {
    /** @type {FilesChange} */
    const detail = { changes, writtenBy, typed, folders: this.folders() };
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }
}
