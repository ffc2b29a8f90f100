// Asks for a line and goes there.
import { EditorView } from "codemirror";
import { prompt } from "./dialog.js";

/** @param {EditorView} view */
export function goToLine(view) {
  const { doc, selection } = view.state;
  prompt({
    title: "Go to line",
    label: `Line, 1 to ${doc.lines}`,
    value: String(doc.lineAt(selection.main.head).number),
    action: "Go",
    check: (text) => (isLine(text, doc.lines) ? null : `The file has the lines 1 to ${doc.lines}`),
  }).then((typed) => {
    if (typed === null) return;
    const { from } = view.state.doc.line(Number(typed));
    view.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    view.focus();
  });
  return true;
}

/**
 * @param {string} text
 * @param {number} lines
 */
function isLine(text, lines) {
  return /^\s*\d+\s*$/.test(text) && Number(text) >= 1 && Number(text) <= lines;
}
