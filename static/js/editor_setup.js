// What every file's editor can do, and what its language adds.
import {
  bracketMatching,
  closeBrackets,
  closeBracketsKeymap,
  drawSelection,
  dropCursor,
  EditorState,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSelectionMatches,
  highlightSpecialChars,
  history,
  historyKeymap,
  indentOnInput,
  indentWithTab,
  keymap,
  lineNumbers,
  lintKeymap,
} from "codemirror";
import { editorKeymap } from "./editor_commands.js";
import { editorComparison } from "./editor_comparison.js";
import { editorCompletion } from "./editor_completion.js";
import { editorFold } from "./editor_fold.js";
import { editorMarks } from "./editor_marks.js";
import { editorRoutes } from "./editor_routes.js";
import { editorSearch } from "./editor_search.js";
import { severalSelections } from "./editor_select.js";
import { editorTheme } from "./editor_theme.js";
import { languageOf } from "./languages.js";
import { extension } from "./paths.js";

/** @typedef {import("codemirror").Extension} Extension */

/** @type {Extension} */
const common = [
  lineNumbers(),
  editorFold,
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  history(),
  drawSelection(),
  dropCursor(),
  severalSelections,
  EditorState.tabSize.of(4),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  editorCompletion,
  highlightActiveLine(),
  highlightSelectionMatches(),
  editorSearch,
  keymap.of([
    ...closeBracketsKeymap,
    ...editorKeymap,
    ...historyKeymap,
    ...lintKeymap,
    indentWithTab,
  ]),
  editorComparison,
  editorMarks,
  EditorState.phrases.of({ close: "Close" }),
  editorTheme,
];

/**
 * @param {boolean} editable
 * @returns {Extension}
 */
export function editing(editable) {
  if (editable) return [];
  // What cannot be edited can still be reached, scrolled and copied by keyboard.
  const reachable = EditorView.contentAttributes.of({ tabindex: "0" });
  return [EditorState.readOnly.of(true), EditorView.editable.of(false), reachable];
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {Extension}
 */
export function extensionsFor(path, text) {
  return [
    // Before the line numbers, so that it is left of them.
    extension(path) === "py" ? editorRoutes : [],
    common,
    languageOf(path, text),
    EditorView.contentAttributes.of({
      "aria-label": `${path}. Tab indents; Escape, then Tab leaves the editor`,
      spellcheck: "false",
      autocorrect: "off",
      autocapitalize: "off",
    }),
  ];
}
