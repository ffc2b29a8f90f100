// The open files: which, in what order, and which one is in front. Joins the files, the tabs, the
// tree, the editor and what stands in for it.

/** @import { FilesChange, ProjectFiles } from "./files.js" */
/** @import { Place } from "./editor.js" */
/** @import { LanguageSupport } from "./language_support.js" */
import { Editor } from "./editor.js";
import { FilePane } from "./file_pane.js";
import { isLibrary, within } from "./paths.js";
import { Tabs } from "./tabs.js";
import { Tree } from "./tree.js";

/**
 * @typedef {object} Opened how the workspace was left
 * @property {string[]} tabs
 * @property {string | null} active
 * @property {number} [line] of the active file, 1-based, where there is no place
 * @property {Record<string, Place>} places
 * @property {string[]} closed folders of the tree
 *
 * @typedef {object} WorkspaceEvents
 * @property {(edit: number) => void} edited the number of the newest edit
 * @property {(cursor: {line: number, column: number} | null) => void} moved
 * @property {() => void} shown another file, or none
 * @property {(route: import("./messages.js").Route) => void} openRoute a route was clicked
 *
 * @typedef {Omit<import("./tree.js").TreeEvents, "open" | "rename"> & import("./file_pane.js").FilePaneEvents
 *   & {chosen: () => void}} FileActions chosen: a file was chosen in the tree
 */

export class Workspace {
  #files;
  #language;
  #events;
  #editor;
  #tabs;
  #tree;
  #pane;
  #host;
  /** @type {string[]} */
  #open;
  /** @type {string | null} */
  #active = null;
  /** @type {Record<string, Place>} of files that are not in the editor yet */
  #places;
  /** Texts of the libraries' files that are open. @type {Map<string, string>} */
  #libraries = new Map();

