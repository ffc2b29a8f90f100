// The store where the browser refuses to keep anything: it lasts as long as the tab.
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
import { missingProject, notOwner } from "./store_error.js";

/**
 * @typedef {import("./store.js").Store} Store
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
 * @typedef {{record: ProjectRecord, files: Map<string, FileRecord>, start: StartRecord}} Held
 */

/** @implements {Store} */
export class MemoryStore {
  persistent = false;
  /** @type {Map<string, Held>} */
  #projects = new Map();

  /** @param {string | null} [reason] why there is no better store */
  constructor(reason = null) {
    this.reason = reason;
  }

  /** @returns {Promise<ProjectInfo[]>} */
  async list() {
    return [...this.#projects.values()]
      .map(({ record }) => infoOf(record))
      .sort((a, b) => b.modified - a.modified);
  }

  /**
   * @param {NewProject} project
   * @returns {Promise<ProjectInfo>}
   */
  async create({ id = newProjectId(), name, files, folders = [], view = {}, start = files }) {
    const record = newRecord(id, name, structuredClone(view), [...folders]);
    /** @type {Held["files"]} */
    const held = new Map();
    for (const [path, content] of Object.entries(files)) {
      const file = newFile(id, path, content, "user");
      held.set(path, file);
      replaceFile(record, path, undefined, file);
    }
    this.#projects.set(id, { record, files: held, start: newStart(id, start) });
    return infoOf(record);
  }

  /**
   * @param {string} id
   * @returns {Promise<Project>}
   */
  async read(id) {
    const { record, files } = this.#held(id);
    return {
      info: infoOf(record),
      files: Object.fromEntries(
        [...files].map(([path, { content, writtenBy }]) => [path, { content, writtenBy }]),
      ),
      folders: [...record.folders],
      view: structuredClone(record.view),
      cookies: structuredClone(record.cookies ?? []),
    };
  }

  /**
   * @param {string} id
   * @returns {Promise<StartRecord["files"]>}
   */
  async readStart(id) {
    return { ...this.#held(id).start.files };
  }

  /** @param {string} id */
  async claim(id) {
    this.#held(id).record.epoch += 1;
  }

  /**
   * @param {string} id
   * @param {Changes} changes
   * @param {WrittenBy} [writtenBy]
   */
  async write(id, changes, writtenBy = "user") {
    const { record, files } = this.#owned(id);
    const written = Object.entries(changes).map(([path, content]) => ({
      path,
      file: content === null ? undefined : newFile(id, path, content, writtenBy, files.get(path)),
    }));
    for (const { path, file } of written) {
      replaceFile(record, path, files.get(path), file);
      if (file) files.set(path, file);
      else files.delete(path);
    }
    record.modified = Date.now();
  }

  /**
   * @param {string} id
   * @param {string[]} folders
   */
  async saveFolders(id, folders) {
    this.#owned(id).record.folders = [...folders];
  }

  /**
   * @param {string} id
   * @param {View} view
   */
  async saveView(id, view) {
    this.#owned(id).record.view = structuredClone(view);
  }

  /**
   * @param {string} id
   * @param {Cookie[]} cookies
   */
  async saveCookies(id, cookies) {
    this.#owned(id).record.cookies = structuredClone(cookies);
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  async rename(id, name) {
    this.#held(id).record.name = name;
  }

  /**
   * @param {string} id
   * @returns {Promise<ProjectInfo>}
   */
  async duplicate(id) {
    const { record, files } = this.#held(id);
    const taken = [...this.#projects.values()].map((held) => held.record.name);
    const copy = copyRecord(record, newProjectId(), uniqueName(`${record.name} copy`, taken));
    const copied = [...files].map(
      ([path, file]) => /** @type {const} */ ([path, { ...file, project: copy.id }]),
    );
    const start = startOf(copy.id, [...files.values()]);
    this.#projects.set(copy.id, { record: copy, files: new Map(copied), start });
    return infoOf(copy);
  }

  /** @param {string} id */
  async remove(id) {
    this.#projects.delete(id);
  }

  /**
   * @param {string} id
   * @returns {Held}
   */
  #held(id) {
    const held = this.#projects.get(id);
    if (!held) throw missingProject();
    return held;
  }

  /**
   * @param {string} id
   * @returns {Held}
   */
  #owned(id) {
    const held = this.#held(id);
    if (held.record.epoch === 0) throw notOwner();
    return held;
  }
}
