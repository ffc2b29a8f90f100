// What a search in the project has found: a tree of files and the hits in them.

/** @import { FileHits, Hit } from "./project_search.js" */
import { fill, h, icon, iconButton } from "./dom.js";
import { iconOf } from "./kinds.js";
import { basename, parent } from "./paths.js";
import { itemFor, setStop, VERTICAL } from "./roving.js";

/**
 * @typedef {{path: string, hit: Hit | null}} Place null: all of the file
 *
 * @typedef {object} ResultsEvents
 * @property {(path: string, hit: Hit) => void} open
 * @property {(place: Place) => void} replace
 * @property {() => void} left the focus goes up, out of the list
 */

export class SearchResults {
  element = h("ul", { class: "tree results", role: "tree", "aria-label": "Results" });
  #events;
  /** @type {FileHits[]} */
  #files = [];
  /** Do the rows show what replaces their hits? */
  #replaces = false;
  /** @type {Set<string>} */
  #closed = new Set();
  /** Number of the row that the Tab key reaches. */
  #stop = 0;

  /** @param {ResultsEvents} events */
  constructor(events) {
    this.#events = events;
    this.element.addEventListener("click", (event) => this.#click(event));
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("focusin", (event) => {
      const row = rowOf(event.target);
      if (row) this.#setStop(this.#items.indexOf(row));
    });
  }

  /**
   * @param {FileHits[]} files
   * @param {boolean} replaces
   */
  show(files, replaces) {
    this.#files = files;
    this.#replaces = replaces;
    this.#render();
  }

  /** Puts the focus on the row that had it last. */
  focus() {
    this.#items[this.#stop]?.focus();
  }

  #render() {
    const focused = this.element.contains(document.activeElement);
    fill(
      this.element,
      this.#files.flatMap((file, index) => [
        this.#fileRow(file, index),
        ...(this.#closed.has(file.path)
          ? []
          : file.hits.map((hit, number) => this.#hitRow(hit, `${index}:${number}`))),
      ]),
    );
    this.#setStop(Math.min(this.#stop, this.#items.length - 1));
    if (focused) this.focus();
  }

  /**
   * @param {FileHits} file
   * @param {number} index
   */
  #fileRow({ path, hits }, index) {
    const expanded = !this.#closed.has(path);
    return h(
      "li",
      {
        role: "treeitem",
        class: "row",
        "aria-level": 1,
        "aria-expanded": expanded,
        "aria-label": `${path}, ${hits.length}`,
        tabindex: -1,
        title: path,
        dataset: { place: String(index) },
      },
      icon(expanded ? "chevron-down" : "chevron-right", "icon twist"),
      icon(iconOf(path)),
      h("span", { class: "row-name" }, basename(path), h("small", {}, parent(path))),
      this.#replaceButton("Replace all in this file"),
      h("span", { class: "row-count" }, hits.length),
    );
  }

  /**
   * @param {Hit} hit
   * @param {string} place
   */
  #hitRow({ line, before, text, after, replacement }, place) {
    const replaces = this.#replaces;
    return h(
      "li",
      {
        role: "treeitem",
        class: "row hit",
        "aria-level": 2,
        "aria-label": `Line ${line}: ${before}${text}${after}${replaces ? `, becomes ${replacement || "nothing"}` : ""}`,
        tabindex: -1,
        dataset: { place },
      },
      h("span", { class: "hit-line" }, line),
      h(
        "span",
        { class: "hit-text", title: `${before}${text}${after}` },
        before,
        replaces
          ? [h("del", {}, oneLine(text)), h("ins", {}, oneLine(replacement))]
          : h("mark", {}, oneLine(text)),
        after,
      ),
      this.#replaceButton("Replace"),
    );
  }

  /** @param {string} label */
  #replaceButton(label) {
    return (
      this.#replaces &&
      iconButton("replace", `${label} (Shift Enter)`, { class: "row-act", tabindex: -1 })
    );
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const row = rowOf(event.target);
    if (!row) return;
    if (event.target instanceof Element && event.target.closest(".row-act")) this.#replace(row);
    else this.#activate(row);
  }

  /** @param {HTMLElement} row */
  #activate(row) {
    const { path, hit } = this.#place(row);
    if (hit) this.#events.open(path, hit);
    else this.#fold(row, !this.#closed.has(path));
  }

  /** @param {HTMLElement} row */
  #replace(row) {
    row.focus();
    if (this.#replaces) this.#events.replace(this.#place(row));
  }

  /**
   * @param {HTMLElement} row
   * @param {boolean} closed
   */
  #fold(row, closed) {
    const { path } = this.#place(row);
    if (closed) this.#closed.add(path);
    else this.#closed.delete(path);
    row.focus();
    this.#render();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const row = rowOf(event.target);
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const items = this.#items;
    const { path, hit } = this.#place(row);
    const next = itemFor(event.key, items, row, VERTICAL);
    const closed = this.#closed.has(path);
    if (event.key === "ArrowUp" && row === items[0]) this.#events.left();
    else if (next) next.focus();
    else if (event.key === "Enter" && event.shiftKey) this.#replace(row);
    else if (event.key === "Enter" || event.key === " ") this.#activate(row);
    else if (event.key === "ArrowRight" && !hit && closed) this.#fold(row, false);
    else if (event.key === "ArrowRight" && !hit)
      itemFor("ArrowDown", items, row, VERTICAL)?.focus();
    else if (event.key === "ArrowLeft" && !hit && !closed) this.#fold(row, true);
    else if (event.key === "ArrowLeft" && hit) this.#rowOfFile(row)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {HTMLElement} row of a hit */
  #rowOfFile(row) {
    const [file] = String(row.dataset.place).split(":");
    return this.#items.find(({ dataset }) => dataset.place === file);
  }

  /**
   * @param {HTMLElement} row
   * @returns {Place}
   */
  #place(row) {
    const [index, number] = String(row.dataset.place).split(":");
    const { path, hits } = this.#files[Number(index)];
    return { path, hit: number === undefined ? null : hits[Number(number)] };
  }

  /** @param {number} index */
  #setStop(index) {
    const items = this.#items;
    this.#stop = Math.max(0, index);
    setStop(items, items[this.#stop]);
  }

  get #items() {
    return /** @type {HTMLElement[]} */ ([...this.element.children]);
  }
}

/**
 * @param {EventTarget | null} at
 * @returns {HTMLElement | null}
 */
function rowOf(at) {
  const row = at instanceof Element ? at.closest(".row") : null;
  return row instanceof HTMLElement ? row : null;
}

/** @param {string} text */
function oneLine(text) {
  const end = text.indexOf("\n");
  return end < 0 ? text : `${text.slice(0, end)}…`;
}