  /**
   * @param {{tree: HTMLElement, tabs: HTMLElement, editor: HTMLElement, pane: HTMLElement}} elements
   * @param {ProjectFiles} files
   * @param {Opened} opened
   * @param {LanguageSupport} language
   * @param {WorkspaceEvents} events
   * @param {FileActions} actions
   */
  constructor(elements, files, opened, language, events, actions) {
    this.#files = files;
    this.#events = events;
    this.#host = elements.editor;
    this.#places = opened.places;
    this.#open = opened.tabs.filter((path) => files.has(path));
    this.#language = language;
    this.#editor = new Editor(elements.editor, language.editor, {
      edited: (path, text, edit) => {
        events.edited(edit);
        files.apply({ [path]: text }, "user", true);
      },
      moved: (line, column) => events.moved({ line, column }),
      openRoute: (route) => events.openRoute(route),
    });
    this.#pane = new FilePane(elements.pane, actions);
    this.#tabs = new Tabs(elements.tabs, {
      select: (path) => this.#show(path),
      close: (path) => this.close(path),
    });
    this.#tree = new Tree(elements.tree, files, {
      ...actions,
      open: (path) => {
        this.open(path);
        actions.chosen();
        this.focus();
      },
      rename: (from, to) => this.rename(from, to),
    });
    this.#tree.close(opened.closed);
    files.addEventListener("change", (event) => {
      this.#follow(/** @type {CustomEvent<FilesChange>} */ (event).detail);
    });
    const active =
      opened.active !== null && files.has(opened.active) ? opened.active : (this.#open[0] ?? null);
    this.#show(active);
    if (active !== null && opened.line !== undefined && this.#editor.path === active) {
      this.#editor.goto(opened.line);
    }
  }

  get tree() {
    return this.#tree;
  }

  get editor() {
    return this.#editor;
  }

  /** Path of the file in front, or null; an absolute one is a library's. */
  get active() {
    return this.#active;
  }

  /** Puts the focus into the code, or on the tab of a file that is no text. */
  focus() {
    if (this.#editor.path !== null) this.#editor.focus();
    else this.#tabs.focus();
  }

  /** @returns {Opened} to be kept */
  get opened() {
    const own = (/** @type {string} */ path) => !isLibrary(path);
    const places = Object.entries({ ...this.#places, ...this.#editor.places() });
    return {
      tabs: this.#open.filter(own),
      active: this.#active !== null && own(this.#active) ? this.#active : null,
      places: Object.fromEntries(places.filter(([path]) => own(path))),
      closed: this.#tree.closed,
    };
  }

  /** @param {boolean} editable */
  setEditable(editable) {
    this.#editor.setEditable(editable);
    this.#tree.setEditable(editable);
  }

  /**
   * Brings a file to the front.
   *
   * @param {string} path
   * @param {number} [line] 1-based; puts the cursor there
   */
  open(path, line) {
    if (!this.#files.has(path)) return;
    this.#show(path);
    if (line !== undefined && this.#editor.path === path) this.#editor.goto(line);
  }

  /**
   * Brings a file to the front that need not be the project's: a library's is shown to be read.
   *
   * @param {string} path absolute for a library's
   * @returns {Promise<boolean>} is it there?
   */
  async display(path) {
    if (isLibrary(path) && !this.#libraries.has(path)) {
      this.#libraries.set(path, await this.#language.library(path));
    }
    if (this.#contentOf(path) === undefined) return false;
    this.#show(path);
    return this.#editor.path === path;
  }

  /**
   * Brings a route's file to the front, with the cursor on the line that adds it.
   *
   * @param {import("./messages.js").Route} route
   */
  openRoute(route) {
    this.open(route.file);
    this.open(route.file, this.#editor.lineOf(route));
  }

  /**
   * Closes a file's tab. Its undo history and its place are kept for when it is opened again.
   *
   * @param {string} path
   */
  close(path) {
    const index = this.#open.indexOf(path);
    if (index < 0) return;
    this.#open = this.#open.filter((each) => each !== path);
    if (this.#libraries.delete(path)) this.#editor.forget(path);
    this.#show(
      this.#active === path
        ? (this.#open[Math.min(index, this.#open.length - 1)] ?? null)
        : this.#active,
    );
  }

  /**
   * Renames a file or folder; what is open of it stays open.
   *
   * @param {string} from
   * @param {string} to
   */
  rename(from, to) {
    const moved = (/** @type {string} */ path) =>
      within(path, from) ? to + path.slice(from.length) : path;
    for (const path of this.#files.paths()) {
      if (within(path, from)) this.#editor.rename(path, moved(path));
    }
    this.#open = this.#open.map(moved);
    if (this.#active !== null) this.#active = moved(this.#active);
    this.#files.rename(from, to);
    this.#show(this.#active);
  }

  /**
   * Writes a file as if it had been typed.
   *
   * @param {string} path
   * @param {string} text
   */
  type(path, text) {
    const file = this.#files.get(path);
    if (file && typeof file.content === "string") {
      this.#take(path, file.content);
      this.#editor.type(path, text);
      this.#editor.flush();
    } else {
      this.#files.apply({ [path]: text });
    }
  }

  /**
   * Changes a text file as if it had been typed, in one step for undo.
   *
   * @param {string} path
   * @param {{from: number, to: number, insert: string}[]} changes offsets in the text as it is
   */
  change(path, changes) {
    const content = this.#files.get(path)?.content;
    if (typeof content !== "string") return;
    this.#take(path, content);
    this.#editor.change(path, changes);
    this.#editor.flush();
  }

  /**
   * Brings a file to the front and selects a part of it.
   *
   * @param {string} path
   * @param {number} from offset
   * @param {number} to
   */
  select(path, from, to) {
    this.open(path);
    if (this.#editor.path === path) this.#editor.select(from, to);
  }

  /**
   * Brings a text file to the front, compared with what it was.
   *
   * @param {string} path
   * @param {string} original
   */
  compare(path, original) {
    this.open(path);
    if (this.#editor.path === path) this.#editor.compare(original);
  }

  /**
   * Puts one word in the place of another, as if it had been typed. Does nothing where the line is
   * not any more what it was.
   *
   * @param {string} path
   * @param {number} line 1-based
   * @param {string} wrong
   * @param {string} meant
   */
  correct(path, line, wrong, meant) {
    const content = this.#files.get(path)?.content;
    if (typeof content !== "string") return;
    const lines = content.split("\n");
    const parts = (lines[line - 1] ?? "").split(new RegExp(`\\b${RegExp.escape(wrong)}\\b`));
    if (parts.length !== 2) return;
    lines[line - 1] = parts.join(meant);
    this.type(path, lines.join("\n"));
  }

  /** @param {string} path */
  #contentOf(path) {
    return isLibrary(path) ? this.#libraries.get(path) : this.#files.get(path)?.content;
  }

  /** @param {string | null} path */
  #show(path) {
    this.#active = path;
    if (path !== null && !this.#open.includes(path)) {
      const front = this.#open.indexOf(this.#editor.path ?? "");
      this.#open.splice(front < 0 ? this.#open.length : front + 1, 0, path);
    }
    const content = path === null ? undefined : this.#contentOf(path);
    if (path !== null && typeof content === "string") {
      this.#take(path, content);
      this.#pane.hide();
      this.#host.hidden = false;
      if (this.#editor.path !== path) this.#editor.show(path);
    } else {
      this.#host.hidden = true;
      this.#editor.show(null);
      if (path !== null && content !== undefined) this.#pane.showBinary(path, content);
      else if (this.#files.empty) this.#pane.showEmpty();
      else this.#pane.showNothing();
      this.#events.moved(null);
    }
    this.#tabs.show(this.#open, path);
    this.#tree.select(path);
    this.#events.shown();
  }

  /**
   * @param {string} path
   * @param {string} text
   */
  #take(path, text) {
    if (!this.#editor.has(path)) this.#editor.open(path, text, this.#places[path]);
  }

  /** @param {FilesChange} change that may have come from anywhere */
  #follow({ changes, typed }) {
    if (typed) return;
    let shows = Object.keys(changes).includes(this.#active ?? "");
    for (const [path, content] of Object.entries(changes)) {
      if (content === null) {
        shows ||= this.#open.includes(path);
        this.#open = this.#open.filter((each) => each !== path);
        this.#editor.forget(path);
      } else if (typeof content === "string") {
        if (this.#editor.has(path)) this.#editor.told(path, content);
      } else {
        this.#editor.forget(path);
      }
    }
    const gone = this.#active !== null && this.#contentOf(this.#active) === undefined;
    if (gone) this.#show(this.#open[0] ?? null);
    else if (shows || this.#active === null) this.#show(this.#active);
  }

  /** @param {import("./tabs.js").Marked} marked the file with the error */
  mark(marked) {
    this.#tabs.mark(marked);
    this.#tree.mark(marked);
  }
}
