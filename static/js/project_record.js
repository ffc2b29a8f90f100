// What a store keeps of a project, and how it follows the project's files. Both stores share it.
import { ownContent, sizeOf } from "./content.js";
import { formatBytes } from "./format.js";
import { frameworksIn, joinFrameworks } from "./frameworks.js";
import { StoreError } from "./store_error.js";

/**
 * @typedef {import("./messages.js").Content} Content
 * @typedef {import("./messages.js").Cookie} Cookie
 * @typedef {import("./store.js").ProjectInfo} ProjectInfo
 * @typedef {import("./store.js").View} View
 * @typedef {import("./store.js").WrittenBy} WrittenBy
 *
 * @typedef {object} FileRecord
 * @property {string} project id
 * @property {string} path
 * @property {Content} content
 * @property {WrittenBy} writtenBy who made the file
 *
 * @typedef {object} StartRecord the files that a project began with
 * @property {string} project id
 * @property {Record<string, Content>} files
 *
 * @typedef {ProjectInfo & {
 *   folders: string[],
 *   view: View,
 *   epoch: number,
 *   mentions: Record<string, string[]>,
 *   cookies?: Cookie[],
 * }} ProjectRecord `epoch` is raised by every claim; `mentions`: frameworks by path
 */

/** Bytes of the largest file a project keeps. */
export const LARGEST_FILE = 20_000_000;

/**
 * @param {string} id
 * @param {string} name
 * @param {View} view
 * @param {string[]} folders
 * @returns {ProjectRecord} of a project without files
 */
export function newRecord(id, name, view, folders) {
  const now = Date.now();
  return {
    id,
    name,
    created: now,
    modified: now,
    files: 0,
    bytes: 0,
    frameworks: [],
    folders,
    view,
    epoch: 0,
    mentions: {},
  };
}

/**
 * @param {ProjectRecord} record
 * @param {string} id of the copy
 * @param {string} name of the copy
 * @returns {ProjectRecord} the same files under another id, owned by nobody, logged in as nobody
 */
export function copyRecord(record, id, name) {
  const now = Date.now();
  const { cookies: _, ...copied } = structuredClone(record);
  return { ...copied, id, name, created: now, modified: now, epoch: 0 };
}

/**
 * @param {ProjectRecord} record
 * @returns {ProjectInfo}
 */
export function infoOf(record) {
  const { id, name, created, modified, files, bytes, frameworks } = record;
  return { id, name, created, modified, files, bytes, frameworks };
}

/**
 * Counts one file in and the one it replaces out. The record's frameworks follow.
 *
 * @param {ProjectRecord} record changed in place
 * @param {string} path
 * @param {FileRecord | undefined} before
 * @param {FileRecord | undefined} after
 */
export function replaceFile(record, path, before, after) {
  record.files += (after ? 1 : 0) - (before ? 1 : 0);
  record.bytes += (after ? sizeOf(after.content) : 0) - (before ? sizeOf(before.content) : 0);
  const names = frameworksIn(path, after ? after.content : null);
  if (names.length > 0) record.mentions[path] = names;
  else delete record.mentions[path];
  record.frameworks = joinFrameworks(Object.values(record.mentions));
}

/**
 * The record of a file after somebody wrote it. What the app changes in a file of the user's stays
 * the user's; what the user edits becomes the user's.
 *
 * @param {string} project id
 * @param {string} path
 * @param {Content} content
 * @param {WrittenBy} writtenBy
 * @param {FileRecord} [before]
 * @returns {FileRecord}
 * @throws {StoreError} too-large
 */
export function newFile(project, path, content, writtenBy, before) {
  const size = sizeOf(content);
  if (size > LARGEST_FILE) {
    throw new StoreError(
      "too-large",
      `${path} is ${formatBytes(size)}: a project keeps files up to ${formatBytes(LARGEST_FILE)}.`,
    );
  }
  const maker = before?.writtenBy === "user" ? "user" : writtenBy;
  return { project, path, content: ownContent(content), writtenBy: maker };
}

/**
 * @param {string} project id
 * @param {Record<string, Content>} files
 * @returns {StartRecord}
 */
export function newStart(project, files) {
  const own = Object.entries(files).map(([path, content]) => [path, ownContent(content)]);
  return { project, files: Object.fromEntries(own) };
}

/**
 * A duplicate starts with what it was made of; what the app wrote there is no start.
 *
 * @param {string} project id of the duplicate
 * @param {FileRecord[]} files
 * @returns {StartRecord}
 */
export function startOf(project, files) {
  const users = files.filter(({ writtenBy }) => writtenBy === "user");
  return newStart(project, Object.fromEntries(users.map(({ path, content }) => [path, content])));
}
