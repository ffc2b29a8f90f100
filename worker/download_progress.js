// Counts the bytes of Python's own files while they arrive. Pyodide fetches them itself and reports
// nothing, so this watches the worker's `fetch` for as long as it boots.

/** What every boot fetches and waits for; the few small files beside them are not worth a number. */
const CORE = ["pyodide/pyodide.asm.wasm", "pyodide/python_stdlib.zip"];

/** Reports are for a person's eye: not more often than this, in milliseconds. */
const INTERVAL = 100;

export class DownloadProgress {
  #vendor;
  #report;
  #fetch = globalThis.fetch;
  #loaded = 0;
  #total = 0;
  #reported = 0;

  /**
   * @param {{vendor: string}} config
   * @param {(loaded: number, total: number) => void} report bytes after decoding
   */
  constructor(config, report) {
    this.#vendor = config.vendor;
    this.#report = report;
  }

  /** Replaces `fetch` by one that counts. */
  watch() {
    const sizes = this.#loadSizes();
    const core = CORE.map((path) => this.#vendor + path);
    globalThis.fetch = async (input, init) => {
      const response = await this.#fetch.call(globalThis, input, init);
      if (core.includes(response.url)) {
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
    const response = await this.#fetch.call(globalThis, `${this.#vendor}manifest.json`);
    if (!response.ok) return; // the sizes are missed, the download is not
    const { files } = await response.json();
    for (const path of CORE) this.#total += files[path].size;
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
