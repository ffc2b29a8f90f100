// Replaces hits of a search through the editor, so that undo takes it back, and all of it at once.

/** @import { ProjectFiles } from "./files.js" */
/** @import { FileHits } from "./project_search.js" */
import { formatCount } from "./format.js";

/**
 * @typedef {object} Typist writes as if it had been typed
 * @property {(path: string, changes: {from: number, to: number, insert: string}[]) => void} change
 * @property {(path: string, text: string) => void} type
 *
 * @typedef {{count: number, texts: Map<string, {before: string, after: string}>}} Done
 */

export class Replacement {
  #files;
  #typist;
  /** @type {Done | null} the last one, as long as it can be undone */
  #done = null;

  /**
   * @param {ProjectFiles} files
   * @param {Typist} typist
   */
  constructor(files, typist) {
    this.#files = files;
    this.#typist = typist;
  }

  get undoable() {
    return this.#done !== null;
  }

  /**
   * @param {FileHits[]} files
   * @returns {string | null} what was done, as a sentence; null where a file is not any more what
   *   was searched, so that nothing was done
   */
  replace(files) {
    const texts = new Map(files.map(({ path }) => [path, this.#text(path)]));
    const current = files.every(({ path, hits }) =>
      hits.every(({ from, to, text }) => texts.get(path)?.slice(from, to) === text),
    );
    if (!current) return null;
    /** @type {Done} */
    const done = { count: 0, texts: new Map() };
    for (const { path, hits } of files) {
      this.#typist.change(
        path,
        hits.map(({ from, to, replacement }) => ({ from, to, insert: replacement })),
      );
      done.count += hits.length;
      done.texts.set(path, { before: texts.get(path) ?? "", after: this.#text(path) ?? "" });
    }
    this.#done = done;
    return `Replaced ${counted(done)}`;
  }

  /** @returns {string} what was done, as a sentence */
  undo() {
    const done = this.#done;
    if (!done) return "";
    this.#done = null;
    const changed = [];
    for (const [path, { before, after }] of done.texts) {
      const text = this.#text(path);
      if (text === after) this.#typist.type(path, before);
      else if (text !== before) changed.push(path);
    }
    if (changed.length === 0) return `Took back ${counted(done)}`;
    return `${changed.join(", ")} changed meanwhile: undo there takes it back`;
  }

  /**
   * @param {string} path
   * @returns {string | null}
   */
  #text(path) {
    const content = this.#files.get(path)?.content;
    return typeof content === "string" ? content : null;
  }
}

/** @param {Done} done */
function counted({ count, texts }) {
  return `${formatCount(count, "result")} in ${formatCount(texts.size, "file")}`;
}
