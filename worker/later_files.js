// Files that a start can do without: sources, which Python has already imported, and the archive of its
// standard library. They are in the file system from the beginning, and their content comes when
// somebody first reads it. Python cannot wait for a promise there, but a worker may for an XMLHttpRequest.

/** @typedef {{archive: LaterArchive, offset: number}} Later where the content of a node is */

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

  /** So that nobody waits for it any more. What goes wrong is said when it is needed. */
  async fetch() {
    const response = await fetch(this.#url);
    if (response.ok) this.#content ??= new Uint8Array(await response.arrayBuffer());
  }

  /** @returns {Uint8Array<ArrayBuffer> | null} all of it; null: it cannot be had, and this says why */
  read() {
    try {
      this.#content ??= this.#fetchNow();
      this.#isMissed = false;
    } catch (error) {
      if (!this.#isMissed) console.error(`asgipad: files of Python's cannot be read. ${error}`);
      this.#isMissed = true; // one line for all files
    }
    return this.#content;
  }

  #fetchNow() {
    const request = new XMLHttpRequest();
    request.open("GET", this.#url, false);
    request.responseType = "arraybuffer";
    request.send();
    if (request.status !== 200) throw new Error(`${this.#url} answered ${request.status}`);
    return new Uint8Array(request.response);
  }
}

/**
 * @param {any} FS Emscripten's
 * @param {any} node of a file in it
 * @param {number} size bytes
 * @param {Later} later
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
 * @returns {Later | null} null: its content is there
 */
export function laterOf(node) {
  return node[LATER] ?? null;
}
