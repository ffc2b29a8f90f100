// What every file's editor can do, and what its language adds.
import {
  autocompletion,
  bracketMatching,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  crosshairCursor,
  defaultKeymap,
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
  rectangularSelection,
  search,
  searchKeymap,
} from "codemirror";
import { editorMarks } from "./editor_marks.js";
import { editorRoutes } from "./editor_routes.js";
import { editorTheme } from "./editor_theme.js";
import { languageOf } from "./languages.js";
import { extension } from "./paths.js";

/** @typedef {import("codemirror").Extension} Extension */

/** @type {Extension} */
const common = [
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  history(),
  drawSelection(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  EditorState.tabSize.of(4),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ icons: false }),
  rectangularSelection(),
  crosshairCursor(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  search({ top: true }),
  EditorState.phrases.of({
    next: "Next",
    previous: "Previous",
    all: "All",
    "match case": "Match case",
    regexp: "Regular expression",
    "by word": "Whole words",
    replace: "Replace",
    "replace all": "Replace all",
  }),
  keymap.of([
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...completionKeymap,
    ...lintKeymap,
    indentWithTab,
  ]),
  editorMarks,
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
 * @returns {Extension}
 */
export function extensionsFor(path) {
  return [
    // Before the line numbers, so that it is left of them.
    extension(path) === "py" ? editorRoutes : [],
    common,
    languageOf(path),
    EditorView.contentAttributes.of({
      "aria-label": `${path}. Tab indents; Escape, then Tab leaves the editor`,
      spellcheck: "false",
      autocorrect: "off",
      autocapitalize: "off",
    }),
  ];
}
