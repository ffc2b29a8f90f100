// The file compared with an earlier text: what was there stands above what took its place, and each
// change can be taken back. Going on typing is possible all the time.
import {
  Chunk,
  Compartment,
  getOriginalDoc,
  goToNextChunk,
  goToPreviousChunk,
  rejectChunk,
  showPanel,
  Text,
  unifiedMergeView,
} from "codemirror";
import { h, iconButton } from "./dom.js";

/** @typedef {import("codemirror").EditorView} EditorView */

/** A difference that takes longer is made coarse (milliseconds). */
const PATIENCE = 100;
const DIFFERENCE = { scanLimit: 500, timeout: PATIENCE };

const comparing = new Compartment();

/** @type {import("codemirror").Extension} */
export const editorComparison = comparing.of([]);

/**
 * @param {string | null} original null ends the comparison
 * @param {boolean} [readOnly] nothing can be taken back
 * @returns {import("codemirror").StateEffect<unknown>}
 */
export function comparedWith(original, readOnly = false) {
  if (original === null) return comparing.reconfigure([]);
  return comparing.reconfigure([
    unifiedMergeView({
      original,
      mergeControls: readOnly
        ? false
        : (type, action) => (type === "reject" ? takeBackButton(action) : h("span")),
      diffConfig: DIFFERENCE,
    }),
    showPanel.of(bar),
  ]);
}

/**
 * @param {string} before
 * @param {string} after
 * @returns {{added: number, removed: number}} lines
 */
export function countLines(before, after) {
  // No text at all is one empty line for CodeMirror, and none for us.
  if (before === "" || after === "") return { added: linesIn(after), removed: linesIn(before) };
  const [a, b] = [before, after].map((text) => Text.of(text.split(/\r\n?|\n/)));
  let [added, removed] = [0, 0];
  for (const { fromA, toA, endA, fromB, toB, endB } of Chunk.build(a, b, DIFFERENCE)) {
    if (toA > fromA) removed += a.lineAt(endA).number - a.lineAt(fromA).number + 1;
    if (toB > fromB) added += b.lineAt(endB).number - b.lineAt(fromB).number + 1;
  }
  return { added, removed };
}

/** @param {string} text */
function linesIn(text) {
  return text === "" ? 0 : text.replace(/(\r\n?|\n)$/, "").split(/\r\n?|\n/).length;
}

/**
 * @param {EditorView} view
 * @returns {import("codemirror").Panel}
 */
function bar(view) {
  const { readOnly } = view.state;
  const act = (/** @type {string} */ label, /** @type {() => void} */ run) =>
    h("button", { type: "button", class: "btn is-small", onclick: run }, label);
  const dom = h(
    "div",
    { class: "comparison", role: "toolbar", "aria-label": "Comparison with the start" },
    h("span", { class: "comparison-title" }, "Compared with the start"),
    iconButton("up", "Previous change", { onclick: () => go(view, goToPreviousChunk) }),
    iconButton("down", "Next change", { onclick: () => go(view, goToNextChunk) }),
    readOnly ? null : act("Take back this change", () => rejectChunk(view)),
    readOnly ? null : act("Take back the file", () => takeBackAll(view)),
    h("span", { class: "grow" }),
    iconButton("close", "End the comparison", {
      onclick: () => {
        view.dispatch({ effects: comparedWith(null) });
        view.focus();
      },
    }),
  );
  dom.addEventListener("keydown", (event) => {
    if (event.key === "Escape") view.focus();
  });
  return { top: true, dom };
}

/** @param {EditorView} view */
function takeBackAll(view) {
  view.dispatch({
    changes: { from: 0, to: view.state.doc.length, insert: getOriginalDoc(view.state) },
    userEvent: "revert",
  });
}

/**
 * @param {EditorView} view
 * @param {import("codemirror").StateCommand} command
 */
function go(view, command) {
  command(view);
  view.focus();
}

/** @param {(event: MouseEvent) => void} action */
function takeBackButton(action) {
  // A press would first move the cursor, and the code with it.
  return h("button", { type: "button", class: "btn is-small", onmousedown: action }, "Take back");
}
