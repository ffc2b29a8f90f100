// Folding, with marks between the line numbers and the code.
import { codeFolding, EditorState, foldGutter } from "codemirror";
import { h, icon } from "./dom.js";

/** @type {import("codemirror").Extension} */
export const editorFold = [
  codeFolding({ placeholderText: "…" }),
  foldGutter({
    markerDOM: (open) =>
      h(
        "span",
        { class: open ? "fold is-open" : "fold", title: open ? "Fold" : "Unfold" },
        icon(open ? "chevron-down" : "chevron-right"),
      ),
  }),
  EditorState.phrases.of({ "folded code": "Folded code", unfold: "Unfold" }),
];
