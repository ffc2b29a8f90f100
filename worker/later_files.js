// Files that a start can do without: sources, which Python has already imported, and the archive of its
// standard library. They are in the file system from the beginning, and their content comes when
// somebody first reads it. Python cannot wait for a promise there, but a worker may for an XMLHttpRequest.

import { fetchNow } from "./fetch_now.js";

/** @typedef {{archive: LaterArchive, offset: number}} Place where the content of a node is */

/** EIO of Emscripten's errno.h. */
const EIO = 29;

/** Marks a node whose content has not come. */
const LATER = Symbol("later");

/** What comes later, in one piece. */
export class LaterArchive {
  #url;
  /** @type {Uint8Array<ArrayBuffer> | null} */
  #content = null;
  #isMissed = false;

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
  }

  /**
   * So that nobody waits for it any more.
   *
   * @throws {TypeError} it cannot be had
   */
  async fetch() {
    if (this.#content) return; // somebody could not wait
    const response = await fetch(this.#url);
    if (!response.ok) throw new TypeError(`${this.#url} answered ${response.status}`);
    const content = await response.arrayBuffer();
    this.#content ??= new Uint8Array(content);
  }

  /** @returns {Uint8Array<ArrayBuffer> | null} all of it; null: it cannot be had, and this says why */
  read() {
    try {
      this.#content ??= new Uint8Array(fetchNow(this.#url));
      this.#isMissed = false;
    } catch (error) {
      if (!this.#isMissed) console.error(`asgipad: files of Python's cannot be read. ${error}`);
      this.#isMissed = true; // one line for all files
    }
    return this.#content;
  }
}

/**
 * @param {any} FS Emscripten's
 * @param {any} node of a file in it
 * @param {number} size bytes
 * @param {Place} later
 */
export function defer(FS, node, size, { archive, offset }) {
  const settle = (/** @type {unknown} */ value) => {
    delete node[LATER];
    Object.defineProperty(node, "contents", {
      value,
      writable: true,
      configurable: true,
      enumerable: true,
    });
  };
  node[LATER] = { archive, offset };
  node.usedBytes = size;
  Object.defineProperty(node, "contents", {
    configurable: true,
    enumerable: true,
    get() {
      const content = archive.read();
      if (content === null) throw new FS.ErrnoError(EIO);
      settle(content.subarray(offset, offset + size));
      return node.contents;
    },
    set: settle,
  });
}

/**
 * @param {any} node
 * @returns {Place | null} null: its content is there
 */
export function laterOf(node) {
  return node[LATER] ?? null;
}
