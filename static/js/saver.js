// Keeps the project: every edit is in the store within a second.

/** @import { Changes, Cookie } from "./messages.js" */
/** @import { Writer } from "./files.js" */
/** @import { Store, View } from "./store.js" */
import { StoreError } from "./store.js";

/** An edit is stored when nothing more came for so long (milliseconds). */
const REST = 250;
/** It is stored after so long even while the typing goes on. */
const LATEST = 800;
/** After a failure the next attempt waits. */
const AGAIN = 5_000;

/**
 * @typedef {{kind: "saved"} | {kind: "saving"} | {kind: "failed", error: StoreError}} Saved
 */

/** Dispatches "change" when `saved` has changed. */
export class Saver extends EventTarget {
  /** @type {Saved} */
  saved = { kind: "saved" };
  #store;
  #id;
  /** @type {Record<Writer, Changes>} not stored yet */
  #pending = { user: {}, app: {} };
  /** @type {Map<string, StoreError>} path -> why it cannot be kept */
  #tooLarge = new Map();
  /** @type {string[] | null} */
  #folders = null;
  /** @type {View | null} */
  #view = null;
  /** @type {Cookie[] | null} */
  #cookies = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #since = 0;
  /** @type {Promise<void>} one write at a time, so that they land in their order */
  #writing = Promise.resolve();
  #stopped = false;

  /**
   * @param {Store} store
   * @param {string} id of a project this tab owns
   */
  constructor(store, id) {
    super();
    this.#store = store;
    this.#id = id;
    // The last moment at which a tab that is being closed can still write.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.flush();
    });
    window.addEventListener("pagehide", () => this.flush());
  }

  /** Is there anything that a closed tab would lose? */
  get unsaved() {
    return this.saved.kind === "failed";
  }

  /**
   * @param {Changes} changes
   * @param {Writer} writtenBy
   */
  write(changes, writtenBy) {
    const other = this.#pending[writtenBy === "user" ? "app" : "user"];
    for (const [path, content] of Object.entries(changes)) {
      delete other[path];
      this.#pending[writtenBy][path] = content;
    }
    this.#schedule();
  }

  /** @param {string[]} folders */
  keepFolders(folders) {
    this.#folders = folders;
    this.#schedule();
  }

  /**
   * How the page looks now. Not worth a word in the top bar.
   *
   * @param {View} view
   */
  keepView(view) {
    this.#view = view;
    this.#schedule(false);
  }

  /**
   * The app's, now. Not worth a word either: nobody typed them.
   *
   * @param {Cookie[]} cookies
   */
  keepCookies(cookies) {
    this.#cookies = cookies;
    this.#schedule(false);
  }

  /** The project belongs to another tab now: nothing is written any more. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Stores everything at once. Never rejects: `saved` says how it went. */
  flush() {
    clearTimeout(this.#timer);
    this.#since = 0;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** @param {boolean} [worthAWord] */
  #schedule(worthAWord = true) {
    if (this.#stopped) return;
    const now = Date.now();
    this.#since ||= now;
    clearTimeout(this.#timer);
    const rest = Math.max(0, Math.min(REST, this.#since + LATEST - now));
    this.#timer = setTimeout(() => this.flush(), rest);
    if (worthAWord && this.saved.kind === "saved") this.#become({ kind: "saving" });
  }

  async #write() {
    if (this.#stopped) return;
    const { user, app } = this.#pending;
    const [folders, view, cookies] = [this.#folders, this.#view, this.#cookies];
    this.#pending = { user: {}, app: {} };
    this.#folders = null;
    this.#view = null;
    this.#cookies = null;
    try {
      await this.#keep(user, "user");
      await this.#keep(app, "app");
      if (folders) await this.#store.saveFolders(this.#id, folders);
      if (view) await this.#store.saveView(this.#id, view);
      if (cookies) await this.#store.saveCookies(this.#id, cookies);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // What came meanwhile is newer.
      this.#pending.user = { ...user, ...this.#pending.user };
      this.#pending.app = { ...app, ...this.#pending.app };
      this.#folders ??= folders;
      this.#view ??= view;
      this.#cookies ??= cookies;
      this.#become({ kind: "failed", error });
      if (error.kind === "not-owner" || error.kind === "missing") this.stop();
      else this.#timer = setTimeout(() => this.flush(), AGAIN);
      return;
    }
    const [tooLarge] = this.#tooLarge.values();
    if (tooLarge) this.#become({ kind: "failed", error: tooLarge });
    else if (this.#isClean()) this.#become({ kind: "saved" });
  }

  /**
   * One file that is too large must not keep the others out.
   *
   * @param {Changes} changes
   * @param {Writer} writtenBy
   */
  async #keep(changes, writtenBy) {
    const paths = Object.keys(changes);
    if (paths.length === 0) return;
    try {
      await this.#store.write(this.#id, changes, writtenBy);
      for (const path of paths) this.#tooLarge.delete(path);
    } catch (error) {
      if (!(error instanceof StoreError) || error.kind !== "too-large") throw error;
      if (paths.length === 1) this.#tooLarge.set(paths[0], error);
      else for (const path of paths) await this.#keep({ [path]: changes[path] }, writtenBy);
    }
  }

  #isClean() {
    const { user, app } = this.#pending;
    return Object.keys(user).length === 0 && Object.keys(app).length === 0 && !this.#folders;
  }

  /** @param {Saved} saved */
  #become(saved) {
    if (saved.kind === "saved" && this.saved.kind === "saved") return;
    this.saved = saved;
    this.dispatchEvent(new Event("change"));
  }
}
