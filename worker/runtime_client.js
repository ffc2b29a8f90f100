// Speaks ASGI over one MessagePort to the runtime: a request in, a response with a streamed body out.
// Both bodies are pulled by their reader, so neither side ever holds more than a chunk.

import { keepCookies } from "./cookie_store.js";

/**
 * @typedef {import("../static/js/messages.js").ClientMessage} ClientMessage
 * @typedef {import("../static/js/messages.js").ServerMessage} ServerMessage
 * @typedef {import("../static/js/messages.js").ClientScope} ClientScope
 * @typedef {import("./request_body.js").RequestBody} RequestBody
 * @typedef {import("../static/js/messages.js").Cookie} Cookie
 * @typedef {{scope: import("../static/js/messages.js").SocketScope, lock?: string}} Socket
 * @typedef {{id?: string, number?: string | undefined}} Reader who waits for an answer: id of the
 *   service worker's client, if it can be looked for; number of the request, if it can be given up
 * @typedef {{status: number, reason: string, headers: [string, string][],
 *   cookies: Cookie[], body: ReadableStream<Uint8Array>}} Answer
 */

/** The runtime went away (stopped, crashed, its tab closed) before it had answered. */
export class RuntimeGone extends Error {}

/** The runtime retired before the app had got the request: its successor can answer it. */
export class NotBegun extends Error {}

/** One connection to a runtime. Requests run side by side, told apart by id. */
export class RuntimeClient {
  /** Is another runtime about to take its place? No request may be sent to this one any more. */
  retired = false;
  /** @type {Map<number, Exchange>} */
  #exchanges = new Map();
  /** @type {PromiseWithResolvers<void>} */
  #closed = Promise.withResolvers();
  #lastId = 0;
  #port;

  /** @param {MessagePort} port */
  constructor(port) {
    this.#port = port;
    port.onmessage = ({ data }) => {
      for (const message of data) this.#receive(message);
    };
  }

  /** Settles when the connection is closed. */
  get closed() {
    return this.#closed.promise;
  }

  /** Requests whose response has not ended. */
  get pending() {
    return this.#exchanges.size;
  }

  /** Ids of the clients that wait for an answer, or read one. */
  get readers() {
    const all = [...this.#exchanges.values()].map(({ reader }) => reader.id ?? "");
    return new Set(all.filter(Boolean));
  }

  /** @param {string} id of a client that has gone, and nobody else has told */
  leave(id) {
    for (const { reader, leave } of this.#exchanges.values()) {
      if (reader.id === id) leave();
    }
  }

  /** @param {string} number of a request that was given up before it was answered */
  abandon(number) {
    for (const { reader, answered, leave } of this.#exchanges.values()) {
      if (reader.number === number && !answered) leave();
    }
  }

  /**
   * Sends a request; resolves with the head of its response, the body follows as a stream.
   *
   * @param {ClientScope} scope
   * @param {RequestBody} body
   * @param {Reader} [reader]
   * @returns {{answer: Promise<Answer>, done: Promise<void>}} `done` settles with the last chunk
   * @throws {RuntimeGone} through `answer`, when the connection is closed first
   * @throws {NotBegun} through `answer`, when the runtime leaves the request to its successor
   */
  request(scope, body, reader = {}) {
    const id = ++this.#lastId;
    const exchange = new Exchange(id, body, reader, (message, transfer) =>
      this.#port.postMessage(message, transfer),
    );
    this.#exchanges.set(id, exchange);
    exchange.done.finally(() => this.#exchanges.delete(id));
    exchange.open(scope);
    return { answer: exchange.answer, done: exchange.done };
  }

  /**
   * @param {Socket} socket
   * @param {MessagePort} port of the page, which is the runtime's from now on
   */
  openSocket(socket, port) {
    this.#port.postMessage({ type: "websocket", ...socket }, [port]);
  }

  /**
   * Fails every request that has not ended.
   *
   * @param {string} reason shown to whoever waits
   */
  close(reason) {
    for (const exchange of this.#exchanges.values()) exchange.fail(new RuntimeGone(reason));
    this.#port.close();
    this.#closed.resolve();
  }

  /** @param {ServerMessage} message */
  #receive(message) {
    if (message.type === "runtime.retired") this.#retire(message.begun);
    else if (message.type === "cookies") keepCookies(message.cookies);
    else this.#exchanges.get(message.id)?.receive(message);
  }

  /** @param {number[]} begun ids of the requests that the app has got */
  #retire(begun) {
    this.retired = true;
    for (const [id, exchange] of this.#exchanges) {
      if (!begun.includes(id)) exchange.fail(new NotBegun());
    }
  }
}

/** One request and its response. */
class Exchange {
  reader;
  #id;
  #body;
  #post;
  /** @type {PromiseWithResolvers<Answer>} */
  #answer = Promise.withResolvers();
  /** @type {PromiseWithResolvers<void>} */
  #done = Promise.withResolvers();
  /** @type {ReadableStreamDefaultController<Uint8Array> | null} */
  #stream = null;
  #ended = false;
  /** Was a chunk granted that has not come yet? One is granted from the start. */
  #wanted = true;

