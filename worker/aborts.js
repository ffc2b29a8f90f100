// Injected before any script of the app, into pages and workers: tells the service worker of a request
// to the app that is given up before it is answered. Browsers tell it only once the head is out, and
// an app that works for nobody would never know. A classic script that also runs as a module.
(() => {
  /** @type {{send(message: object): void, ownUrl(url: string): URL | null}} what workers.js shares */
  const { send, ownUrl } = Reflect.get(self, Symbol.for("asgipad.shared"));
  /** Tells this page's requests from others'. */
  const realm = crypto.randomUUID();
  /** Read by service_worker.js, too. */
  const MARK = /:asgipad\.request:([\w.-]+)$/;
  let count = 0;

  /**
   * A number at the end of the fragment, which never leaves the browser.
   *
   * @param {string} url
   * @returns {{input: string, number: string} | null} null: not the app's
   */
  function numbered(url) {
    const parsed = ownUrl(url);
    if (parsed === null) return null;
    count += 1;
    const number = `${realm}.${count}`;
    parsed.hash += `:asgipad.request:${number}`;
    return { input: parsed.href, number };
  }

  /** @param {string} number */
  function giveUp(number) {
    send({ type: "request.abort", number });
  }

  const NativeRequest = self.Request;
  const requestUrl = /** @type {{get(): string}} */ (
    Object.getOwnPropertyDescriptor(NativeRequest.prototype, "url")
  ).get;

  /**
   * With its number, which copies share.
   *
   * @param {unknown} input
   * @returns {string | null} null: no Request, of no frame
   */
  function urlOf(input) {
    try {
      return requestUrl.call(input);
    } catch {
      return null;
    }
  }

  // The URL of a Request is its own for good, so each to the app gets a number when it is made.
  self.Request = new Proxy(NativeRequest, {
    /** @param {[(RequestInfo | URL)?, RequestInit?]} given */
    construct(native, given, called) {
      const [input, ...init] = given;
      const ours = given.length && urlOf(input) === null ? numbered(`${input}`) : null;
      return Reflect.construct(native, ours ? [ours.input, ...init] : given, called);
    },
  });
  NativeRequest.prototype.constructor = self.Request;
  Object.defineProperty(NativeRequest.prototype, "url", {
    get() {
      return requestUrl.call(this).replace(MARK, "");
    },
    enumerable: true,
    configurable: true,
  });

  /**
   * @param {Request} request whose URL is `url`
   * @param {string} url
   * @returns {{input: Request, number: string} | null} null: not the app's
   */
  function numberOf(request, url) {
    const number = MARK.exec(url)?.[1];
    return number ? { input: request, number } : null;
  }

  const nativeFetch = self.fetch;
  /**
   * @param {RequestInfo | URL} input
   * @param {[RequestInit?]} rest
   */
  async function fetch(input, ...rest) {
    const url = urlOf(input);
    const request = url === null ? null : /** @type {Request} */ (input);
    const given = rest[0]?.signal;
    const signal = given === undefined ? request?.signal : given;
    let ours = null;
    if (signal && !signal.aborted) {
      ours = request && url !== null ? numberOf(request, url) : numbered(`${input}`);
    }
    // biome-ignore lint/complexity/noArguments: no argument is not the same as undefined
    if (!signal || !ours) return nativeFetch.apply(self, /** @type {any} */ (arguments));
    const abort = () => giveUp(ours.number);
    signal.addEventListener("abort", abort, { once: true });
    try {
      return await nativeFetch.call(self, ours.input, ...rest);
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
    open.call(this, method, ours?.input ?? url, async, ...user);
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
