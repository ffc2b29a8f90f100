// The tabs of the side bar, one panel at a time.
import { byId } from "./dom.js";
import { HORIZONTAL, itemFor, setStop } from "./roving.js";

export class SideBar {
  #strip;
  #focus;
  #changed;

  /**
   * @param {HTMLElement} strip role=tablist; each tab names its panel in aria-controls
   * @param {Record<string, () => void>} focus id of the panel -> puts the focus into it
   * @param {(panel: string) => void} changed another panel is shown
   */
  constructor(strip, focus, changed) {
    this.#strip = strip;
    this.#focus = focus;
    this.#changed = changed;
    strip.addEventListener("click", (event) => {
      const tab = event.target instanceof Element ? event.target.closest('[role="tab"]') : null;
      if (tab instanceof HTMLElement) this.show(panelOf(tab));
    });
    strip.addEventListener("keydown", (event) => {
      const next = itemFor(event.key, this.#tabs, document.activeElement, HORIZONTAL);
      if (!next) return;
      event.preventDefault();
      this.show(panelOf(next));
      next.focus();
    });
    this.show(panelOf(this.#tabs[0]));
  }

  /** Id of the panel on show. */
  get shown() {
    return panelOf(this.#tabs.find((tab) => tab.ariaSelected === "true") ?? this.#tabs[0]);
  }

  /** @param {string} panel its id */
  show(panel) {
    const chosen = this.#tabs.find((tab) => panelOf(tab) === panel);
    if (!chosen) return;
    for (const tab of this.#tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      byId(panelOf(tab), HTMLElement).hidden = tab !== chosen;
    }
    setStop(this.#tabs, chosen);
    chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.#changed(panel);
  }

  /** Puts the focus into the panel on show. */
  focus() {
    this.#focus[this.shown]?.();
  }

  get #tabs() {
    return /** @type {HTMLElement[]} */ ([...this.#strip.querySelectorAll('[role="tab"]')]);
  }
}

/** @param {HTMLElement} tab */
function panelOf(tab) {
  return tab.getAttribute("aria-controls") ?? "";
}
