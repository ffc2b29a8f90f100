// A field for what is searched, with its three options: Match case, Whole words, Regular expression.
import { h } from "./dom.js";

/**
 * @typedef {object} Sought
 * @property {string} text
 * @property {boolean} matchCase
 * @property {boolean} wholeWord
 * @property {boolean} regexp
 *
 * @typedef {Exclude<keyof Sought, "text">} Option
 */

/** @type {{option: Option, label: string, sign: string, code: string}[]} code: with Alt, in the field */
const OPTIONS = [
  { option: "matchCase", label: "Match case", sign: "Aa", code: "KeyC" },
  { option: "wholeWord", label: "Whole words", sign: "ab", code: "KeyW" },
  { option: "regexp", label: "Regular expression", sign: ".*", code: "KeyR" },
];

export class SearchField {
  /** @type {HTMLElement} */
  element;
  /** @type {HTMLInputElement} */
  input;
  #options;

  /**
   * @param {string} label
   * @param {() => void} changed by the user
   */
  constructor(label, changed) {
    this.input = plainField(label, changed);
    this.#options = OPTIONS.map(({ option, label: name, sign, code }) => ({
      option,
      code,
      button: h(
        "button",
        {
          type: "button",
          class: `option is-${option}`,
          "aria-label": name,
          "aria-pressed": false,
          title: `${name} (Alt ${code.at(-1)})`,
          onclick: (/** @type {MouseEvent} */ event) => {
            toggle(/** @type {HTMLElement} */ (event.currentTarget));
            changed();
          },
        },
        sign,
      ),
    }));
    this.element = h(
      "div",
      { class: "search-field" },
      this.input,
      this.#options.map(({ button }) => button),
    );
    this.element.addEventListener("keydown", (event) => {
      const { code, altKey, ctrlKey, metaKey } = event;
      const chosen = this.#options.find((each) => each.code === code);
      if (!chosen || !altKey || ctrlKey || metaKey) return;
      event.preventDefault();
      chosen.button.click();
    });
  }

  /** @returns {Sought} */
  get value() {
    const pressed = (/** @type {Option} */ wanted) =>
      this.#options.some(({ option, button }) => option === wanted && isPressed(button));
    return {
      text: this.input.value,
      matchCase: pressed("matchCase"),
      wholeWord: pressed("wholeWord"),
      regexp: pressed("regexp"),
    };
  }

  /** @param {Sought} value */
  set value(value) {
    if (this.input.value !== value.text) this.input.value = value.text;
    for (const { option, button } of this.#options) {
      button.setAttribute("aria-pressed", String(value[option]));
    }
  }

  /** @param {boolean} wrong what is typed cannot be searched */
  set wrong(wrong) {
    this.element.classList.toggle("is-bad", wrong);
    this.input.setAttribute("aria-invalid", String(wrong));
  }

  /** Puts the focus into the field and selects what is in it. */
  focus() {
    this.input.focus();
    this.input.select();
  }
}

/** @param {Element} button */
function isPressed(button) {
  return button.getAttribute("aria-pressed") === "true";
}

/** @param {Element} button */
function toggle(button) {
  button.setAttribute("aria-pressed", String(!isPressed(button)));
}

/**
 * A line of text that is taken as it is typed; its label stands in it.
 *
 * @param {string} label
 * @param {() => void} changed by the user
 * @returns {HTMLInputElement}
 */
export function plainField(label, changed) {
  return h("input", {
    type: "text",
    "aria-label": label,
    placeholder: label,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    oninput: changed,
  });
}
