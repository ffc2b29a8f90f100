// Where in its line an error is.

/** @import { Text } from "codemirror" */
/** @import { FileProblem } from "./editor.js" */
/** @import { Finding } from "./editor_diagnostics.js" */

/**
 * What to underline: the named thing if the message names one that is in the line, else what
 * begins at the column, else the line.
 *
 * @param {FileProblem} problem
 * @returns {Finding}
 */
export function findingOf(problem) {
  return {
    at: (doc) => placeOf(doc, problem),
    severity: problem.failed ? "error" : "warning",
    message: problem.message,
  };
}

/**
 * @param {Text} doc
 * @param {FileProblem} problem
 */
function placeOf(doc, problem) {
  const line = doc.line(Math.min(Math.max(problem.line, 1), doc.lines));
  const indent = line.text.length - line.text.trimStart().length;
  let [start, end] = [indent, line.length];
  const named = /'([^']+)'/.exec(problem.message)?.[1];
  const at = named ? line.text.indexOf(named) : -1;
  if (problem.column !== null && problem.column - 1 <= line.length) {
    start = problem.column - 1;
    end = start + (/^\w+|^./.exec(line.text.slice(start))?.[0].length ?? 0);
  } else if (named && at >= 0) {
    [start, end] = [at, at + named.length];
  }
  return { from: line.from + start, to: line.from + end };
}
