// What has changed since a project's start.

/** @import { Content, Files } from "./messages.js" */
/** @import { ProjectFile } from "./files.js" */

/**
 * @typedef {object} FileChange
 * @property {string} path
 * @property {"added" | "changed" | "deleted"} kind
 * @property {Content | null} before null: there was no such file
 * @property {Content | null} after null: there is none any more
 */

/**
 * What the app wrote is none of the user's changes.
 *
 * @param {Files} start
 * @param {Map<string, ProjectFile>} files
 * @returns {FileChange[]} by path
 */
export function changesSince(start, files) {
  /** @type {FileChange[]} */
  const changes = [];
  for (const path of new Set([...Object.keys(start), ...files.keys()])) {
    const before = Object.hasOwn(start, path) ? start[path] : null;
    const file = files.get(path);
    const after = file?.content ?? null;
    if (before === null && file?.writtenBy === "app") continue;
    if (before !== null && after !== null && isSame(before, after)) continue;
    const kind = before === null ? "added" : after === null ? "deleted" : "changed";
    changes.push({ path, kind, before, after });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * @param {Content} a
 * @param {Content} b
 */
function isSame(a, b) {
  if (typeof a === "string" || typeof b === "string") return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
