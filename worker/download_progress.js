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
    ...(snapshots ? [/** @type {[string, string]} */ ([snapshots, `${interpreter}.snapshot`])] : []),
  ];
}

/** Reports are for a person's eye: not more often than this, in milliseconds. */
const INTERVAL = 100;

/** @typedef {import("../static/js/messages.js").Config} Config */

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
   * @param {(loaded: number, total: number) => void} report bytes after decoding
   */
  constructor(config, interpreter, report) {
    this.#files = core(config, interpreter);
    this.#report = report;
  }

  /** Replaces `fetch` by one that counts. */
  watch() {
    const sizes = this.#loadSizes();
    const urls = this.#files.map(([folder, path]) => folder + path);
    globalThis.fetch = async (input, init) => {
      const response = await this.#fetch.call(globalThis, input, init);
      if (urls.includes(response.url)) {
        const copy = response.clone();
        sizes.then(() => this.#count(copy)).catch(() => {}); // whoever reads the response hears of it
      }
      return response;
    };
  }

  /** Gives `fetch` back. */
  stop() {
    globalThis.fetch = this.#fetch;
  }

  async #loadSizes() {
    for (const [folder, path] of this.#files) {
      const response = await this.#fetch.call(globalThis, `${folder}manifest.json`);
      if (!response.ok) return; // the sizes are missed, the download is not
      const { files } = await response.json();
      this.#total += files[path].size;
    }
  }

  /**
   * Counts a copy: WebAssembly keeps its compiled code only for a response as it came.
   *
   * @param {Response} response
   */
  async #count(response) {
    if (!response.body) return;
    const reader = response.body.getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      this.#add(chunk.value.byteLength);
    }
  }

  /** @param {number} bytes */
  #add(bytes) {
    this.#loaded += bytes;
    const now = performance.now();
    if (this.#loaded < this.#total && now - this.#reported < INTERVAL) return;
    this.#reported = now;
    this.#report(this.#loaded, this.#total);
  }
}
