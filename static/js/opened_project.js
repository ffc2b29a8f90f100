// Which project this page is about: a kept one (`/p/?<id>`) or one that came with a link (`/p/#<link>`).

/** @import { Content, Cookie } from "./messages.js" */
/** @import { ProjectFile } from "./files.js" */
/** @import { Ownership } from "./ownership.js" */
/** @import { Store, View } from "./store.js" */
import { idOfLink } from "./early_runtime.js";
import { isProjectId } from "./ids.js";
import { claim } from "./ownership.js";
import { decodeShare, isShare, ShareError } from "./share.js";
import { StoreError } from "./store.js";

/**
 * @typedef {object} OpenedProject
 * @property {string} id
 * @property {string} name
 * @property {Record<string, ProjectFile>} files
 * @property {string[]} folders
 * @property {View} view how the page was left
 * @property {Cookie[]} cookies the app's
 * @property {Ownership | null} ownership null: it is not kept yet, so nobody owns it
 */

/** There is no project to show. `message` is a sentence for the page, `advice` what to do. */
export class NoProject extends Error {
  /**
   * @param {string} title
   * @param {string} advice
   * @param {ErrorOptions} [options]
   */
  constructor(title, advice, options) {
    super(title, options);
    this.advice = advice;
  }
}

/**
 * @param {Location} location
 * @param {Store} store
 * @returns {Promise<OpenedProject>}
 * @throws {NoProject}
 */
export async function openProject(location, store) {
  if (isShare(location.hash)) return openLink(location.hash);
  const id = decodeURIComponent(location.search.slice(1)).split("&")[0];
  if (!isProjectId(id)) {
    throw new NoProject(
      "There is no project at this address",
      "Choose one from the list of projects.",
    );
  }
  return openKept(id, store);
}

/**
 * @param {string} id
 * @param {Store} store
 * @param {boolean} [steal] from the tab that has it
 * @returns {Promise<OpenedProject>}
 * @throws {NoProject}
 */
export async function openKept(id, store, steal = false) {
  try {
    const ownership = await claim(id, { steal });
    const { info, files, folders, view, cookies } = await store.read(id);
    return { id, name: info.name, files, folders, view, cookies, ownership };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.kind === "missing") {
      throw new NoProject(
        "This project is not in this browser",
        "It was deleted, or made in another browser. Ask for a link to it there.",
        { cause: error },
      );
    }
    throw new NoProject("This project cannot be read", error.message, { cause: error });
  }
}

/** @param {string} fragment */
async function openLink(fragment) {
  try {
    const shared = await decodeShare(fragment);
    return {
      id: idOfLink(),
      name: shared.name,
      files: asUsers(shared.files),
      folders: shared.folders ?? [],
      view: { path: shared.path, line: shared.line, preview: shared.preview },
      cookies: [],
      ownership: null,
    };
  } catch (error) {
    if (!(error instanceof ShareError)) throw error;
    throw new NoProject("This link cannot be opened", error.message, { cause: error });
  }
}

/**
 * Keeps a project that came with a link, under the id it runs with.
 *
 * @param {Store} store
 * @param {{id: string, name: string, files: Record<string, ProjectFile>, folders: string[], view: View,
 *   start: Record<string, Content>}} project start: what came with the link
 * @returns {Promise<Ownership>}
 * @throws {StoreError}
 */
export async function keepProject(store, { id, name, files, folders, view, start }) {
  const by = (/** @type {string} */ writer) =>
    Object.fromEntries(
      Object.entries(files)
        .filter(([, file]) => file.writtenBy === writer)
        .map(([path, file]) => [path, file.content]),
    );
  await store.create({ id, name, files: by("user"), folders, view, start });
  const ownership = await claim(id);
  const written = by("app");
  if (Object.keys(written).length > 0) await store.write(id, written, "app");
  return ownership;
}

/**
 * @param {Record<string, Content>} files
 * @returns {Record<string, ProjectFile>}
 */
function asUsers(files) {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, { content, writtenBy: "user" }]),
  );
}
