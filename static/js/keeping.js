// Whether and how the open project is kept: in this browser by this tab, not yet (it came with a
// link), or by another tab.

/** @import { Cookie, Files } from "./messages.js" */
/** @import { FilesChange, ProjectFiles } from "./files.js" */
/** @import { OpenedProject } from "./opened_project.js" */
/** @import { Ownership } from "./ownership.js" */
/** @import { Saved } from "./saver.js" */
/** @import { Store, View } from "./store.js" */
import { keepProject } from "./opened_project.js";
import { claim } from "./ownership.js";
import { uniqueName } from "./project_name.js";
import { Saver } from "./saver.js";
import { StoreError } from "./store.js";

/**
 * Dispatches "change" when something it says has changed, "kept" when a project that came with a
 * link is kept from now on, "lost" when another tab has taken the project over.
 */
export class Keeping extends EventTarget {
  /** @type {"kept" | "link" | "elsewhere"} */
  project;
  /** @type {string} */
  name;
  #store;
  #id;
  #files;
  #view;
  /** What came with the link, if the project came with one. @type {Files | null} */
  #linked = null;
  /** @type {Saver | null} */
  #saver = null;
  /** @type {Saved} of a project that could not be kept at all */
  #saved = { kind: "saved" };
  /** @type {FilesChange[] | null} changes while a project from a link is being kept */
  #meanwhile = null;
  /** Has the user changed anything since the page was loaded? */
  #changedHere = false;
  /** The app's, if they have changed since the page was loaded. @type {Cookie[] | null} */
  #cookies = null;

  /**
   * @param {Store} store
   * @param {OpenedProject} opened
   * @param {ProjectFiles} files
   * @param {() => View} view of the page, now
   */
  constructor(store, { id, name, ownership }, files, view) {
    super();
    this.#store = store;
    this.#id = id;
    this.#files = files;
    this.#view = view;
    this.name = name;
    this.project = ownership === null ? "link" : ownership.owned ? "kept" : "elsewhere";
    if (ownership === null) this.#linked = files.contents();
    if (ownership?.owned) this.#own(ownership);
    files.addEventListener("change", (event) => {
      this.#follow(/** @type {CustomEvent<FilesChange>} */ (event).detail);
    });
  }

  /** Whether what was typed is in the store. @returns {Saved} */
  get saved() {
    return this.#saver?.saved ?? this.#saved;
  }

  /** Why what was typed is not kept, to follow "Not saved: ", or null. @returns {string | null} */
  get problem() {
    const { saved } = this;
    if (this.project === "elsewhere") return null;
    if (saved.kind === "failed") return inSentence(saved.error.message);
    if (this.#store.persistent || this.project === "link") return null;
    return inSentence(this.#store.reason ?? "this browser keeps nothing here");
  }

  /**
   * The files that the project began with: of its template, link or zip.
   *
   * @returns {Promise<Files | null>} null: not known
   * @throws {StoreError}
   */
  async start() {
    return this.#linked ?? this.#store.readStart(this.#id);
  }

  /** Would closing the tab lose something that was typed? */
  get unsaved() {
    if (this.project === "elsewhere") return false;
    return this.saved.kind === "failed" || (this.#changedHere && !this.#store.persistent);
  }

  /** Notes how the page looks, to come back to. */
  keepView() {
    this.#saver?.keepView(this.#view());
  }

  /** @param {Cookie[]} cookies the app's, now */
  keepCookies(cookies) {
    this.#cookies = cookies;
    this.#saver?.keepCookies(cookies);
  }

  /** What came with a link is the user's from now on: it has been run, or changed. */
  async keep() {
    if (this.project !== "link" || this.#meanwhile) return;
    this.#meanwhile = [];
    this.#saved = { kind: "saving" };
    this.#changed();
    const files = Object.fromEntries(
      this.#files.paths().flatMap((path) => {
        const file = this.#files.get(path);
        return file ? [[path, file]] : [];
      }),
    );
    const [id, view, folders] = [this.#id, this.#view(), this.#files.folders()];
    const start = this.#linked ?? {};
    try {
      const taken = (await this.#store.list()).map((info) => info.name);
      const name = uniqueName(this.name, taken);
      this.#own(await keepProject(this.#store, { id, name, files, folders, view, start }));
      this.name = name;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // The next change tries again.
      this.#meanwhile = null;
      this.#saved = { kind: "failed", error };
      this.#changed();
      return;
    }
    const later = this.#meanwhile ?? [];
    this.#meanwhile = null;
    for (const change of later) this.#follow(change);
    this.dispatchEvent(new Event("kept"));
    this.#changed();
  }

  /** Stores everything now. */
  async flush() {
    await this.#saver?.flush();
  }

  /**
   * @param {string} name
   * @throws {StoreError}
   */
  async rename(name) {
    if (this.project === "kept") await this.#store.rename(this.#id, name);
    this.name = name;
    this.#changed();
  }

  /**
   * Takes the project from the tab that has it. The page must be loaded anew then: the other tab
   * may have written.
   *
   * @throws {StoreError}
   */
  async takeOver() {
    await claim(this.#id, { steal: true });
  }

  /** @param {Ownership} ownership */
  #own(ownership) {
    const saver = new Saver(this.#store, this.#id);
    this.#saver = saver;
    this.project = "kept";
    saver.addEventListener("change", () => {
      const { saved } = saver;
      if (saved.kind === "failed" && saved.error.kind === "not-owner") this.#lose();
      this.#changed();
    });
    if (this.#cookies) saver.keepCookies(this.#cookies);
    ownership.lost.then(() => this.#lose());
  }

  #lose() {
    if (this.project === "elsewhere") return;
    this.#saver?.stop();
    this.project = "elsewhere";
    this.#changed();
    this.dispatchEvent(new Event("lost"));
  }

  /** @param {FilesChange} change */
  #follow(change) {
    const { changes, writtenBy, folders } = change;
    this.#changedHere ||= writtenBy === "user";
    if (this.#saver) {
      if (Object.keys(changes).length > 0) this.#saver.write(changes, writtenBy);
      if (!change.typed && writtenBy === "user") this.#saver.keepFolders(folders);
    } else if (this.#meanwhile) {
      this.#meanwhile.push(change);
    } else if (this.project === "link" && writtenBy === "user") {
      this.keep();
    }
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {string} message a sentence that stands alone */
function inSentence(message) {
  return message.replace(/\.$/, "").replace(/^This /, "this ");
}
