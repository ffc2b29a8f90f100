// Suggestions while typing: how they behave, for all languages. What is suggested comes from the
// languages themselves (languages.js), as their `autocomplete` data.
import { autocompletion, completionKeymap, EditorState, keymap } from "codemirror";

/** Whoever types on has not asked (milliseconds): half of CodeMirror's own, as answers take less. */
const PAUSE = 50;

/** @type {import("codemirror").Extension} */
export const editorCompletion = [
  autocompletion({ icons: false, activateOnTypingDelay: PAUSE }),
  keymap.of(completionKeymap),
  EditorState.phrases.of({ Completions: "Suggestions" }),
];
