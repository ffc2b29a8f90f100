// Counts the bytes of Python's own files while they arrive, but for its WebAssembly, which the host page
// has asked for before. Pyodide fetches them itself and reports nothing, so this watches the worker's
// `fetch` for as long as it boots.

/**
 * What a start fetches and waits for; the few small files beside it are not worth a number.
 *
 * @param {Config} config
 * @param {string} interpreter
 * @returns {[folder: string, path: string][]}
 */
function core({ vendor, snapshots }, interpreter) {
  if (snapshots === null) return [[vendor, "pyodide/python_stdlib.zip"]];
  return [[snapshots, `${interpreter}.snapshot`]];
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
  #pyodide;
  #fetch = globalThis.fetch;
  /** By URL; asked for with the first of the files. @type {Promise<Map<string, Size>> | null} */
  #asked = null;
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
    this.#pyodide = `${config.vendor}pyodide/`;
    this.#report = report;
  }

  /**
   * Replaces `fetch` by one that counts.
   *
   * @returns {Promise<never>} rejects with a TypeError if one of Pyodide's files cannot be had: then
   *   `loadPyodide` never ends
   */
  watch() {
    /** @type {PromiseWithResolvers<never>} */
    const lost = Promise.withResolvers();
    lost.promise.catch(() => {});
    const files = new Map(this.#files.map(([folder, path]) => [folder + path, path]));
    globalThis.fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : `${input}`;
      const path = files.get(url);
      const answer = this.#fetch.call(globalThis, input, init);
      if (url.startsWith(this.#pyodide)) loaded(answer).catch(lost.reject);
      if (path === undefined) return answer;
      const sizes = this.#sizes();
      const response = await answer;
      const copy = response.clone();
      // Whoever reads the response hears of what goes wrong.
      sizes.then((all) => this.#count(copy, all.get(url))).catch(() => {});
      return response;
    };
    return lost.promise;
  }

  /**
   * Fetches one of the files that are counted, and reads it here: a copy only to be counted would
   * take as long as the file itself.
   *
   * @param {string} url
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   * @throws {TypeError} it cannot be had
   */
  async read(url) {
    const sizes = this.#sizes();
    const response = await this.#fetch.call(globalThis, url);
    if (!response.ok) throw new TypeError(`${url} answered ${response.status}`);
    const size = (await sizes).get(url);
    if (!size || !response.body) return new Uint8Array(await response.arrayBuffer());
    const content = new Uint8Array(size.unpacked);
    let at = 0;
    const reader = response.body.getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      if (at + chunk.value.length > content.length) throw new TypeError(`${url} is too long`);
      content.set(chunk.value, at);
      at += chunk.value.length;
      this.#add((chunk.value.length * size.sent) / size.unpacked);
    }
    return content.subarray(0, at);
  }

  /** Gives `fetch` back. */
  stop() {
    globalThis.fetch = this.#fetch;
  }

  /** @returns {Promise<Map<string, Size>>} by URL; none where they cannot be had: the files are not missed */
  #sizes() {
    this.#asked ??= this.#loadSizes().catch(() => new Map());
    return this.#asked;
  }

  /** @returns {Promise<Map<string, Size>>} by URL */
  async #loadSizes() {
    /** @type {Map<string, Size>} */
    const sizes = new Map();
    for (const folder of new Set(this.#files.map(([folder]) => folder))) {
      const response = await this.#fetch.call(globalThis, `${folder}manifest.json`);
      if (!response.ok) return new Map();
      const manifest = await response.json();
      for (const [its, path] of this.#files) {
        const entry = manifest.files[path];
        if (its === folder && entry) sizes.set(folder + path, sizeOf(entry));
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
 * @param {Promise<Response>} answer
 * @throws {TypeError} it is none, or not the file
 */
async function loaded(answer) {
  const { ok, url, status } = await answer;
  if (!ok) throw new TypeError(`${url} answered ${status}`);
}

/**
 * @param {{size: number, encodings: Record<string, number>}} entry of a manifest.json
 * @returns {Size}
 */
function sizeOf({ size, encodings }) {
  return { unpacked: size, sent: Math.min(size, ...Object.values(encodings)) };
}
