// An error of the app as a mark in its file.

/** @import { State } from "./messages.js" */
/** @import { FileProblem } from "./editor.js" */

/** Longer notes would hardly ever fit behind a line. */
const LONGEST_NOTE = 60;

/**
 * @param {State} state
 * @returns {FileProblem | null} null: no error, or one that is in no file
 */
export function problemOf({ phase, error }) {
  if (!error || error.path === null || error.line === null) return null;
  const { path, line, column, type, message, kind } = error;
  return {
    path,
    line,
    column,
    message: type ? `${type}: ${message}` : message,
    note: noteOf(message),
    failed: phase === "failed" && kind !== "syntax",
  };
}

/** @param {string} message */
function noteOf(message) {
  const [, meant] = /Did you mean:? '([^']+)'/.exec(message) ?? [];
  if (meant) return `Did you mean ${meant}?`;
  const [first] = message.split("\n", 1);
  return first.length > LONGEST_NOTE ? `${first.slice(0, LONGEST_NOTE - 3)}...` : first;
}
