// A port as Python sees it: what a message says crosses as JSON, its bytes beside it. Objects would
// cross field by field, which takes longer than all else that is done to a small request.
//
// The head of a response waits for what Python says next without a pause: mostly the body. So each
// message is an array.

/**
 * @typedef {Record<string, unknown> & {body?: Uint8Array<ArrayBuffer>}} Message
 * @typedef {(text: string, body: Uint8Array | null, port: MessagePort | null) => void} Receive
 */

export class TextPort {
  #port;
  /** Heads that wait, and what comes behind them. @type {Message[]} */
  #messages = [];

  /** @param {MessagePort} port */
  constructor(port) {
    this.#port = port;
  }

  /** @param {Receive} receive called with each message, and the port that comes with it */
  listen(receive) {
    this.#port.onmessage = ({ data: { body, ...message }, ports }) =>
      receive(JSON.stringify(message), body?.byteLength ? body : null, ports[0] ?? null);
  }

  /**
   * @param {string} text
   * @param {Uint8Array<ArrayBuffer>} [body] is the receiver's from now on
   */
  post(text, body) {
    /** @type {Message} */
    const message = JSON.parse(text);
    if (body !== undefined) message.body = body;
    this.#messages.push(message);
    // Nothing of JavaScript runs before Python pauses.
    if (message.type === "http.response.start") queueMicrotask(() => this.#send());
    else this.#send();
  }

  #send() {
    if (this.#messages.length === 0) return;
    const bytes = this.#messages.flatMap(({ body }) => body?.buffer ?? []);
    this.#port.postMessage(this.#messages, bytes);
    this.#messages = [];
  }
}
