// Dialogs, built on <dialog>: it holds the focus, closes on Esc and keeps the page behind it still.
import { h, iconButton } from "./dom.js";
import { textField } from "./text_field.js";

/** @typedef {import("./dom.js").Child} Child */

/**
 * @typedef {object} DialogOptions
 * @property {string} title
 * @property {Child | Child[]} [body]
 * @property {Child | Child[]} [foot]
 * @property {boolean} [small]
 */

/**
 * @template T
 * @typedef {object} Choice
 * @property {string} label
 * @property {T} value
 * @property {"primary" | "danger" | "plain"} [look]
 */

let count = 0;

/**
 * A dialog that answers with a value, or with null when it was closed without one.
 *
 * @template T
 */
export class Dialog {
  /** @type {HTMLElement} */
  body;
  /** @type {HTMLDialogElement} */
  #element;
  /** @type {T | null} */
  #value = null;

  /** @param {DialogOptions} options */
  constructor({ title, body = [], foot = null, small = false }) {
    count += 1;
    const id = `dialog-title-${count}`;
    this.body = h("div", { class: "dialog-body" }, ...[body].flat());
    this.#element = h(
      "dialog",
      { class: small ? "dialog is-small" : "dialog", "aria-labelledby": id },
      h(
        "div",
        { class: "dialog-head" },
        h("h2", { id }, title),
        iconButton("close", "Close (Esc)", { onclick: () => this.close(null) }),
      ),
      this.body,
      foot === null ? null : h("p", { class: "dialog-foot" }, ...[foot].flat()),
    );
  }

  /**
   * Shows it. The focus goes to the element with `autofocus`, and back when the dialog closes.
   *
   * @returns {Promise<T | null>}
   */
  open() {
    const before = document.activeElement;
    document.body.append(this.#element);
    this.#element.showModal();
    return new Promise((resolve) => {
      this.#element.addEventListener("close", () => {
        this.#element.remove();
        if (before instanceof HTMLElement && before.isConnected) before.focus();
        resolve(this.#value);
      });
    });
  }

  /** @param {T | null} value */
  close(value) {
    this.#value = value;
    this.#element.close();
  }
}

/**
 * Asks with a button for each answer.
 *
 * @template T
 * @param {{title: string, body: Child | Child[], choices: Choice<T>[]}} question
 * @returns {Promise<T | null>} null when it was closed without an answer
 */
export function ask({ title, body, choices }) {
  /** @type {Dialog<T>} */
  const dialog = new Dialog({ title, body, small: true });
  const buttons = choices.map(({ label, value, look = "plain" }) =>
    h(
      "button",
      {
        type: "button",
        class: look === "plain" ? "btn" : `btn is-${look}`,
        autofocus: look === "primary",
        onclick: () => dialog.close(value),
      },
      label,
    ),
  );
  // Without a primary answer the first one has the focus: Enter does no harm.
  if (!choices.some(({ look }) => look === "primary")) buttons[0].autofocus = true;
  dialog.body.append(h("div", { class: "actions" }, buttons));
  return dialog.open();
}

/**
 * Asks before something is done. Enter and Esc both leave a dangerous thing undone.
 *
 * @param {{title: string, body: Child | Child[], action: string, danger?: boolean}} question
 *   action: the label of the button that does it, a verb
 * @returns {Promise<boolean>}
 */
export async function confirm({ title, body, action, danger = false }) {
  /** @type {Choice<boolean>[]} */
  const choices = [
    { label: "Cancel", value: false },
    { label: action, value: true, look: danger ? "danger" : "primary" },
  ];
  return (await ask({ title, body, choices })) === true;
}

/**
 * Asks for one line of text.
 *
 * @param {object} question
 * @param {string} question.title
 * @param {string} question.label of the field
 * @param {string} [question.value] to start from; it is selected
 * @param {string} question.action the label of the button that takes it
 * @param {(text: string) => string | null} [question.check] the sentence that says what is wrong
 * @returns {Promise<string | null>} null when it was closed without an answer
 */
export function prompt({ title, label, value = "", action, check = () => null }) {
  /** @type {Dialog<string>} */
  const dialog = new Dialog({ title, small: true });
  const field = textField(label, value, check);
  field.input.autofocus = true;
  dialog.body.append(
    formBody([field.element], action, {
      cancel: () => dialog.close(null),
      submit: () => {
        if (field.isValid()) dialog.close(field.input.value);
      },
    }),
  );
  const answer = dialog.open();
  field.input.select();
  return answer;
}

/**
 * A form for a dialog's body, with its two buttons: Enter in a field submits it.
 *
 * @param {Child[]} fields
 * @param {string} action the label of the button that submits
 * @param {{cancel: () => void, submit: () => void}} on
 * @returns {HTMLFormElement}
 */
export function formBody(fields, action, on) {
  return h(
    "form",
    {
      novalidate: true,
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        on.submit();
      },
    },
    ...fields,
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: "btn", onclick: on.cancel }, "Cancel"),
      h("button", { type: "submit", class: "btn is-primary" }, action),
    ),
  );
}
