// Edits to several files, as a language server proposes them (LSP, WorkspaceEdit).

/**
 * @typedef {{line: number, character: number}} Position 0-based, in UTF-16 units
 * @typedef {{range: {start: Position, end: Position}, newText: string}} TextEdit
 * @typedef {{kind: "create", uri: string}
 *   | {kind?: undefined, textDocument: {uri: string}, edits: TextEdit[]}} DocumentChange
 * @typedef {{changes?: Record<string, TextEdit[]>, documentChanges?: DocumentChange[]}} WorkspaceEdit
 *
 * @typedef {object} ChangedLine
 * @property {number} line 1-based, of the text before
 * @property {string} before
 * @property {string} after
 */

/**
 * @param {WorkspaceEdit} edit
 * @returns {Map<string, TextEdit[]>} by URI; files that are made anew have an entry, too
 */
export function editsByFile({ changes = {}, documentChanges = [] }) {
  /** @type {Map<string, TextEdit[]>} */
  const files = new Map(Object.entries(changes));
  for (const change of documentChanges) {
    const uri = change.kind === "create" ? change.uri : change.textDocument.uri;
    const edits = change.kind === "create" ? [] : change.edits;
    files.set(uri, [...(files.get(uri) ?? []), ...edits]);
  }
  return files;
}

/**
 * @param {string} text
 * @param {TextEdit[]} edits that do not overlap, with positions in `text`
 * @returns {string}
 */
export function applyEdits(text, edits) {
  const starts = lineStarts(text);
  const offset = (/** @type {Position} */ { line, character }) =>
    Math.min((starts[line] ?? text.length) + character, text.length);
  const ordered = edits
    .map(({ range, newText }) => ({
      from: offset(range.start),
      to: offset(range.end),
      newText,
    }))
    .sort((one, other) => one.from - other.from);
  let result = "";
  let done = 0;
  for (const { from, to, newText } of ordered) {
    result += text.slice(done, from) + newText;
    done = to;
  }
  return result + text.slice(done);
}

/**
 * The lines that edits change, to be shown before they are made.
 *
 * @param {string} text
 * @param {TextEdit[]} edits each within a line
 * @returns {ChangedLine[]}
 */
export function changedLines(text, edits) {
  const lines = text.split("\n");
  const numbers = [...new Set(edits.map(({ range }) => range.start.line))].sort((a, b) => a - b);
  return numbers.map((number) => {
    const before = lines[number] ?? "";
    const inLine = edits
      .filter(({ range }) => range.start.line === number)
      .map(({ range: { start, end }, newText }) => ({
        range: { start: { ...start, line: 0 }, end: { ...end, line: 0 } },
        newText,
      }));
    return { line: number + 1, before, after: applyEdits(before, inLine) };
  });
}

/** @param {string} text */
function lineStarts(text) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
