// Files of this computer, as files of the open project.

/** @import { Content } from "./messages.js" */
import { contentOf } from "./content.js";
import { formatBytes } from "./format.js";
import { join, pathProblem } from "./paths.js";
import { isIgnored } from "./project_path.js";
import { LARGEST_FILE } from "./project_record.js";

/**
 * @typedef {object} Upload
 * @property {Record<string, Content>} files by path
 * @property {string[]} refused a sentence for each that was left out
 */

/**
 * Lets the user choose files. Needs a click or key press just before.
 *
 * @returns {Promise<File[]>} none if the user has cancelled
 */
export function chooseFiles() {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}

/**
 * The files in what was dropped, with the folders they are in. Call it in the drop event itself;
 * the list of items is empty afterwards.
 *
 * @param {DataTransfer} dropped
 * @returns {Promise<{path: string, file: File}[]>}
 */
export async function droppedFiles(dropped) {
  const entries = [...dropped.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found = await Promise.all(entries.map((entry) => walk(entry, entry.name)));
  return found.flat();
}

/**
 * @param {{path: string, file: File}[]} chosen paths relative to the folder
 * @param {string} folder
 * @returns {Promise<Upload>}
 */
export async function readUpload(chosen, folder) {
  /** @type {Upload} */
  const upload = { files: {}, refused: [] };
  for (const { path, file } of chosen) {
    const target = join(folder, path);
    if (isIgnored(target)) continue;
    const problem = pathProblem(target);
    if (problem) upload.refused.push(problem);
    else if (file.size > LARGEST_FILE) {
      upload.refused.push(
        `${path} is ${formatBytes(file.size)}: a project keeps files up to ${formatBytes(LARGEST_FILE)}`,
      );
    } else upload.files[target] = contentOf(new Uint8Array(await file.arrayBuffer()));
  }
  return upload;
}

/**
 * @param {FileSystemEntry} entry
 * @param {string} path
 * @returns {Promise<{path: string, file: File}[]>}
 */
async function walk(entry, path) {
  if (isIgnored(path)) return [];
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) =>
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
    );
    return [{ path, file }];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  const found = [];
  // A reader gives a hundred at a time and an empty list at the end.
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found.flat();
    for (const each of some) found.push(await walk(each, `${path}/${each.name}`));
  }
}
