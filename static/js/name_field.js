// The field in the tree in which the name of a file or folder is typed.
import { h, icon } from "./dom.js";
import { iconOf } from "./kinds.js";

/**
 * @typedef {object} Naming a name that is being typed
 * @property {"file" | "folder" | "rename"} purpose
 * @property {string} folder where it is to be
 * @property {string} path that is renamed; "" for a new one
 * @property {string} value as typed
 */

/** @type {Record<Naming["purpose"], (path: string) => string>} */
const LABELS = {
  file: () => "Name of the new file",
  folder: () => "Name of the new folder",
  rename: (path) => `New name of ${path}`,
};

/**
 * A row with the field, and a row for the sentence that says what is wrong with the name. Enter
 * takes the name, Escape does not; leaving the field takes it if it will do.
 *
 * @param {Naming} naming its value follows the keys
 * @param {number} depth
 * @param {{check: () => string | null, done: (accepted: boolean) => void}} events
 * @returns {HTMLLIElement[]}
 */
export function nameField(naming, depth, { check, done }) {
  const problem = h("li", { class: "row-problem", role: "alert", hidden: true });

  /** @param {string | null} sentence */
  function tell(sentence) {
    problem.hidden = sentence === null;
    problem.textContent = sentence;
    input.setAttribute("aria-invalid", String(sentence !== null));
    return sentence === null;
  }

  const input = h("input", {
    type: "text",
    value: naming.value,
    "aria-label": LABELS[naming.purpose](naming.path),
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    oninput: () => {
      naming.value = input.value;
      tell(input.value === "" ? null : check());
    },
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === "Escape") {
        event.preventDefault();
        done(false);
      }
      if (event.key === "Enter") {
        event.preventDefault(); // else the editor, which has the focus next, gets a line break
        if (tell(check())) done(true);
      }
    },
    // The list is written anew while the field has the focus only when the field goes with it.
    onblur: () => {
      if (input.isConnected) done(naming.value !== "" && check() === null);
    },
  });
  queueMicrotask(() => {
    const dot = naming.value.lastIndexOf(".");
    input.setSelectionRange(0, dot > 0 ? dot : naming.value.length);
  });
  const name = naming.purpose === "folder" ? "folder" : iconOf(naming.path || "x.py");
  return [
    h("li", { class: "row", role: "none", style: { "--depth": depth } }, icon(name), input),
    problem,
  ];
}
