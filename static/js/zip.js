// Projects as zip files.
import { inflateSync, zipSync } from "fflate";
import { bytesOf } from "./content.js";
import { crc32 } from "./crc32.js";
import { ImportError, importProject } from "./imported_project.js";
import { fileName } from "./project_name.js";
import { readDirectory } from "./zip_directory.js";

/**
 * @typedef {import("./messages.js").Content} Content
 * @typedef {import("./store.js").NewProject} NewProject
 * @typedef {import("./zip_directory.js").ZipEntry} ZipEntry
 */

const STORED = 0;
const DEFLATED = 8;

/**
 * A project as a zip with one folder in it, named like the project.
 *
 * @param {{name: string, files: Record<string, Content>, folders?: string[]}} project
 * @returns {File}
 */
export function zipProject({ name, files, folders = [] }) {
  const top = fileName(name);
  /** @type {Record<string, Uint8Array>} */
  const entries = {};
  for (const folder of folders) entries[`${top}/${folder}/`] = new Uint8Array();
  for (const [path, content] of Object.entries(files)) entries[`${top}/${path}`] = bytesOf(content);
  return new File([zipSync(entries)], `${top}.zip`, { type: "application/zip" });
}

/**
 * Lets the browser save a file.
 *
 * @param {File} file
 */
export function saveFile(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // The browser reads the file after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * @param {File} file
 * @returns {Promise<NewProject>}
 * @throws {ImportError} no zip, damaged, encrypted, too large, or with paths that lead elsewhere
 */
export async function unzipProject(file) {
  const zip = new Uint8Array(await file.arrayBuffer());
  const entries = readDirectory(zip, file.name);
  const files = entries.filter(({ path, link }) => !path.endsWith("/") && !link);
  const folders = entries.filter(({ path }) => path.endsWith("/"));
  return importProject(
    file.name,
    files.map((entry) => ({
      path: entry.path,
      size: entry.size,
      read: () => unpack(entry, file.name),
    })),
    folders.map(({ path }) => path.slice(0, -1)),
  );
}

/**
 * @param {ZipEntry} entry
 * @param {string} zip its name
 * @returns {Uint8Array}
 */
function unpack(entry, zip) {
  if (entry.encrypted) {
    throw new ImportError(`${zip} is locked with a password. Pack it again without one.`);
  }
  const bytes = inflate(entry, zip);
  if (bytes.length !== entry.size || crc32(bytes) !== entry.crc) {
    throw new ImportError(`${zip} is damaged: ${entry.path} is not as it was packed.`);
  }
  return bytes;
}

/**
 * @param {ZipEntry} entry
 * @param {string} zip
 * @returns {Uint8Array}
 */
function inflate(entry, zip) {
  if (entry.method === STORED) return entry.packed;
  if (entry.method !== DEFLATED) {
    throw new ImportError(
      `${entry.path} in ${zip} is packed in a way that browsers cannot read. Pack it as an ordinary zip.`,
    );
  }
  try {
    // Into a buffer of the announced size: an archive that lies about it cannot fill the memory.
    return inflateSync(entry.packed, { out: new Uint8Array(entry.size) });
  } catch (error) {
    throw new ImportError(`${zip} is damaged: ${entry.path} cannot be unpacked.`, { cause: error });
  }
}
