// Renames what the cursor is on, in all files of the project: shows every line before it is changed.

/** @import { EditorLanguage } from "./editor_language.js" */
/** @import { WorkspaceEdit } from "./workspace_edit.js" */
import { Dialog, formBody } from "./dialog.js";
import { fill, h } from "./dom.js";
import { pathOf } from "./editor_workspace.js";
import { formatCount } from "./format.js";
import { textField } from "./text_field.js";
import { changedLines, editsByFile } from "./workspace_edit.js";

/** So many lines are shown; the others are counted. */
const MOST = 200;

/** Typing rests so long before the lines are asked for (milliseconds). */
const REST = 200;

/**
 * @param {EditorLanguage} language
 * @param {{uri: string, position: {line: number, character: number}, name: string}} target
 * @param {(path: string) => string} textOf a file of the project
 * @returns {Promise<WorkspaceEdit | null>} null: it stays as it is
 */
export function askForRename(language, { uri, position, name }, textOf) {
  /** @type {Dialog<WorkspaceEdit>} */
  const dialog = new Dialog({ title: `Rename ${name}` });
  /** What the server said of a name last. @type {{name: string, edit?: WorkspaceEdit, error?: string}} */
  let known = { name };
  const field = textField("New name", name, (text) => {
    if (text.trim() === "") return "A name is missing";
    return known.name === text ? (known.error ?? null) : null;
  });
  const preview = h("div", { class: "rename-preview", "aria-live": "polite" });
  let timer = 0;

  /** @param {string} wanted */
  async function look(wanted) {
    try {
      const edit = await language.request("textDocument/rename", {
        textDocument: { uri },
        position,
        newName: wanted,
      });
      known = { name: wanted, edit };
    } catch (error) {
      known = { name: wanted, error: error instanceof Error ? error.message : String(error) };
    }
    if (field.input.value !== wanted) return; // there is a newer name
    fill(preview, known.edit ? previewOf(known.edit, textOf) : []);
    if (known.error) field.isValid();
    else if (field.input.getAttribute("aria-invalid") === "true") field.isValid();
  }

  field.input.autofocus = true;
  field.input.addEventListener("input", () => {
    clearTimeout(timer);
    const wanted = field.input.value;
    if (wanted.trim() !== "" && wanted !== name) timer = window.setTimeout(look, REST, wanted);
    else fill(preview);
  });
  dialog.body.append(
    formBody([field.element, preview], "Rename", {
      cancel: () => dialog.close(null),
      submit: async () => {
        clearTimeout(timer);
        const wanted = field.input.value;
        if (wanted === name) return dialog.close(null);
        if (known.name !== wanted || !known.edit) await look(wanted);
        if (field.isValid() && known.name === wanted && known.edit) dialog.close(known.edit);
      },
    }),
  );
  const answer = dialog.open();
  field.input.select();
  return answer;
}

/**
 * @param {WorkspaceEdit} edit
 * @param {(path: string) => string} textOf
 */
function previewOf(edit, textOf) {
  const files = [...editsByFile(edit)].map(([uri, edits]) => {
    const path = pathOf(uri);
    return { path, places: edits.length, lines: changedLines(textOf(path), edits) };
  });
  const places = files.reduce((sum, file) => sum + file.places, 0);
  let room = MOST;
  const parts = files.map(({ path, lines }) => {
    const shown = lines.slice(0, room);
    room -= shown.length;
    return [
      h("h3", {}, path),
      h(
        "ol",
        { class: "rename-lines" },
        shown.map(({ line, before, after }) =>
          h("li", { value: line }, h("del", {}, before.trim()), h("ins", {}, after.trim())),
        ),
      ),
    ];
  });
  return [
    h(
      "p",
      { class: "hint" },
      `${formatCount(places, "place")} in ${formatCount(files.length, "file")}`,
    ),
    ...parts.flat(),
  ];
}
