// One sentence at the top of the start page that stays until it is closed or another takes its place.
import { fill, h, icon, iconButton } from "./dom.js";

/** @typedef {import("./dom.js").Child} Child */

export class Notice {
  #element;

  /** @param {HTMLElement} element a live region */
  constructor(element) {
    this.#element = element;
  }

  /**
   * @param {Child} sentence
   * @param {"caution" | "bad"} [look]
   */
  show(sentence, look = "bad") {
    this.#element.className = look === "bad" ? "notice is-bad" : "notice";
    fill(
      this.#element,
      icon(look === "bad" ? "error" : "caution"),
      h("p", {}, sentence),
      iconButton("close", "Close this message", { onclick: () => this.clear() }),
    );
    this.#element.hidden = false;
  }

  clear() {
    this.#element.hidden = true;
    fill(this.#element);
  }
}
