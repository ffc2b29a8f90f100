// A request's body on its way to the app: its length first, as every server hears it, then its bytes
// in chunks that the app pulls.

/** Bytes of one message: larger ones gain nothing (chunks of 1 MiB reach 100 MB/s). */
const CHUNK = 1024 * 1024;

export class RequestBody {
  #blob;
  #offset = 0;

  /** @param {Blob} blob */
  constructor(blob) {
    this.#blob = blob;
  }

  /**
   * As a blob, an uploaded file stays where it is, on disk; and it is the one way to the length of a
   * body, which browsers do not show, without holding the whole of it.
   *
   * @param {Request} request
   * @returns {Promise<RequestBody>}
   * @throws {DOMException} AbortError, when the client leaves before its body is complete
   */
  static async of(request) {
    const bodiless = request.method === "GET" || request.method === "HEAD";
    return new RequestBody(bodiless ? new Blob() : await request.blob());
  }

  /** In bytes. */
  get size() {
    return this.#blob.size;
  }

  /** What was read has reached nobody: from the beginning. */
  rewind() {
    this.#offset = 0;
  }

  /**
   * @returns {Promise<{body: Uint8Array<ArrayBuffer>, more_body: boolean}>} the next chunk
   * @throws {DOMException} NotReadableError, when an uploaded file has changed meanwhile
   */
  async read() {
    if (this.#blob.size === 0) return { body: new Uint8Array(), more_body: false }; // at once
    const chunk = this.#blob.slice(this.#offset, this.#offset + CHUNK);
    this.#offset += chunk.size;
    const body = new Uint8Array(await chunk.arrayBuffer());
    return { body, more_body: this.#offset < this.#blob.size };
  }
}
