// Remembers where event streams have got to, because Chromium does not show a service worker the
// Last-Event-ID with which an EventSource reconnects (Firefox and WebKit do).

/** EventSources that are remembered: far more than are open at a time. */
const REMEMBERED = 500;

/** Written by event_source.js. */
const MARK = /:asgipad:(\d+)$/;

/** Clients (by id) and their EventSources (by number) -> last event ID, the newest last.
 * @type {Map<string, string>} */
const lastEventIds = new Map();

/** One EventSource of a page or of a worker, through all its reconnections. */
export class EventSourceState {
  #key;

  /** @param {string} key */
  constructor(key) {
    this.#key = key;
  }

  /**
   * @param {FetchEvent} event
   * @returns {EventSourceState | null} null: no EventSource makes this request
   */
  static of({ clientId, request }) {
    const number = MARK.exec(request.url)?.[1];
    return number === undefined ? null : new EventSourceState(`${clientId} ${number}`);
  }

  /** "": no event has had an ID, or the last one took it back. */
  get lastEventId() {
    return lastEventIds.get(this.#key) ?? "";
  }

  /**
   * Adds the header that the browser has kept to itself (HTML, section 9.2.3, "reconnect").
   *
   * @param {[string, string][]} headers of the request
   */
  addTo(headers) {
    if (headers.some(([name]) => name === "last-event-id") || !this.lastEventId) return;
    // Headers are bytes, written as latin-1; this one is UTF-8.
    const bytes = new TextEncoder().encode(this.lastEventId);
    headers.push([
      "last-event-id",
      Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""),
    ]);
  }

  /**
   * For the body of a response: lets an event stream through and reads along.
   *
   * @returns {TransformStream<Uint8Array, Uint8Array>}
   */
  reader() {
    const scanner = new IdScanner(this.lastEventId, (id) => this.#remember(id));
    return new TransformStream({
      transform(chunk, controller) {
        scanner.read(chunk);
        controller.enqueue(chunk);
      },
    });
  }

  /** @param {string} id */
  #remember(id) {
    lastEventIds.delete(this.#key);
    lastEventIds.set(this.#key, id);
    if (lastEventIds.size <= REMEMBERED) return;
    for (const oldest of lastEventIds.keys()) {
      lastEventIds.delete(oldest);
      return;
    }
  }
}

/** Finds the IDs in an event stream (HTML, section 9.2.6, "interpreting an event stream"). */
export class IdScanner {
  #decoder = new TextDecoder();
  #found;
  #line = "";
  #id;
  /** Did the last chunk end in the middle of a CRLF? */
  #afterReturn = false;

  /**
   * @param {string} id in force when the stream begins: Chromium keeps it through reconnections
   * @param {(id: string) => void} found called at the end of each event with the ID in force
   */
  constructor(id, found) {
    this.#id = id;
    this.#found = found;
  }

  /** @param {Uint8Array} chunk */
  read(chunk) {
    let text = this.#decoder.decode(chunk, { stream: true });
    if (text === "") return;
    if (this.#afterReturn && text.startsWith("\n")) text = text.slice(1);
    this.#afterReturn = text.endsWith("\r");
    const [rest = "", ...lines] = text.split(/\r\n|\r|\n/);
    this.#line += rest;
    for (const line of lines) {
      this.#end(this.#line);
      this.#line = line;
    }
  }

  /** @param {string} line */
  #end(line) {
    if (line === "") {
      this.#found(this.#id);
      return;
    }
    const field = /^id(?:$|: ?)/.exec(line);
    if (field && !line.includes("\0")) this.#id = line.slice(field[0].length);
  }
}