  /**
   * @param {number} id
   * @param {RequestBody} body
   * @param {Reader} reader
   * @param {(message: ClientMessage, transfer: Transferable[]) => void} post
   */
  constructor(id, body, reader, post) {
    this.reader = reader;
    this.#id = id;
    this.#body = body;
    this.#post = post;
    this.#answer.promise.catch(() => {}); // the caller may not be listening any more
  }

  get answer() {
    return this.#answer.promise;
  }

  get done() {
    return this.#done.promise;
  }

  /** @param {ClientScope} scope */
  async open(scope) {
    try {
      const chunk = await this.#body.read();
      if (this.#ended) return;
      const message = { type: /** @type {const} */ ("http"), id: this.#id, scope, ...chunk };
      this.#post(message, [chunk.body.buffer]);
    } catch (error) {
      this.fail(error);
    }
  }

  /** @param {Extract<ServerMessage, {id: number}>} message */
  receive(message) {
    switch (message.type) {
      case "http.receive":
        this.#sendChunk();
        return;
      case "http.response.start":
        this.#answer.resolve({
          status: message.status,
          reason: message.reason,
          headers: message.headers,
          cookies: message.cookies ?? [],
          body: this.#bodyStream(),
        });
        return;
      case "http.response.body":
        if (message.body.byteLength) {
          this.#wanted = !message.more_body; // nothing is asked for after the last one
          this.#stream?.enqueue(message.body);
        }
        if (!message.more_body) this.#end(() => this.#stream?.close());
        return;
      case "http.error":
        this.fail(new TypeError(message.message));
    }
  }

  /** @param {unknown} error */
  fail(error) {
    this.#answer.reject(error);
    this.#end(() => this.#stream?.error(error));
  }

  /** Is the head out? */
  get answered() {
    return this.#stream !== null;
  }

  /** The reader has gone. */
  leave = () => {
    this.#disconnect();
    this.fail(new DOMException("The page has gone.", "AbortError"));
  };

  async #sendChunk() {
    try {
      const chunk = await this.#body.read();
      if (this.#ended) return;
      this.#post({ type: "http.request", id: this.#id, ...chunk }, [chunk.body.buffer]);
    } catch (error) {
      this.#disconnect();
      this.fail(error);
    }
  }

  #bodyStream() {
    return new ReadableStream(
      {
        start: (controller) => {
          this.#stream = controller;
        },
        pull: () => this.#pull(),
        cancel: () => {
          this.#disconnect();
          this.#end(() => {});
        },
      },
      // One chunk on its way or waiting: only when it is read the next is asked for.
      { highWaterMark: 1 },
    );
  }

  #pull() {
    if (this.#wanted || this.#ended) return;
    this.#wanted = true;
    this.#post({ type: "http.pull", id: this.#id }, []);
  }

  #disconnect() {
    this.#post({ type: "http.disconnect", id: this.#id }, []);
  }

  /** @param {() => void} finish */
  #end(finish) {
    if (this.#ended) return;
    this.#ended = true;
    finish();
    this.#done.resolve();
  }
}
