// Counts the bytes of Python's own files while they arrive. Pyodide fetches them itself and reports
// nothing, so this watches the worker's `fetch` for as long as it boots.

/**
 * What a start fetches and waits for; the few small files beside it are not worth a number.
 *
 * @param {Config} config
 * @param {string} interpreter
 * @returns {[folder: string, path: string][]}
 */
function core({ vendor, snapshots }, interpreter) {
  const files = ["pyodide/pyodide.asm.wasm", "pyodide/python_stdlib.zip"];
  return [
    ...files.map((path) => /** @type {[string, string]} */ ([vendor, path])),
    ...(snapshots
      ? [/** @type {[string, string]} */ ([snapshots, `${interpreter}.snapshot`])]
      : []),
  ];
}

/** Reports are for a person's eye: not more often than this, in milliseconds. */
const INTERVAL = 100;

/**
 * @typedef {import("../static/js/messages.js").Config} Config
 * @typedef {{unpacked: number, sent: number}} Size bytes
 */

export class DownloadProgress {
  #files;
  #report;
  #fetch = globalThis.fetch;
  #loaded = 0;
  #total = 0;
  #reported = 0;

  /**
   * @param {Config} config
   * @param {string} interpreter
   * @param {(loaded: number, total: number) => void} report bytes on the way, which are compressed
   */
  constructor(config, interpreter, report) {
    this.#files = core(config, interpreter);
    this.#report = report;
  }

  /** Replaces `fetch` by one that counts. */
  watch() {
    const sizes = this.#loadSizes();
    globalThis.fetch = async (input, init) => {
      const response = await this.#fetch.call(globalThis, input, init);
      if (this.#files.some(([folder, path]) => folder + path === response.url)) {
        const copy = response.clone();
        // Whoever reads the response hears of what goes wrong.
        sizes.then((all) => this.#count(copy, all.get(response.url))).catch(() => {});
      }
      return response;
    };
  }

  /** Gives `fetch` back. */
  stop() {
    globalThis.fetch = this.#fetch;
  }

  /** @returns {Promise<Map<string, Size>>} by URL; empty: they are missed, the download is not */
  async #loadSizes() {
    /** @type {Map<string, Size>} */
    const sizes = new Map();
    for (const folder of new Set(this.#files.map(([folder]) => folder))) {
      const response = await this.#fetch.call(globalThis, `${folder}manifest.json`);
      if (!response.ok) return new Map();
      const manifest = await response.json();
      for (const [its, path] of this.#files) {
        if (its === folder) sizes.set(folder + path, sizeOf(manifest.files[path]));
      }
    }
    this.#total = [...sizes.values()].reduce((sum, { sent }) => sum + sent, 0);
    return sizes;
  }

  /**
   * Counts a copy: WebAssembly keeps its compiled code only for a response as it came.
   *
   * @param {Response} response
   * @param {Size | undefined} size
   */
  async #count(response, size) {
    if (!response.body || !size) return;
    const reader = response.body.getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      this.#add((chunk.value.byteLength * size.sent) / size.unpacked);
    }
  }

  /** @param {number} bytes */
  #add(bytes) {
    this.#loaded += bytes;
    const loaded = Math.round(this.#loaded);
    const now = performance.now();
    if (loaded < this.#total && now - this.#reported < INTERVAL) return;
    this.#reported = now;
    this.#report(loaded, this.#total);
  }
}

/**
 * @param {{size: number, encodings: Record<string, number>}} entry of a manifest.json
 * @returns {Size}
 */
function sizeOf({ size, encodings }) {
  return { unpacked: size, sent: encodings[".br"] ?? size };
}
