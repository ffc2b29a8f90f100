// Injected into every HTML document of the preview, before any script of the app: gives each
// EventSource to the app a number that only the service worker sees. Chromium hides Last-Event-ID
// from it; by this number last_event_id.js knows whose reconnection a request is. A classic script,
// so that it runs under any document's rules. Everything else is the browser's own EventSource.
(() => {
  /** @type {{ownUrl(url: string): URL | null}} what workers.js shares */
  const { ownUrl } = Reflect.get(self, Symbol.for("asgipad.shared"));
  const Native = self.EventSource;
  let count = 0;

  class EventSource extends Native {
    #url;

    /**
     * @param {string | URL} url
     * @param {EventSourceInit} [init]
     */
    constructor(url, init) {
      // biome-ignore lint/complexity/noArguments: an undefined argument is one, too
      const given = arguments;
      const own = given.length ? ownUrl(`${url}`) : null;
      // What is not ours is the browser's, errors included.
      super(.../** @type {[string]} */ (own ? [marked(own), init] : [...given]));
      this.#url = own?.href;
    }

    /** As the app wrote it. */
    get url() {
      return this.#url ?? super.url;
    }
  }

  /** @param {URL} url gets the number at the end of its fragment, which never leaves the browser */
  function marked(url) {
    const numbered = new URL(url);
    count += 1;
    numbered.hash += `:asgipad:${count}`;
    return numbered.href;
  }

  Object.defineProperty(self, "EventSource", {
    value: EventSource,
    writable: true,
    configurable: true,
  });
})();
