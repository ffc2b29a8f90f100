// Injected before any script of the app: into every HTML document of the preview and, by
// worker_script.js, into the scripts of its workers. A worker cannot send a port to the service
// worker, so that its sockets go by way of who has made it. A classic script that also runs as a
// module.
(() => {
  /** The key of the first message to a worker, which brings a port; the app does not see it. */
  const GREETING = "asgipad.way";
  /** Where the scripts after this one find what they need, too. */
  const SHARED = Symbol.for("asgipad.shared");
  /** What a worker begins with, this script first. */
  const SCRIPTS = ["workers.js", "websocket.js", "event_source.js", "aborts.js"];

  /**
   * @typedef {(message: object, transfer?: Transferable[]) => void} Send to the service worker
   */

  const send = self.document ? sendFromDocument : senderOfWorker();
  Object.defineProperty(self, SHARED, { value: { send, ownUrl } });

  /**
   * @param {string} url as a script gives it
   * @returns {URL | null} null: another site's, or none
   */
  function ownUrl(url) {
    const base = self.document?.baseURI ?? location.href;
    const parsed = URL.canParse(url, base) ? new URL(url, base) : null;
    return parsed?.origin === self.origin ? parsed : null;
  }

  /** @type {Send} */
  function sendFromDocument(message, transfer = []) {
    const { controller, ready } = navigator.serviceWorker;
    if (controller) controller.postMessage(message, transfer);
    // After a hard reload the page has none, but its answers come from one.
    else ready.then(({ active }) => active?.postMessage(message, transfer));
  }

  /** @returns {Send} what is sent early waits for the greeting */
  function senderOfWorker() {
    /** To whoever has made this worker: several, if it is shared. @type {MessagePort[]} */
    const ways = [];
    /** @type {[object, Transferable[]][]} */
    const waiting = [];

    /** @param {Event} event */
    function greeted(event) {
      const { data, ports } = /** @type {MessageEvent} */ (event);
      if (data?.[GREETING] !== true) return;
      event.stopImmediatePropagation();
      const [way] = ports;
      if (!way) return;
      ways.push(way);
      way.addEventListener("close", () => ways.splice(ways.indexOf(way), 1));
      way.start();
      for (const [message, transfer] of waiting.splice(0)) way.postMessage(message, transfer);
    }

    self.addEventListener("message", greeted);
    self.addEventListener("connect", (event) => {
      const [port] = /** @type {MessageEvent} */ (event).ports;
      port?.addEventListener("message", greeted);
    });
    return (message, transfer = []) => {
      const way = ways.at(-1);
      if (way) way.postMessage(message, transfer);
      else waiting.push([message, transfer]);
    };
  }

  /** @returns {MessagePort} for a worker: what it sends there goes where ours goes */
  function newWay() {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data, ports }) => send(data, [...ports]);
    return port2;
  }

  /** The Blobs that have a URL: the service worker does not see scripts made of them.
   * @type {Map<string, Blob>} */
  const blobs = new Map();
  /** Where the scripts are; only a document can tell. */
  const element = /** @type {HTMLScriptElement | null} */ (self.document?.currentScript ?? null);
  const folder = element && new URL("./", element.src).href;

  if (folder) {
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (object) => {
      const url = createObjectURL.call(URL, object);
      if (object instanceof Blob) blobs.set(url, object);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      blobs.delete(url);
      revokeObjectURL.call(URL, url);
    };
  }

  /**
   * @param {string | URL} script
   * @param {boolean} module
   * @returns {string | URL | null} what to make the worker of; null: it gets nothing of ours
   */
  function prepared(script, module) {
    const url = ownUrl(`${script}`);
    if (url === null) return null;
    if (url.protocol !== "blob:") {
      url.hash = "";
      send({ type: "worker.created", url: url.href, module });
      return script;
    }
    const blob = blobs.get(url.href);
    if (!blob) return null;
    const load = module
      ? SCRIPTS.map((name) => `import "${folder}${name}";`)
      : SCRIPTS.map((name) => `importScripts("${folder}${name}");`);
    return URL.createObjectURL(new Blob([...load, blob], { type: "text/javascript" }));
  }

  const NativeWorker = self.Worker;
  if (NativeWorker) {
    const { postMessage } = NativeWorker.prototype;
    define(
      "Worker",
      class Worker extends NativeWorker {
        /**
         * @param {string | URL} script
         * @param {WorkerOptions} [options]
         */
        constructor(script, options) {
          // biome-ignore lint/complexity/noArguments: an undefined argument is one, too
          const given = /** @type {[string, WorkerOptions]} */ (/** @type {unknown} */ (arguments));
          const ours = given.length ? prepared(script, options?.type === "module") : null;
          super(...(ours ? /** @type {typeof given} */ ([ours, options]) : given));
          if (ours !== script && typeof ours === "string") URL.revokeObjectURL(ours);
          if (ours) postMessage.call(this, { [GREETING]: true }, { transfer: [newWay()] });
        }
      },
    );
  }

  const NativeSharedWorker = self.SharedWorker;
  if (NativeSharedWorker) {
    define(
      "SharedWorker",
      class SharedWorker extends NativeSharedWorker {
        /**
         * @param {string | URL} script
         * @param {string | WorkerOptions} [options]
         */
        constructor(script, options) {
          const module = typeof options === "object" && options?.type === "module";
          // One made of a Blob is shared by the URL, so that has to stay.
          const blob = `${script}`.startsWith("blob:");
          // biome-ignore lint/complexity/noArguments: an undefined argument is one, too
          const given = /** @type {[string]} */ (/** @type {unknown} */ (arguments));
          const ours = given.length && !blob ? prepared(script, module) : null;
          super(...given);
          if (ours) this.port.postMessage({ [GREETING]: true }, [newWay()]);
        }
      },
    );
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  function define(name, value) {
    Object.defineProperty(self, name, { value, writable: true, configurable: true });
  }
})();
