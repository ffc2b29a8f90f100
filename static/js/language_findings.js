// What the language server finds wrong, as the editor marks it.

/** @import { Finding } from "./editor_diagnostics.js" */
/** @import { ServerDiagnostic } from "./editor_language.js" */
import { range } from "./editor_diagnostics.js";

/** LSP's DiagnosticTag. */
const UNNECESSARY = 1;

/** LSP's DiagnosticSeverity, from 1. @type {Finding["severity"][]} */
const SEVERITIES = ["error", "warning", "info", "hint"];

/**
 * A file that does not compile is the runtime's to mark: it also says what serves meanwhile.
 *
 * @param {ServerDiagnostic[]} found
 * @param {() => void} fix offers what mends the line with the cursor
 * @returns {Finding[]}
 */
export function findingsOf(found, fix) {
  return found.filter(({ code }) => code !== "SyntaxError").map((each) => findingOf(each, fix));
}

/**
 * @param {ServerDiagnostic} diagnostic
 * @param {() => void} fix
 * @returns {Finding}
 */
function findingOf({ range: { start, end }, severity = 1, message, tags = [], data }, fix) {
  const unnecessary = tags.includes(UNNECESSARY);
  return {
    at: range(start.line + 1, start.character + 1, end.line + 1, end.character + 1),
    severity: unnecessary ? "hint" : (SEVERITIES[severity - 1] ?? "error"),
    message,
    unnecessary,
    ...(data !== undefined && { fix }),
  };
}
