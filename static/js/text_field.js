// One line of text with a label, and a sentence below it when it will not do.
import { h } from "./dom.js";

/**
 * @typedef {object} TextField
 * @property {HTMLElement} element
 * @property {HTMLInputElement} input
 * @property {() => boolean} isValid shows what is wrong, if anything, and puts the caret there
 */

let count = 0;

/**
 * @param {string} label
 * @param {string} value to start from
 * @param {(text: string) => string | null} check the sentence that says what is wrong
 * @returns {TextField}
 */
export function textField(label, value, check) {
  count += 1;
  const id = `field-${count}`;
  const input = h("input", {
    id,
    value,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": `${id}-hint`,
    oninput: () => {
      // While it is wrong the sentence follows every key; before, nobody is interrupted.
      if (input.getAttribute("aria-invalid") === "true") show();
    },
  });
  const hint = h("p", { id: `${id}-hint`, class: "hint is-bad", role: "alert" });

  function show() {
    const wrong = check(input.value);
    input.setAttribute("aria-invalid", String(wrong !== null));
    hint.textContent = wrong ?? "";
    return wrong === null;
  }

  return {
    element: h(
      "div",
      { class: "field" },
      h("label", { class: "label", for: id }, label),
      input,
      hint,
    ),
    input,
    isValid() {
      const valid = show();
      if (!valid) input.focus();
      return valid;
    },
  };
}
