// A line of a file, as a link that opens it in the editor.
import { h } from "./dom.js";
import { place } from "./words.js";

/**
 * @param {string} path
 * @param {number} line 1-based
 * @param {(path: string, line: number) => void} open
 * @param {string} [text]
 * @returns {HTMLButtonElement}
 */
export function placeLink(path, line, open, text = place(path, line)) {
  return h("button", { type: "button", class: "link", onclick: () => open(path, line) }, text);
}
