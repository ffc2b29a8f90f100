// The side bar's list of what has changed since the project's start.

/** @import { Files } from "./messages.js" */
/** @import { FileChange } from "./changes.js" */
/** @import { ProjectFiles } from "./files.js" */
import { changesSince } from "./changes.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { countLines } from "./editor_comparison.js";
import { formatCount } from "./format.js";
import { iconOf } from "./kinds.js";
import { basename, parent } from "./paths.js";
import { itemFor, setStop, VERTICAL } from "./roving.js";
import { StoreError } from "./store.js";

/** The list is made again when the files have rested so long (milliseconds). */
const RESTS = 400;
const KINDS = { added: "new", changed: "", deleted: "deleted" };

/**
 * @typedef {object} ChangesEvents
 * @property {(path: string, before: string) => void} compare
 * @property {(path: string) => void} open what cannot be compared
 * @property {(change: FileChange) => void} takeBack all of a file; asks where it has to
 * @property {() => void} left by Esc
 */

export class ChangesPanel {
  #body;
  #files;
  #start;
  #events;
  #said = h("p", { class: "search-said", role: "status" });
  #list = h("ul", { class: "tree changes", role: "tree", "aria-label": "Changed files" });
  /** @type {FileChange[]} */
  #changes = [];
  #editable = true;
  #stop = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLElement} body
   * @param {ProjectFiles} files
   * @param {() => Promise<Files | null>} start the files that the project began with
   * @param {ChangesEvents} events
   */
  constructor(body, files, start, events) {
    this.#body = body;
    this.#files = files;
    this.#start = start;
    this.#events = events;
    fill(body, h("div", { class: "search-state" }, this.#said), this.#list);
    this.#list.addEventListener("click", (event) => this.#click(event));
    this.#list.addEventListener("focusin", (event) => {
      this.#setStop(this.#items.indexOf(/** @type {HTMLElement} */ (rowOf(event.target))));
    });
    body.addEventListener("keydown", (event) => this.#key(event));
    files.addEventListener("change", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.shown(), RESTS);
    });
  }

  /** The panel has come to the front, or the files have changed. */
  async shown() {
    if (!this.#body.checkVisibility()) return;
    const changes = await this.#read();
    if (changes) this.#show(changes);
  }

  /** @param {boolean} editable */
  setEditable(editable) {
    this.#editable = editable;
    this.shown();
  }

  focus() {
    if (this.#items.length > 0) this.#items[this.#stop]?.focus();
    else this.#body.focus();
  }

  /**
   * Compares this file with what it was, if it has changed.
   *
   * @param {string} path
   */
  async compare(path) {
    const change = (await this.#read())?.find((each) => each.path === path);
    if (change) this.#open(change);
  }

  /** @returns {Promise<FileChange[] | null>} null: that cannot be known, which is said */
  async #read() {
    try {
      const start = await this.#start();
      if (start) return changesSince(start, this.#files.all());
      this.#refuse(
        "The start of this project is not known: it was made by an older asgipad. A duplicate of it has one.",
      );
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#refuse(error.message);
    }
    return null;
  }

  /** @param {string} why */
  #refuse(why) {
    this.#changes = [];
    this.#list.replaceChildren();
    this.#said.textContent = why;
  }

  /** @param {FileChange[]} changes */
  #show(changes) {
    const focused = this.#list.contains(document.activeElement);
    this.#changes = changes;
    const counts = changes.map(({ before, after }) => linesOf(before, after));
    const sum = (/** @type {"added" | "removed"} */ which) =>
      counts.reduce((total, count) => total + (count?.[which] ?? 0), 0);
    const said =
      changes.length === 0
        ? "Nothing has changed since the start."
        : `${formatCount(changes.length, "file")} changed since the start, ${formatCount(sum("added"), "line")} added, ${sum("removed")} removed.`;
    if (this.#said.textContent !== said) this.#said.textContent = said;
    fill(
      this.#list,
      changes.map((change, index) => this.#row(change, counts[index])),
    );
    this.#setStop(Math.min(this.#stop, changes.length - 1));
    if (focused) this.focus();
  }

  /**
   * @param {FileChange} change
   * @param {{added: number, removed: number} | null} count null: not text
   */
  #row({ path, kind }, count) {
    const words = count ? `${count.added} added, ${count.removed} removed` : "not text";
    return h(
      "li",
      {
        role: "treeitem",
        class: `row is-${kind}`,
        "aria-level": 1,
        "aria-label": [path, KINDS[kind], words].filter(Boolean).join(", "),
        tabindex: -1,
        title: path,
      },
      icon(iconOf(path)),
      h("span", { class: "row-name" }, basename(path), h("small", {}, parent(path))),
      this.#editable &&
        iconButton("undo", "Take back the file (Shift Enter)", { class: "row-act", tabindex: -1 }),
      KINDS[kind] !== "" && h("small", {}, KINDS[kind]),
      count && count.added > 0 && h("span", { class: "lines-added" }, `+${count.added}`),
      count && count.removed > 0 && h("span", { class: "lines-removed" }, `−${count.removed}`),
    );
  }

  /** @param {FileChange} change */
  #open(change) {
    const { path, kind, before, after } = change;
    if (kind === "deleted") this.#events.takeBack(change);
    else if (typeof after !== "string" || before instanceof Uint8Array) this.#events.open(path);
    else this.#events.compare(path, before ?? "");
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const row = rowOf(event.target);
    const change = row && this.#changes[this.#items.indexOf(row)];
    if (!change) return;
    if (event.target instanceof Element && event.target.closest(".row-act")) {
      this.#events.takeBack(change);
    } else this.#open(change);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rowOf(event.target);
    const change = row && this.#changes[this.#items.indexOf(row)];
    const next = row && itemFor(event.key, this.#items, row, VERTICAL);
    if (event.key === "Escape") this.#events.left();
    else if (next) next.focus();
    else if (change && event.key === "Enter" && event.shiftKey) {
      if (this.#editable) this.#events.takeBack(change);
    } else if (change && (event.key === "Enter" || event.key === " ")) this.#open(change);
    else return;
    event.preventDefault();
  }

  /** @param {number} index */
  #setStop(index) {
    this.#stop = Math.max(0, index);
    setStop(this.#items, this.#items[this.#stop]);
  }

  get #items() {
    return /** @type {HTMLElement[]} */ ([...this.#list.children]);
  }
}

/**
 * @param {import("./messages.js").Content | null} before
 * @param {import("./messages.js").Content | null} after
 */
function linesOf(before, after) {
  if (before instanceof Uint8Array || after instanceof Uint8Array) return null;
  return countLines(before ?? "", after ?? "");
}

/**
 * @param {EventTarget | null} at
 * @returns {HTMLElement | null}
 */
function rowOf(at) {
  const row = at instanceof Element ? at.closest(".row") : null;
  return row instanceof HTMLElement ? row : null;
}
