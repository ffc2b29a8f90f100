// What several sources find wrong with the code: the app, its routes, a language server. Each sets
// its own list; the editor shows all of them.

/** @import { Diagnostic, EditorState, EditorView, Text, TransactionSpec } from "codemirror" */
import { forEachDiagnostic, setDiagnostics } from "codemirror";

/**
 * @typedef {object} Finding
 * @property {(doc: Text) => {from: number, to: number} | null} at where it is, as offsets; null: not
 *   in this text any more
 * @property {"error" | "warning" | "info" | "hint"} severity
 * @property {string} message
 * @property {boolean} [unnecessary] nothing is wrong with it, but it could go
 * @property {() => void} [fix] offers what mends it, with the cursor there
 *
 * @typedef {object} Files the states of the files that are in the editor
 * @property {(path: string) => EditorState | undefined} state
 * @property {(path: string, spec: TransactionSpec) => void} dispatch
 *
 * @typedef {Diagnostic & {origin: string}} Marked
 */

export class EditorDiagnostics {
  #files;
  /** By path, then by source. @type {Map<string, Map<string, Finding[]>>} */
  #lists = new Map();

  /** @param {Files} files */
  constructor(files) {
    this.#files = files;
  }

  /**
   * Replaces what a source has found in a file. What others have found stays, and follows the edits
   * made since. The file need not be in the editor.
   *
   * @param {string} path
   * @param {string} source
   * @param {Finding[]} findings
   */
  set(path, source, findings) {
    const lists = this.#lists.get(path) ?? new Map();
    if (findings.length === 0 && !lists.has(source)) return;
    if (findings.length > 0) lists.set(source, findings);
    else lists.delete(source);
    if (lists.size > 0) this.#lists.set(path, lists);
    else this.#lists.delete(path);
    this.#show(path, source, findings);
  }

  /**
   * Replaces all that a source has found, in all files.
   *
   * @param {string} source
   * @param {Map<string, Finding[]>} findings by path
   */
  setAll(source, findings) {
    for (const path of [...this.#lists.keys()]) {
      if (!findings.has(path)) this.set(path, source, []);
    }
    for (const [path, list] of findings) this.set(path, source, list);
  }

  /**
   * A file has come into the editor.
   *
   * @param {string} path
   */
  opened(path) {
    for (const [source, findings] of this.#lists.get(path) ?? []) {
      this.#show(path, source, findings);
    }
  }

  /**
   * @param {string} path
   * @param {string} source
   * @param {Finding[]} findings
   */
  #show(path, source, findings) {
    const state = this.#files.state(path);
    if (!state) return;
    /** @type {Marked[]} */
    const shown = [];
    forEachDiagnostic(state, (diagnostic, from, to) => {
      const marked = /** @type {Marked} */ (diagnostic);
      if (marked.origin !== source) shown.push({ ...marked, from, to });
    });
    for (const finding of findings) {
      const place = finding.at(state.doc);
      if (place) shown.push({ ...place, ...markOf(finding), origin: source });
    }
    this.#files.dispatch(path, setDiagnostics(state, shown));
  }
}

/**
 * @param {Finding} finding
 * @returns {Omit<Diagnostic, "from" | "to">}
 */
function markOf({ severity, message, unnecessary, fix }) {
  const actions = fix && [
    {
      name: "Quick fix",
      apply: (/** @type {EditorView} */ view, /** @type {number} */ from) => {
        view.dispatch({ selection: { anchor: from } });
        fix();
      },
    },
  ];
  const markClass = unnecessary ? "cm-unnecessary" : undefined;
  return { severity, message, ...(markClass && { markClass }), ...(actions && { actions }) };
}

/**
 * From a character up to, not including, another one; all 1-based. What is beyond a line's end is
 * at its end.
 *
 * @param {number} line
 * @param {number} column
 * @param {number} endLine
 * @param {number} endColumn
 * @returns {Finding["at"]}
 */
export function range(line, column, endLine, endColumn) {
  return (doc) => ({ from: offset(doc, line, column), to: offset(doc, endLine, endColumn) });
}

/**
 * @param {Text} doc
 * @param {number} line
 * @param {number} column
 */
export function offset(doc, line, column) {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(from + column - 1, to);
}
