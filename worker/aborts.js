// Injected before any script of the app, into pages and workers: tells the service worker of a request
// to the app that is given up before it is answered. Browsers tell it only once the head is out, and
// an app that works for nobody would never know. A classic script that also runs as a module.
(() => {
  /** @type {{send(message: object): void, ownUrl(url: string): URL | null}} what workers.js shares */
  const { send, ownUrl } = Reflect.get(self, Symbol.for("asgipad.shared"));
  /** Tells this page's requests from others'. */
  const realm = crypto.randomUUID();
  let count = 0;

  /**
   * A number at the end of the fragment, which never leaves the browser.
   *
   * @param {string} url
   * @returns {{url: string, number: string} | null} null: not the app's
   */
  function numbered(url) {
    const parsed = ownUrl(url);
    if (parsed === null) return null;
    count += 1;
    const number = `${realm}.${count}`;
    parsed.hash += `:asgipad.request:${number}`;
    return { url: parsed.href, number };
  }

  /** @param {string} number */
  function giveUp(number) {
    send({ type: "request.abort", number });
  }

  const nativeFetch = self.fetch;
  /**
   * @param {RequestInfo | URL} input
   * @param {RequestInit} [init]
   */
  async function fetch(input, init) {
    // A Request has a signal of its own, but its URL cannot be changed without touching its body.
    const signal = input instanceof Request ? null : init?.signal;
    const ours = signal && !signal.aborted ? numbered(`${input}`) : null;
    // biome-ignore lint/complexity/noArguments: no argument is not the same as undefined
    if (!signal || !ours) return nativeFetch.apply(self, /** @type {any} */ (arguments));
    const abort = () => giveUp(ours.number);
    signal.addEventListener("abort", abort, { once: true });
    try {
      return await nativeFetch.call(self, ours.url, init);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }
  Object.defineProperty(self, "fetch", {
    value: fetch,
    writable: true,
    enumerable: true,
    configurable: true,
  });

  const { XMLHttpRequest } = self;
  if (!XMLHttpRequest) return;
  const { open, abort } = XMLHttpRequest.prototype;
  /** Those that wait for their heads. @type {WeakMap<XMLHttpRequest, string>} */
  const waiting = new WeakMap();

  /** @param {XMLHttpRequest} request */
  function ended(request) {
    const number = waiting.get(request);
    if (number) giveUp(number);
    waiting.delete(request);
  }

  /**
   * @this {XMLHttpRequest}
   * @param {string} method
   * @param {string | URL} url
   * @param {[boolean?, string?, string?]} rest
   */
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    const ours = rest[0] === false ? null : numbered(`${url}`);
    const [async = true, ...user] = rest;
    open.call(this, method, ours?.url ?? url, async, ...user);
    if (!ours) return;
    waiting.set(this, ours.number);
    this.addEventListener("readystatechange", () => {
      if (this.readyState === this.HEADERS_RECEIVED) waiting.delete(this);
    });
    this.addEventListener("timeout", () => ended(this));
  };

  XMLHttpRequest.prototype.abort = function () {
    ended(this);
    abort.call(this);
  };
})();
