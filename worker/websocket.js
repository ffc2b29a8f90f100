// Injected into every HTML document of the preview and into its workers, behind workers.js and before
// any script of the app: sockets to the app go to the runtime, because no service worker sees them. A
// classic script, so that it runs under any document's rules. What a script can notice is the
// WebSockets Standard (https://websockets.spec.whatwg.org).
(() => {
  /**
   * @typedef {import("../static/js/messages.js").ClientSocketMessage} ClientSocketMessage
   * @typedef {import("../static/js/messages.js").ServerSocketMessage} ServerSocketMessage
   * @typedef {string | Uint8Array<ArrayBuffer> | Blob} Content
   */

  const Native = self.WebSocket;

  /** @type {{send(message: object, transfer: Transferable[]): void}} what workers.js shares */
  const { send } = Reflect.get(self, Symbol.for("asgipad.shared"));

  const CONNECTING = 0;
  const OPEN = 1;
  const CLOSING = 2;
  const CLOSED = 3;

  /** Messages, and bytes, that may be on their way before the app has taken them. */
  const AHEAD = 32;
  const AHEAD_SIZE = 1024 * 1024;
  /** Messages, and bytes, after which the app hears that the page has got them. */
  const TAKEN_AT_ONCE = 16;
  const TAKEN_SIZE = 256 * 1024;

  /** A token (RFC 9110, section 5.6.2), which a subprotocol must be. */
  const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
  const LONGEST_REASON = 123; // bytes

  const encoder = new TextEncoder();
  /** Only Chromium says that the other end of a port has gone. */
  const PORTS_CLOSE = "onclose" in MessagePort.prototype;

  /** @typedef {{leave(): void, drop(): void}} Live */
  /** The sockets that have not ended. @type {Set<Live>} */
  const live = new Set();

  addEventListener("pagehide", () => {
    for (const socket of live) socket.leave();
  });

  /**
   * A worker ends without a word, and only Chromium says of a page's port that it has closed. So a
   * worker's socket holds a lock as long as it lives, and the runtime waits for it.
   *
   * @returns {{name: string, granted: Promise<void>, release(): void}}
   */
  function newLock() {
    const name = `asgipad.socket.${crypto.randomUUID()}`;
    const granted = Promise.withResolvers();
    const held = Promise.withResolvers();
    navigator.locks.request(name, () => {
      granted.resolve(undefined);
      return held.promise;
    });
    return { name, granted: granted.promise, release: () => held.resolve(undefined) };
  }

  /** @type {BroadcastChannel | undefined} */
  let host;

  /** Elsewhere the host page says it of the runtime that it has ended. */
  function listenToHost() {
    if (host) return;
    const project = /^\/preview\/([a-z0-9]+)\//.exec(location.pathname)?.[1] ?? "";
    host = new BroadcastChannel(`asgipad.runtime.${project}`);
    host.onmessage = () => {
      for (const socket of live) socket.drop();
    };
  }

  class WebSocket extends EventTarget {
    #url;
    #protocols;
    #lock = self.document ? null : newLock();
    /** @type {Live} */
    #live = { leave: () => this.#leave(), drop: () => this.#drop() };
    #state = CONNECTING;
    #protocol = "";
    /** @type {BinaryType} */
    #binaryType = "blob";
    /** @type {MessagePort | null} */
    #port = null;
    #buffered = 0;
    /** What waits for the app, in order, with the size that it had when it was sent.
     * @type {{content: Content, size: number}[]} */
    #outbox = [];
    #sending = false;
    /** Sizes of the messages that the app has not taken yet. @type {number[]} */
    #ahead = [];
    /** Set by close(): what the app hears after the last message. @type {ClientSocketMessage | null} */
    #farewell = null;
    #taken = 0;
    #takenSize = 0;

    /**
     * @param {string | URL} url
     * @param {string | string[]} [protocols]
     */
    constructor(url, protocols = []) {
      // biome-ignore lint/complexity/noArguments: an undefined argument is one, too
      if (arguments.length === 0) {
        throw new TypeError(
          "Failed to construct 'WebSocket': 1 argument required, but only 0 present.",
        );
      }
      super();
      this.#url = parsed(`${url}`);
      this.#protocols = subprotocols(protocols);
      if (!isOwn(this.#url)) {
        // biome-ignore lint/correctness/noConstructorReturn: another host's socket is the browser's
        return /** @type {any} */ (new Native(this.#url, this.#protocols));
      }
      live.add(this.#live);
      this.#connect();
    }

    get url() {
      return this.#url.href;
    }

    get readyState() {
      return this.#state;
    }

    get bufferedAmount() {
      return this.#buffered;
    }

    get extensions() {
      return "";
    }

    get protocol() {
      return this.#protocol;
    }

    get binaryType() {
      return this.#binaryType;
    }

    set binaryType(value) {
      // As for every enumeration, another value changes nothing.
      if (value === "blob" || value === "arraybuffer") this.#binaryType = value;
    }

    /** @param {string | Blob | BufferSource} data */
    send(data) {
      if (this.#state === CONNECTING) {
        throw new DOMException("Still in CONNECTING state.", "InvalidStateError");
      }
      const content = contentOf(data);
      const size = sizeOf(content);
      this.#buffered += size;
      if (this.#state !== OPEN) return;
      this.#outbox.push({ content, size });
      this.#flush();
    }

    /**
     * @param {number} [code]
     * @param {string} [reason]
     */
    close(code, reason) {
      const status = code === undefined ? 1005 : clamped(code);
      if (code !== undefined && status !== 1000 && !(status >= 3000 && status <= 4999)) {
        throw new DOMException(
          `The close code must be either 1000, or between 3000 and 4999. ${status} is neither.`,
          "InvalidAccessError",
        );
      }
      const text = reason === undefined ? "" : `${reason}`.toWellFormed();
      if (encoder.encode(text).length > LONGEST_REASON) {
        throw new DOMException(
          `The close reason must not be greater than ${LONGEST_REASON} UTF-8 bytes.`,
          "SyntaxError",
        );
      }
      if (this.#state === CONNECTING) {
        this.#state = CLOSING;
        this.#post({ type: "websocket.disconnect", code: 1006, reason: "" });
        setTimeout(() => this.#fail("WebSocket is closed before the connection is established."));
      } else if (this.#state === OPEN) {
        this.#state = CLOSING;
        this.#farewell = { type: "websocket.disconnect", code: status, reason: text };
        this.#flush();
      }
    }

    // the way to the app

    async #connect() {
      const { port1, port2 } = new MessageChannel();
      this.#port = port1;
      port1.addEventListener("message", ({ data }) => {
        if (this.#port === port1) this.#receive(data);
      });
      if (PORTS_CLOSE) {
        // The runtime has ended, or who was to pass the port on.
        port1.addEventListener("close", () => {
          if (this.#port === port1) this.#drop();
        });
      } else {
        listenToHost();
      }
      port1.start();
      const url = this.#url.href;
      const message = { type: "websocket.open", url, protocols: this.#protocols };
      if (this.#lock) {
        await this.#lock.granted;
        Object.assign(message, { lock: this.#lock.name });
      }
      send(message, [port2]);
    }

    /** @param {ClientSocketMessage} message */
    #post(message) {
      const bytes = message.type === "websocket.receive" ? message.bytes : undefined;
      this.#port?.postMessage(message, bytes ? [bytes.buffer] : []);
    }

    /** Sends what the app has room for; when closing, all. In order, though a Blob takes a while. */
    async #flush() {
      if (this.#sending) return;
      this.#sending = true;
      while (this.#outbox.length && (this.#farewell || this.#hasRoom)) {
        const [{ content, size }] = /** @type {[{content: Content, size: number}]} */ (
          this.#outbox.splice(0, 1)
        );
        const ready = content instanceof Blob ? await this.#read(content) : content;
        if (ready === null) return;
        this.#ahead.push(size);
        this.#post({
          type: "websocket.receive",
          ...(typeof ready === "string" ? { text: ready } : { bytes: ready }),
        });
      }
      this.#sending = false;
      if (this.#farewell && this.#outbox.length === 0) {
        this.#post(this.#farewell);
        this.#farewell = null;
      }
    }

    /** @param {Blob} blob */
    async #read(blob) {
      try {
        return new Uint8Array(await blob.arrayBuffer());
      } catch {
        // A File that has changed on the disk, say. Later messages must not take its place.
        this.#post({ type: "websocket.disconnect", code: 1006, reason: "" });
        this.#fail("A Blob could not be read");
        return null;
      }
    }

    get #hasRoom() {
      const size = this.#ahead.reduce((sum, size) => sum + size, 0);
      return this.#ahead.length < AHEAD && size < AHEAD_SIZE;
    }

    /** The document goes away. */
    #leave() {
      if (this.#state === CLOSED) return;
      this.#post({ type: "websocket.disconnect", code: 1001, reason: "" });
      this.#forget();
      // For a document that comes back out of the browser's cache.
      setTimeout(() => this.#drop());
    }

    // from the app

    /** @param {ServerSocketMessage} message */
    #receive(message) {
      switch (message.type) {
        case "websocket.accept":
          this.#accept(message.subprotocol);
          return;
        case "websocket.http.response.start":
          this.#fail(
            `Error during WebSocket handshake: Unexpected response code: ${message.status}`,
          );
          return;
        case "websocket.send":
          this.#deliver(message);
          return;
        case "websocket.taken":
          for (const size of this.#ahead.splice(0, message.messages)) this.#buffered -= size;
          this.#flush();
          return;
        case "websocket.close":
          if (message.code === 1006) this.#drop();
          else this.#end(message.code, message.reason, true);
          return;
        case "runtime.retired":
          this.#port?.close();
          this.#connect();
      }
    }

    /** @param {string} subprotocol */
    #accept(subprotocol) {
      if (this.#state !== CONNECTING) return;
      if (this.#protocols.length ? !this.#protocols.includes(subprotocol) : subprotocol) {
        this.#post({ type: "websocket.disconnect", code: 1006, reason: "" });
        this.#fail(
          subprotocol
            ? `Error during WebSocket handshake: the app chose the subprotocol "${subprotocol}", which was not asked for`
            : "Error during WebSocket handshake: the app chose none of the subprotocols",
        );
        return;
      }
      this.#protocol = subprotocol;
      this.#state = OPEN;
      this.dispatchEvent(new Event("open"));
    }

    /** @param {{text?: string, bytes?: Uint8Array<ArrayBuffer>}} message */
    #deliver({ text, bytes = new Uint8Array() }) {
      if (this.#state === OPEN) {
        const data = text ?? (this.#binaryType === "blob" ? new Blob([bytes]) : bytes.buffer);
        this.dispatchEvent(new MessageEvent("message", { data, origin: this.#url.origin }));
      }
      this.#taken += 1;
      this.#takenSize += text?.length ?? bytes.byteLength;
      if (this.#taken >= TAKEN_AT_ONCE || this.#takenSize >= TAKEN_SIZE) {
        this.#post({ type: "websocket.taken", messages: this.#taken });
        this.#taken = 0;
        this.#takenSize = 0;
      }
    }

    /**
     * The connection cannot be made, or must not be used (WebSockets, "fail the WebSocket connection").
     *
     * @param {string} reason for the console only: scripts must not know
     */
    #fail(reason) {
      if (this.#state === CLOSED) return;
      console.error(`WebSocket connection to '${this.#url.href}' failed: ${reason}`);
      this.#end(1006, "", false, true);
    }

    /** The connection has broken. */
    #drop() {
      if (this.#state === CONNECTING) this.#fail("The app has stopped before it answered");
      else this.#end(1006, "", false);
    }

    /**
     * @param {number} code
     * @param {string} reason
     * @param {boolean} wasClean
     * @param {boolean} [failed]
     */
    #end(code, reason, wasClean, failed = false) {
      if (this.#state === CLOSED) return;
      this.#state = CLOSED;
      this.#outbox.length = 0;
      this.#forget();
      if (failed) this.dispatchEvent(new Event("error"));
      this.dispatchEvent(new CloseEvent("close", { code, reason, wasClean }));
    }

    #forget() {
      live.delete(this.#live);
      this.#lock?.release();
      this.#port?.close();
      this.#port = null;
    }

    /** A socket of another host is the browser's own and counts, too.
     * @param {unknown} value */
    static [Symbol.hasInstance](value) {
      // biome-ignore lint/complexity/noThisInStatic: a subclass inherits this
      const ordinary = Function.prototype[Symbol.hasInstance].call(this, value);
      // biome-ignore lint/complexity/noThisInStatic: a subclass inherits this
      return ordinary || (this === WebSocket && value instanceof Native);
    }
  }

  /**
   * @param {string} url
   * @returns {URL} ws: or wss:
   */
  function parsed(url) {
    let record;
    try {
      record = new URL(url, self.document?.baseURI ?? location.href);
    } catch {
      throw new DOMException(`The URL '${url}' is invalid.`, "SyntaxError");
    }
    if (record.protocol === "http:") record.protocol = "ws:";
    else if (record.protocol === "https:") record.protocol = "wss:";
    if (record.protocol !== "ws:" && record.protocol !== "wss:") {
      throw new DOMException(
        `The URL's scheme must be either 'http', 'https', 'ws', or 'wss'. '${record.protocol}' is not allowed.`,
        "SyntaxError",
      );
    }
    if (record.href.includes("#")) {
      throw new DOMException(
        `The URL contains a fragment identifier ('${record.hash}'), which WebSockets do not allow.`,
        "SyntaxError",
      );
    }
    return record;
  }

  /** @param {URL} url that a socket of this page to its own server would have */
  function isOwn(url) {
    const own = new URL(self.origin); // location is a Blob's in a worker that was made of one
    return url.host === own.host && url.protocol === (own.protocol === "https:" ? "wss:" : "ws:");
  }

  /**
   * @param {unknown} given
   * @returns {string[]}
   */
  function subprotocols(given) {
    const sequence = Object(given) === given && Symbol.iterator in Object(given);
    const names = sequence
      ? [.../** @type {Iterable<unknown>} */ (given)].map(String)
      : [`${given}`];
    for (const name of names) {
      if (!TOKEN.test(name)) {
        throw new DOMException(`The subprotocol '${name}' is invalid.`, "SyntaxError");
      }
      if (names.indexOf(name) !== names.lastIndexOf(name)) {
        throw new DOMException(`The subprotocol '${name}' is duplicated.`, "SyntaxError");
      }
    }
    return names;
  }

  /**
   * What is sent is what the data is now.
   *
   * @param {unknown} data
   * @returns {Content}
   */
  function contentOf(data) {
    if (data instanceof Blob) return data;
    if (ArrayBuffer.isView(data)) {
      return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
    }
    if (data instanceof ArrayBuffer) return new Uint8Array(data).slice();
    return `${data}`.toWellFormed();
  }

  /** @param {Content} content */
  function sizeOf(content) {
    if (typeof content === "string") return encoder.encode(content).length;
    return content instanceof Blob ? content.size : content.byteLength;
  }

  /**
   * To an unsigned short, as WebIDL's [Clamp] does it.
   *
   * @param {unknown} value
   */
  function clamped(value) {
    const number = Math.min(Math.max(Number(value) || 0, 0), 65535);
    const floor = Math.floor(number);
    // Halves go to the even neighbour.
    return number - floor === 0.5 && floor % 2 === 0 ? floor : Math.round(number);
  }

  /**
   * The handler attribute `on<type>` (HTML, section 8.1.8.1).
   *
   * @param {string} type
   */
  function defineHandler(type) {
    /** @type {WeakMap<WebSocket, {handler: Function | object | null}>} */
    const slots = new WeakMap();
    Object.defineProperty(WebSocket.prototype, `on${type}`, {
      /** @this {WebSocket} */
      get() {
        return slots.get(this)?.handler ?? null;
      },
      /** @this {WebSocket} @param {unknown} value */
      set(value) {
        const handler = Object(value) === value ? /** @type {object} */ (value) : null;
        const slot = slots.get(this);
        if (slot) {
          slot.handler = handler;
          return;
        }
        const added = { handler };
        slots.set(this, added);
        this.addEventListener(type, (event) => {
          if (typeof added.handler === "function") added.handler.call(this, event);
        });
      },
      enumerable: true,
      configurable: true,
    });
  }

  for (const type of ["open", "error", "close", "message"]) defineHandler(type);
  for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSING, CLOSED })) {
    for (const owner of [WebSocket, WebSocket.prototype]) {
      Object.defineProperty(owner, name, { value, enumerable: true });
    }
  }
  Object.defineProperty(WebSocket.prototype, Symbol.toStringTag, {
    value: "WebSocket",
    configurable: true,
  });
  Object.defineProperty(self, "WebSocket", {
    value: WebSocket,
    writable: true,
    configurable: true,
  });
})();
