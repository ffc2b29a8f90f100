// The classes and functions of the file on show, in the side bar.

/** @import { DocumentSymbol } from "./language_commands.js" */
import { fill, h } from "./dom.js";
import { itemFor, setStop, VERTICAL } from "./roving.js";

/** Typing rests so long before the outline follows (milliseconds). */
const REST = 400;

/** LSP's SymbolKind, where it is worth a word. @type {Record<number, string>} */
const KINDS = { 5: "class", 6: "def", 8: "field", 12: "def", 13: "name", 14: "name" };

/**
 * @typedef {object} OutlineEvents
 * @property {() => Promise<DocumentSymbol[] | null>} symbols of the file on show; null: nobody knows
 * @property {() => "off" | "starting" | "ready"} state of who knows them
 * @property {(line: number) => void} go to a line, 1-based
 */

export class Outline {
  #panel;
  #events;
  #shown = false;
  #timer = 0;

  /**
   * @param {HTMLElement} panel
   * @param {OutlineEvents} events
   */
  constructor(panel, events) {
    this.#panel = panel;
    this.#events = events;
    panel.addEventListener("click", (event) => this.#go(event.target));
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault(); // or the code, which has the focus then, would get it, too
        this.#go(event.target);
      }
      const items = this.#items;
      const next = itemFor(event.key, items, document.activeElement, VERTICAL);
      if (!next) return;
      event.preventDefault();
      setStop(items, next);
      next.focus();
    });
  }

  /** Is it on show? It costs nothing while it is not. @param {boolean} shown */
  set shown(shown) {
    this.#shown = shown;
    if (shown) this.#render();
  }

  /** Another file is on show, this one has changed, or who knows it is ready. */
  changed() {
    if (!this.#shown) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#render(), REST);
  }

  focus() {
    this.#items[0]?.focus();
  }

  async #render() {
    const symbols = await this.#events.symbols();
    const focused = this.#items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (symbols === null) fill(this.#panel, note(WHY[this.#events.state()]));
    else if (symbols.length === 0) fill(this.#panel, note("Nothing is defined here yet"));
    else fill(this.#panel, h("ul", { role: "tree", "aria-label": "Outline" }, rows(symbols, 1)));
    const items = this.#items;
    setStop(items, items[Math.max(focused, 0)]);
    if (focused >= 0) items[focused]?.focus();
  }

  /** @param {EventTarget | null} target */
  #go(target) {
    const row = target instanceof Element ? target.closest('[role="treeitem"]') : null;
    if (row instanceof HTMLElement) this.#events.go(Number(row.dataset.line));
  }

  /** @returns {HTMLElement[]} */
  get #items() {
    return [...this.#panel.querySelectorAll('[role="treeitem"]')].map(
      (item) => /** @type {HTMLElement} */ (item),
    );
  }
}

const WHY = {
  off: "Code help is off. Turn it on from Ctrl K to see what a file defines",
  starting: "Code help is starting",
  ready: "Only files of Python have an outline",
};

/** @param {string} sentence */
function note(sentence) {
  return h("p", { class: "side-empty" }, sentence);
}

/**
 * @param {DocumentSymbol[]} symbols
 * @param {number} level
 * @returns {HTMLElement[]} one below the other, as screen readers tell them apart by level
 */
function rows(symbols, level) {
  return symbols.flatMap((symbol) => [
    row(symbol, level),
    ...rows(symbol.children ?? [], level + 1),
  ]);
}

/**
 * @param {DocumentSymbol} symbol
 * @param {number} level
 */
function row({ name, detail, kind, selectionRange }, level) {
  return h(
    "li",
    {
      role: "treeitem",
      class: "outline-row",
      "aria-level": level,
      tabindex: -1,
      style: { "--level": level - 1 },
      dataset: { line: selectionRange.start.line + 1 },
    },
    h("span", { class: "outline-kind" }, KINDS[kind] ?? ""),
    h("span", { class: "outline-name" }, name),
    detail && h("span", { class: "outline-detail" }, detail),
  );
}
