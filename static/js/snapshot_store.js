// Keeps the snapshots that Python starts from as they go into its memory, for all projects. What the
// browser's cache has of them is compressed: to unpack it again at each start takes half of it.

/** @import { Config } from "./messages.js" */

/** @typedef {"runtime" | "language"} Name as in worker/interpreters.js */

/** In the origin's private file system. */
const FOLDER = "snapshots";

/** Projects come first: nothing is kept unless there is so much room beside them (bytes). */
const ROOM = 2 ** 30;

/**
 * @param {Config} config
 * @param {Name} name
 * @returns {Promise<ArrayBuffer | null>} null: this version of it is not kept, as in a browser that
 *   keeps nothing
 */
export async function keptSnapshot({ snapshots }, name) {
  if (snapshots === null) return null;
  try {
    const folder = await snapshotFolder();
    const handle = await folder.getFileHandle(fileName(snapshots, name));
    const file = await handle.getFile();
    return file.size > 0 ? await file.arrayBuffer() : null; // it is being written, or never was
  } catch (error) {
    return nothing(error);
  }
}

/**
 * Keeps these, and nothing else, for the next visit. One tab does it for all.
 *
 * @param {Config} config
 * @param {Name[]} names
 */
export async function keepSnapshots({ snapshots }, names) {
  if (snapshots === null || !navigator.locks) return;
  await navigator.locks.request("asgipad-snapshots", { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    try {
      const folder = await snapshotFolder();
      const wanted = names.map((name) => fileName(snapshots, name));
      /** @type {string[]} */
      const present = [];
      for await (const [name, handle] of folder.entries()) {
        const whole = handle instanceof FileSystemFileHandle && (await handle.getFile()).size > 0;
        if (whole && wanted.includes(name)) present.push(name);
        else await folder.removeEntry(name);
      }
      for (const [at, name] of names.entries()) {
        const file = wanted[at];
        if (file && !present.includes(file))
          await keep(folder, file, `${snapshots}${name}.snapshot`);
      }
    } catch (error) {
      nothing(error);
    }
  });
}

/** Throws all of them away: one does not do. */
export async function forgetSnapshots() {
  try {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(FOLDER, { recursive: true });
  } catch (error) {
    nothing(error);
  }
}

/**
 * @param {FileSystemDirectoryHandle} folder
 * @param {string} name
 * @param {string} url
 */
async function keep(folder, name, url) {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  if (quota - usage < ROOM) return;
  const response = await fetch(url);
  if (!response.ok || !response.body) return;
  const handle = await folder.getFileHandle(name, { create: true });
  try {
    // The file has its content when all of it is written, and none before.
    await response.body.pipeTo(await handle.createWritable());
  } catch (error) {
    await folder.removeEntry(name);
    throw error;
  }
}

/** @returns {Promise<FileSystemDirectoryHandle>} */
async function snapshotFolder() {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/**
 * @param {string} snapshots URL that ends in the version
 * @param {Name} name
 */
function fileName(snapshots, name) {
  const version = snapshots.split("/").at(-2);
  return `${version}-${name}.snapshot`;
}

/**
 * A browser that does not give room, a file that is not there, a host that is away: then Python starts
 * as in a first visit.
 *
 * @param {unknown} error
 * @returns {null}
 */
function nothing(error) {
  if (error instanceof DOMException || error instanceof TypeError) return null;
  throw error;
}
