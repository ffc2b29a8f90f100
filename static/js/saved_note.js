// The words beside the project's name: whether what was typed is kept.

/** @import { Saved } from "./saver.js" */
import { fill, h, icon } from "./dom.js";

/** "Saving" is worth a word only when it takes longer than this (milliseconds). */
const SLOW = 300;

/**
 * @typedef {object} Keeping
 * @property {Saved} saved
 * @property {"kept" | "link" | "elsewhere"} project
 * @property {string | null} problem why what was typed is not kept, or null
 * @property {boolean} hostThere
 */

export class SavedNote {
  #element;
  #announce;
  #download;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #slow;

  /**
   * @param {HTMLElement} element
   * @param {{download: () => void, announce: (text: string) => void}} actions
   */
  constructor(element, { download, announce }) {
    this.#element = element;
    this.#announce = announce;
    this.#download = download;
  }

  /** @param {Keeping} keeping */
  show(keeping) {
    clearTimeout(this.#slow);
    const { saved, project, problem, hostThere } = keeping;
    if (project === "elsewhere") {
      this.#chip("info", "", "Open in another tab");
    } else if (problem !== null) {
      this.#chip("error", "is-bad", `Not saved: ${problem}. `, this.#zip());
      this.#announce(`Not saved: ${problem}`);
    } else if (!hostThere) {
      this.#chip("offline", "", "Offline. Everything here goes on working");
      this.#announce("Offline. Everything here goes on working");
    } else if (project === "link") {
      fill(this.#element, h("span", {}, "From a link, kept once you run or change it"));
    } else if (saved.kind === "saving") {
      this.#slow = setTimeout(() => fill(this.#element, h("span", {}, "Saving")), SLOW);
    } else {
      fill(this.#element, h("span", {}, "Saved in this browser"));
    }
  }

  /**
   * @param {string} name of an icon
   * @param {string} look
   * @param {...import("./dom.js").Child} words
   */
  #chip(name, look, ...words) {
    const title = words
      .map((word) => (word instanceof Node ? "" : String(word)))
      .join("")
      .trim();
    fill(
      this.#element,
      h("div", { class: `chip ${look}`.trim(), title }, icon(name), h("span", {}, words)),
    );
  }

  #zip() {
    return this.#button("Download as zip", this.#download);
  }

  /**
   * @param {string} label
   * @param {() => void} onclick
   */
  #button(label, onclick) {
    return h("button", { type: "button", class: "link", onclick }, label);
  }
}
