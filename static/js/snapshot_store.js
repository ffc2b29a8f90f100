// Keeps the snapshots that Python starts from as they go into its memory: those of the build for all
// projects, as what the browser's cache has of them is compressed, and to unpack it again at each start
// takes half of it; and for each project one of its own packages, which the page has made.
//
// No project gets what was made in another one: whoever runs in a preview could make anything.

/** @import { Config } from "./messages.js" */
import { crc32 } from "./crc32.js";

/** @typedef {"runtime" | "language"} Name as in worker/interpreters.js */

/** In the origin's private file system. */
const FOLDER = "snapshots";

/** Projects come first: nothing is kept unless there is so much room beside them (bytes). */
const ROOM = 2 ** 30;

/** All projects' own snapshots together (bytes). */
const ALL_PROJECTS = 2 ** 29;

/** Packages whose versions are open are looked for again when a snapshot is so old (milliseconds). */
const STALE = 24 * 3600 * 1000;

/**
 * @param {Config} config
 * @param {Name} name
 * @param {string} [id] of a project that may have one of its own
 * @returns {Promise<File | null>} to be read where it is needed; null: this version of it is not kept,
 *   as in a browser that keeps nothing
 */
export async function keptSnapshot(config, name, id) {
  if (config.snapshots === null) return null;
  try {
    const folder = await snapshotFolder();
    if (name === "runtime" && id !== undefined) {
      const [own] = await files(folder, projectName(config, id));
      if (own) return own;
    }
    const handle = await folder.getFileHandle(fileName(config, name));
    const file = await handle.getFile();
    return file.size > 0 ? file : null; // it is being written, or never was
  } catch (error) {
    return nothing(error);
  }
}

/**
 * Keeps these for the next visit, and nothing of other versions. One tab does it for all.
 *
 * @param {Config} config
 * @param {Name[]} names
 */
export async function keepSnapshots(config, names) {
  if (config.snapshots === null) return;
  await alone(async (folder) => {
    const wanted = names.map((name) => fileName(config, name));
    const own = fileName(config, "project");
    /** @type {string[]} */
    const present = [];
    for await (const [name, handle] of folder.entries()) {
      const whole = handle instanceof FileSystemFileHandle && (await handle.getFile()).size > 0;
      if (whole && wanted.includes(name)) present.push(name);
      else if (!name.startsWith(own)) await folder.removeEntry(name);
    }
    for (const [at, name] of names.entries()) {
      const file = wanted[at];
      if (!file || present.includes(file) || !(await isRoomy())) continue;
      const response = await fetch(`${config.snapshots}${name}.snapshot`);
      if (response.ok && response.body) await write(folder, file, response.body);
    }
  });
}

/**
 * @param {Config} config
 * @param {string} id of the project
 * @param {string[]} packages that it would be of
 * @returns {Promise<boolean>} is there no snapshot of the project's own, or should it be made anew?
 */
export async function isProjectDue(config, id, packages) {
  if (config.snapshots === null || !navigator.locks) return false;
  try {
    const [file] = await files(await snapshotFolder(), projectName(config, id));
    if (!file) return isRoomy();
    const stale = Date.now() - file.lastModified > STALE;
    return stale || file.name !== projectName(config, id, packages);
  } catch (error) {
    nothing(error);
    return false;
  }
}

/**
 * Keeps a project's own snapshot in the place of an older one. If all take too much room the oldest
 * ones go: of projects that were not opened for longest, as others are made anew.
 *
 * @param {Config} config
 * @param {string} id of the project
 * @param {string[]} packages that it is of
 * @param {ArrayBuffer} snapshot
 */
export async function keepProjectSnapshot(config, id, packages, snapshot) {
  await alone(async (folder) => {
    for (const { name } of await files(folder, projectName(config, id))) {
      await folder.removeEntry(name);
    }
    if (!(await isRoomy())) return;
    await write(folder, projectName(config, id, packages), new Blob([snapshot]).stream());
    await evict(folder, config);
  });
}

/**
 * Throws away what a project that is no longer there has kept, of all versions.
 *
 * @param {string} id of the project
 */
export async function forgetProjectSnapshots(id) {
  try {
    const folder = await snapshotFolder();
    for await (const name of folder.keys()) {
      if (name.includes(`-project-${id}-`)) await folder.removeEntry(name);
    }
  } catch (error) {
    nothing(error);
  }
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
 * @param {(folder: FileSystemDirectoryHandle) => Promise<void>} change unless another tab does one
 */
async function alone(change) {
  if (!navigator.locks) return;
  await navigator.locks.request("asgipad-snapshots", { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    try {
      await change(await snapshotFolder());
    } catch (error) {
      nothing(error);
    }
  });
}

/**
 * @param {FileSystemDirectoryHandle} folder
 * @param {string} name
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} content
 */
async function write(folder, name, content) {
  const handle = await folder.getFileHandle(name, { create: true });
  try {
    // The file has its content when all of it is written, and none before.
    await content.pipeTo(await handle.createWritable());
  } catch (error) {
    await folder.removeEntry(name);
    throw error;
  }
}

/**
 * @param {FileSystemDirectoryHandle} folder
 * @param {string} start of their names
 * @returns {Promise<File[]>} those that are whole, newest first
 */
async function files(folder, start) {
  /** @type {File[]} */
  const found = [];
  for await (const [name, handle] of folder.entries()) {
    if (name.startsWith(start) && handle instanceof FileSystemFileHandle) {
      found.push(await handle.getFile());
    }
  }
  return found
    .filter(({ size }) => size > 0)
    .sort((one, other) => other.lastModified - one.lastModified);
}

/**
 * @param {FileSystemDirectoryHandle} folder
 * @param {Config} config
 */
async function evict(folder, config) {
  let room = ALL_PROJECTS;
  for (const { name, size } of await files(folder, fileName(config, "project"))) {
    room -= size;
    if (room < 0) await folder.removeEntry(name);
  }
}

/** @returns {Promise<boolean>} */
async function isRoomy() {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  return quota - usage >= ROOM;
}

/** @returns {Promise<FileSystemDirectoryHandle>} */
async function snapshotFolder() {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/**
 * @param {Config} config
 * @param {Name | "project"} name
 */
function fileName({ snapshots }, name) {
  const version = snapshots?.split("/").at(-2);
  return name === "project" ? `${version}-project-` : `${version}-${name}.snapshot`;
}

/**
 * @param {Config} config
 * @param {string} id
 * @param {string[]} [packages]
 * @returns {string} of the file, or how it starts
 */
function projectName(config, id, packages) {
  // Packages of the same name and version are others in another index.
  const start = `${fileName(config, "project")}${id}-${digest(config.index ?? "")}-`;
  return packages ? `${start}${digest(packages.join("\n"))}.snapshot` : start;
}

/** @param {string} text */
function digest(text) {
  return crc32(new TextEncoder().encode(text)).toString(16);
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
