// Makes a project of files that come from outside: a folder, a zip, files dropped on the page.
import { contentOf } from "./content.js";
import { formatBytes } from "./format.js";
import { checkPaths, isIgnored } from "./project_path.js";
import { LARGEST_FILE } from "./project_record.js";

/**
 * @typedef {import("./messages.js").Content} Content
 * @typedef {import("./store.js").NewProject} NewProject
 *
 * @typedef {object} Entry one file before it is read
 * @property {string} path
 * @property {number} size bytes
 * @property {() => Uint8Array | Promise<Uint8Array>} read
 */

const MOST_FILES = 2000;
const MOST_BYTES = 100_000_000;

/** Why nothing was imported. `message` is a sentence for the page. */
export class ImportError extends Error {
  /**
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(message, options) {
    super(message, options);
    this.name = "ImportError";
  }
}

/**
 * Reads the files of a project. A single folder around everything is taken off and gives the
 * project its name; what tools make again (`.git`, `node_modules`, `__pycache__`) stays out.
 *
 * @param {string} source what the files come from, for sentences and as the project's name
 * @param {Entry[]} entries
 * @param {string[]} [folders] paths of folders, which may be empty
 * @returns {Promise<NewProject>}
 * @throws {ImportError}
 */
export async function importProject(source, entries, folders = []) {
  const wanted = entries.filter(({ path }) => !isIgnored(path));
  const kept = folders.filter((path) => !isIgnored(path));
  checkSizes(source, wanted);
  const wrong = checkPaths(
    wanted.map(({ path }) => path),
    kept,
  );
  if (wrong) throw new ImportError(`${source} is not opened. ${wrong}`);
  const top = topFolder([...wanted.map(({ path }) => path), ...kept.map((path) => `${path}/`)]);
  const inside = top.length;
  /** @type {Record<string, Content>} */
  const files = {};
  for (const { path, read } of wanted) files[path.slice(inside)] = contentOf(await read());
  return {
    name: top.slice(0, -1) || source.replace(/\.zip$/i, ""),
    files,
    folders: emptyFolders(
      kept.map((path) => path.slice(inside)),
      Object.keys(files),
    ),
  };
}

/**
 * @param {string} source
 * @param {Entry[]} entries
 * @throws {ImportError}
 */
function checkSizes(source, entries) {
  if (entries.length === 0) throw new ImportError(`There are no files in ${source}.`);
  if (entries.length > MOST_FILES) {
    throw new ImportError(
      `${source} has ${entries.length} files: a project keeps up to ${MOST_FILES}. Open a folder inside it.`,
    );
  }
  let total = 0;
  for (const { path, size } of entries) {
    total += size;
    if (size > LARGEST_FILE) {
      throw new ImportError(
        `${path} is ${formatBytes(size)}: a project keeps files up to ${formatBytes(LARGEST_FILE)}. Take it out and open ${source} again.`,
      );
    }
  }
  if (total > MOST_BYTES) {
    throw new ImportError(
      `${source} is ${formatBytes(total)} unpacked: a project keeps up to ${formatBytes(MOST_BYTES)}.`,
    );
  }
}

/**
 * @param {string[]} paths
 * @returns {string} the folder that all of them are in, with its "/", else ""
 */
function topFolder(paths) {
  const top = paths[0].slice(0, paths[0].indexOf("/") + 1);
  return paths.every((path) => path.startsWith(top)) ? top : "";
}

/**
 * @param {string[]} folders
 * @param {string[]} files
 * @returns {string[]} those that no file implies
 */
function emptyFolders(folders, files) {
  const wanted = folders.filter((folder) => folder !== "");
  return wanted.filter((folder) => !files.some((file) => file.startsWith(`${folder}/`)));
}
