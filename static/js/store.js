// Where projects are kept: in this browser, or where it refuses, in the memory of this tab.
import { IndexedStore } from "./indexed_store.js";
import { MemoryStore } from "./memory_store.js";
import { StoreError } from "./store_error.js";

export { StoreError };

/**
 * @typedef {import("./messages.js").Content} Content
 * @typedef {import("./messages.js").Changes} Changes
 * @typedef {import("./messages.js").Cookie} Cookie
 *
 * @typedef {"user" | "app"} WrittenBy who made a file: the user (or the template, zip or link it
 *   came with), or the running app
 *
 * @typedef {object} ProjectInfo
 * @property {string} id
 * @property {string} name
 * @property {number} created milliseconds since the epoch
 * @property {number} modified when a file was last written
 * @property {number} files how many
 * @property {number} bytes of all files
 * @property {string[]} frameworks "FastAPI", "SQLModel"
 *
 * @typedef {{path?: string, line?: number, preview?: string, [key: string]: unknown}} View
 *   how the project's page was left: the file in the editor and its line, the path in the preview,
 *   and whatever else the page wants to find again (structured-cloneable)
 *
 * @typedef {{content: Content, writtenBy: WrittenBy}} KeptFile
 *
 * @typedef {object} Project
 * @property {ProjectInfo} info
 * @property {Record<string, KeptFile>} files by path
 * @property {string[]} folders those made by hand, which may be empty
 * @property {View} view
 * @property {Cookie[]} cookies the app's, which the browser does not keep itself
 *
 * @typedef {object} NewProject
 * @property {string} [id] of a project that ran before it was kept; else a fresh one
 * @property {string} name
 * @property {Record<string, Content>} files
 * @property {string[]} [folders]
 * @property {View} [view]
 * @property {Record<string, Content>} [start] the files that it began with, where that was earlier
 *
 * @typedef {object} Store every method rejects with a StoreError
 * @property {boolean} persistent false: what is written goes with the tab
 * @property {string | null} reason the sentence that says why it is not persistent
 * @property {() => Promise<ProjectInfo[]>} list last changed first
 * @property {(project: NewProject) => Promise<ProjectInfo>} create
 * @property {(id: string) => Promise<Project>} read
 * @property {(id: string) => Promise<Record<string, Content> | null>} readStart the files that the
 *   project began with: those of `create`, or of the moment when it was duplicated. null: not known
 * @property {(id: string) => Promise<void>} claim this tab alone may write from now on; every other
 *   tab's next write fails with "not-owner". Use ownership.js, which also asks the other tab
 * @property {(id: string, changes: Changes, writtenBy?: WrittenBy) => Promise<void>} write all or
 *   nothing; needs the claim
 * @property {(id: string, folders: string[]) => Promise<void>} saveFolders needs the claim
 * @property {(id: string, view: View) => Promise<void>} saveView needs the claim
 * @property {(id: string, cookies: Cookie[]) => Promise<void>} saveCookies needs the claim
 * @property {(id: string, name: string) => Promise<void>} rename
 * @property {(id: string) => Promise<ProjectInfo>} duplicate without the cookies
 * @property {(id: string) => Promise<void>} remove
 */

/** @type {Promise<Store> | undefined} */
let opened;

/**
 * The store of this tab; the same one at every call. Never rejects for want of a database: a
 * browser that refuses one gets a store in memory.
 *
 * @returns {Promise<Store>}
 */
export function openStore() {
  opened ??= open();
  return opened;
}

/** @returns {Promise<Store>} */
async function open() {
  try {
    return await IndexedStore.open();
  } catch (error) {
    if (error instanceof StoreError) return new MemoryStore(error.message);
    throw error;
  }
}
