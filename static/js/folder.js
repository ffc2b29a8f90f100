// Folders of this computer, and what is dropped on the page, as new projects. The project is a copy.
import { ImportError, importProject } from "./imported_project.js";
import { isIgnored } from "./project_path.js";
import { unzipProject } from "./zip.js";

/**
 * @typedef {import("./imported_project.js").Entry} Entry
 * @typedef {import("./store.js").NewProject} NewProject
 *
 * @typedef {FileSystemDirectoryHandle & {
 *   entries(): AsyncIterable<[string, FileSystemDirectoryHandle | FileSystemFileHandle]>,
 * }} DirectoryHandle
 * @typedef {Window & {showDirectoryPicker?: () => Promise<DirectoryHandle>}} PickerWindow
 */

/** @returns {boolean} whether this browser lets a page open a folder */
export function canOpenFolder() {
  return "showDirectoryPicker" in window || "webkitdirectory" in HTMLInputElement.prototype;
}

/**
 * Lets the user choose a folder. Needs a click or key press just before.
 *
 * @returns {Promise<NewProject | null>} null if none was chosen
 * @throws {ImportError}
 */
export async function openFolder() {
  const { showDirectoryPicker } = /** @type {PickerWindow} */ (window);
  if (!showDirectoryPicker) return openFolderInput();
  try {
    return await readHandle(await showDirectoryPicker.call(window));
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    throw unreadable("The folder", error);
  }
}

/**
 * Lets the user choose a zip file.
 *
 * @returns {Promise<NewProject | null>} null if none was chosen
 * @throws {ImportError}
 */
export async function openZip() {
  const [file] = await chooseFiles((input) => {
    input.accept = ".zip,application/zip";
  });
  return file ? unzipProject(file) : null;
}

/**
 * What was dropped: a folder, a zip, or some files. Call it in the drop event itself; the list of
 * items is empty afterwards.
 *
 * @param {DataTransfer} dropped
 * @returns {Promise<NewProject | null>} null if it was no file
 * @throws {ImportError}
 */
export async function openDropped(dropped) {
  const items = [...dropped.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const [first] = items;
  if (!first) return null;
  try {
    if (items.length === 1 && isFile(first) && /\.zip$/i.test(first.name)) {
      return await unzipProject(await fileOf(first));
    }
    /** @type {Entry[]} */
    const entries = [];
    /** @type {string[]} */
    const folders = [];
    for (const item of items) await collect(item, entries, folders);
    const source = items.length === 1 ? first.name.replace(/(?<=.)\.\w+$/, "") : "the files";
    return await importProject(source, entries, folders);
  } catch (error) {
    throw unreadable(first.name, error);
  }
}

/**
 * @param {DirectoryHandle} root
 * @returns {Promise<NewProject>}
 */
async function readHandle(root) {
  /** @type {Entry[]} */
  const entries = [];
  /** @type {string[]} */
  const folders = [];
  const top = root.name || "folder";
  /** @param {DirectoryHandle} directory @param {string} above */
  async function walk(directory, above) {
    folders.push(above);
    for await (const [name, handle] of directory.entries()) {
      const path = `${above}/${name}`;
      if (isIgnored(name)) continue;
      if (handle.kind === "directory") await walk(/** @type {DirectoryHandle} */ (handle), path);
      else entries.push(entryOf(path, await handle.getFile()));
    }
  }
  await walk(root, top);
  return importProject(top, entries, folders);
}

/** @returns {Promise<NewProject | null>} */
async function openFolderInput() {
  const files = await chooseFiles((input) => {
    input.webkitdirectory = true;
  });
  if (files.length === 0) return null;
  const [top] = files[0].webkitRelativePath.split("/");
  return importProject(
    top,
    files.map((file) => entryOf(file.webkitRelativePath, file)),
  );
}

/**
 * @param {(input: HTMLInputElement) => void} prepare
 * @returns {Promise<File[]>} none if the user has cancelled
 */
function chooseFiles(prepare) {
  const input = document.createElement("input");
  input.type = "file";
  prepare(input);
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}

/**
 * @param {FileSystemEntry} item
 * @param {Entry[]} entries
 * @param {string[]} folders
 */
async function collect(item, entries, folders) {
  if (isIgnored(item.name)) return;
  const path = item.fullPath.replace(/^\//, "");
  if (isFile(item)) {
    entries.push(entryOf(path, await fileOf(item)));
    return;
  }
  folders.push(path);
  const reader = /** @type {FileSystemDirectoryEntry} */ (item).createReader();
  // Browsers hand out a hundred at a time, and an empty list at the end.
  for (let children = await readSome(reader); children.length; children = await readSome(reader)) {
    for (const child of children) await collect(child, entries, folders);
  }
}

/**
 * @param {FileSystemEntry} item
 * @returns {item is FileSystemFileEntry}
 */
function isFile(item) {
  return item.isFile;
}

/**
 * @param {FileSystemFileEntry} item
 * @returns {Promise<File>}
 */
function fileOf(item) {
  return new Promise((resolve, reject) => item.file(resolve, reject));
}

/**
 * @param {FileSystemDirectoryReader} reader
 * @returns {Promise<FileSystemEntry[]>}
 */
function readSome(reader) {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

/**
 * @param {string} path
 * @param {File} file
 * @returns {Entry}
 */
function entryOf(path, file) {
  return { path, size: file.size, read: async () => new Uint8Array(await file.arrayBuffer()) };
}

/**
 * @param {string} name
 * @param {unknown} error
 * @returns {unknown} an ImportError for what the file system refuses, else the error itself
 */
function unreadable(name, error) {
  if (!(error instanceof DOMException)) return error;
  return new ImportError(`${name} cannot be read: ${error.message}`, { cause: error });
}
