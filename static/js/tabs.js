// The strip of open files.
import { fill, h, icon } from "./dom.js";
import { iconOf } from "./kinds.js";
import { basename, isLibrary, parent } from "./paths.js";
import { HORIZONTAL, itemFor } from "./roving.js";

/**
 * @typedef {object} TabsEvents
 * @property {(path: string) => void} select
 * @property {(path: string) => void} close
 *
 * @typedef {{path: string, failed: boolean} | null} Marked the file with the error
 */

export class Tabs {
  #strip;
  #events;
  /** @type {string[]} */
  #paths = [];
  /** @type {string | null} */
  #active = null;
  /** @type {Marked} */
  #marked = null;

  /**
   * @param {HTMLElement} strip role=tablist
   * @param {TabsEvents} events
   */
  constructor(strip, events) {
    this.#strip = strip;
    this.#events = events;
    strip.addEventListener("click", (event) => this.#click(event));
    strip.addEventListener("auxclick", (event) => {
      const path = pathOf(event);
      if (event.button === 1 && path !== undefined) events.close(path);
    });
    strip.addEventListener("keydown", (event) => this.#key(event));
  }

  /**
   * @param {string[]} paths
   * @param {string | null} active
   */
  show(paths, active) {
    this.#paths = paths;
    this.#active = active;
    this.#render();
    this.#tab(active)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {Marked} marked */
  mark(marked) {
    if (JSON.stringify(marked) === JSON.stringify(this.#marked)) return;
    this.#marked = marked;
    this.#render();
  }

  /** Puts the focus on the active tab. */
  focus() {
    this.#tab(this.#active)?.focus();
  }

  #render() {
    const focused = this.#strip.contains(document.activeElement);
    fill(
      this.#strip,
      this.#paths.map((path) => this.#element(path)),
    );
    if (focused) this.focus();
  }

  /** @param {string} path */
  #element(path) {
    const name = basename(path);
    const same = this.#paths.filter((other) => basename(other) === name).length > 1;
    const active = path === this.#active;
    const mark = this.#marked?.path === path ? this.#marked : null;
    return h(
      "div",
      {
        role: "tab",
        class: "tab",
        id: active ? "tab-active" : null,
        "aria-selected": active,
        "aria-controls": "editor-panel",
        "aria-keyshortcuts": "Delete",
        tabindex: active ? 0 : -1,
        title: path,
        dataset: { path },
      },
      icon(iconOf(path)),
      h("span", {}, name),
      same && parent(path) !== "" && h("small", {}, parent(path)),
      isLibrary(path) && h("small", {}, "read only"),
      mark &&
        h("span", {
          class: mark.failed ? "tab-mark is-bad" : "tab-mark is-caution",
          role: "img",
          "aria-label": mark.failed ? "The app failed here" : "Does not compile",
          title: mark.failed ? "The app failed here" : "Does not compile",
        }),
      h(
        "span",
        { class: "tab-close", "aria-hidden": "true", title: "Close (Delete)" },
        icon("close"),
      ),
    );
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const path = pathOf(event);
    if (path === undefined) return;
    const closes = event.target instanceof Element && event.target.closest(".tab-close");
    if (closes) this.#events.close(path);
    else this.#events.select(path);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const path = pathOf(event);
    if (path === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const tabs = /** @type {HTMLElement[]} */ ([...this.#strip.children]);
    const next = itemFor(event.key, tabs, this.#tab(path), HORIZONTAL);
    if (next?.dataset.path !== undefined) {
      this.#events.select(next.dataset.path);
      this.focus();
    } else if (event.key === "Delete") {
      this.#events.close(path);
      this.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      this.#events.select(path);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** @param {string | null} path */
  #tab(path) {
    const tabs = /** @type {HTMLElement[]} */ ([...this.#strip.children]);
    return tabs.find((tab) => tab.dataset.path === path) ?? null;
  }
}

/**
 * @param {Event} event
 * @returns {string | undefined} of the tab it happened on
 */
function pathOf(event) {
  const tab = event.target instanceof Element ? event.target.closest(".tab") : null;
  return tab instanceof HTMLElement ? tab.dataset.path : undefined;
}
