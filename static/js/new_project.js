// The dialog for a new project: what to start from, and its name.
import { Dialog, formBody } from "./dialog.js";
import { h } from "./dom.js";
import { checkName, cleanName, uniqueName } from "./project_name.js";
import { textField } from "./text_field.js";

/**
 * @typedef {import("./templates.js").Template} Template
 * @typedef {{name: string, template: Template | null}} Wish null: an empty project
 */

/** What an empty project is called until somebody names it. */
export const UNNAMED = "project";

/**
 * @param {Template[]} templates
 * @param {string[]} taken names of the other projects
 * @returns {Promise<Wish | null>} null when it was closed without one
 */
export function askForProject(templates, taken) {
  /** @type {Dialog<Wish>} */
  const dialog = new Dialog({ title: "New project", small: true });
  /** @type {Template | null} */
  let chosen = templates[0] ?? null;
  const suggestion = () => uniqueName(chosen?.name ?? UNNAMED, taken);
  const name = textField("Name", suggestion(), (text) => checkName(text, taken));
  name.input.autofocus = true;

  /** @param {Template | null} template */
  function choose(template) {
    const untouched = name.input.value === suggestion();
    chosen = template;
    if (untouched) name.input.value = suggestion();
  }

  /** @param {Template | null} template */
  function radio(template) {
    const input = h("input", {
      type: "radio",
      name: "template",
      checked: template === chosen,
      onchange: () => choose(template),
    });
    const made = template?.frameworks.join(", ") ?? "";
    const words = template
      ? [template.title, made !== template.title && h("small", {}, made)]
      : ["Nothing, an empty project"];
    return h("label", { class: "check" }, input, h("span", {}, words));
  }

  const from = h(
    "fieldset",
    { class: "start-from" },
    h("legend", { class: "label" }, "Start from"),
    [...templates, null].map(radio),
  );
  dialog.body.append(
    formBody([name.element, from], "Make it", {
      cancel: () => dialog.close(null),
      submit: () => {
        if (name.isValid()) dialog.close({ name: cleanName(name.input.value), template: chosen });
      },
    }),
  );
  const answer = dialog.open();
  name.input.select();
  return answer;
}
