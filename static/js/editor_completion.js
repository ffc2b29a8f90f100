// Suggestions while typing: how they behave, for all languages. What is suggested comes from the
// languages themselves (languages.js), as their `autocomplete` data.
import { autocompletion, completionKeymap, EditorState, keymap } from "codemirror";

/** @type {import("codemirror").Extension} */
export const editorCompletion = [
  autocompletion({ icons: false }),
  keymap.of(completionKeymap),
  EditorState.phrases.of({ Completions: "Suggestions" }),
];
