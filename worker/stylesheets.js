// Injected into every HTML document of the preview: takes in a changed stylesheet without loading the
// document anew, so that its state, its forms and its place stay. A classic script, so that it runs
// under any document's rules.
(() => {
  if (window.parent === window) return;
  const { ide = location.origin } = document.currentScript?.dataset ?? {};
  const send = (/** @type {object} */ message) => window.parent.postMessage(message, ide);

  /** What a page has taken out meanwhile never loads (milliseconds). */
  const LONGEST = 10_000;

  /** @typedef {HTMLLinkElement | HTMLStyleElement} Owner an element that brings a stylesheet */

  /** Addresses to load again. @type {Set<string>} */
  let wanted = new Set();
  let loading = false;

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || origin !== ide || data?.type !== "preview.restyle") return;
    const known = new Set(ownersIn(document).flatMap(urlsOf));
    const changed = data.paths.map((/** @type {string} */ path) => servedAs(path, known));
    const found = changed.every((/** @type {string[]} */ urls) => urls.length > 0);
    send({ type: "preview.restyling", id: data.id, found });
    if (!found) return;
    for (const url of changed.flat()) wanted.add(url);
    if (!loading) load();
  });

  /** One after the other: no older stylesheet can come behind a newer one. */
  async function load() {
    loading = true;
    while (wanted.size > 0) {
      const urls = wanted;
      wanted = new Set();
      const fetched = await Promise.all([...urls].map(fetchAnew));
      const fresh = new Set(fetched.filter((url) => url !== null));
      const owners = ownersIn(document).filter((owner) =>
        urlsOf(owner).some((url) => fresh.has(url)),
      );
      const replaced = await Promise.all(owners.map(replace));
      const failed = fresh.size < urls.size || replaced.includes(false);
      send({ type: "preview.restyled", failed });
    }
    loading = false;
  }

  /**
   * @param {Document | ShadowRoot} root
   * @returns {Owner[]} those in its frames and in its open shadow trees, too
   */
  function ownersIn(root) {
    /** @type {Owner[]} */
    const found = [];
    for (const element of root.querySelectorAll("*")) {
      const { localName } = element;
      const owner = /** @type {Owner} */ (element);
      if (localName === "style") found.push(owner);
      if (localName === "link" && owner.matches("[rel~='stylesheet' i]")) found.push(owner);
      if (element.shadowRoot) found.push(...ownersIn(element.shadowRoot));
      const inner = /** @type {HTMLIFrameElement} */ (element).contentDocument;
      if (inner && (localName === "iframe" || localName === "frame")) {
        found.push(...ownersIn(inner));
      }
    }
    return found;
  }

  /**
   * @param {Owner} owner
   * @returns {string[]} addresses of the app that its rules come from, directly or by an import rule
   */
  function urlsOf(owner) {
    const { href = "" } = /** @type {HTMLLinkElement} */ (owner);
    return [href, ...importsOf(owner.sheet)].filter(isOwn);
  }

  /** @param {string} url */
  function isOwn(url) {
    return URL.canParse(url) && new URL(url).origin === location.origin;
  }

  /**
   * @param {CSSStyleSheet | null} sheet
   * @returns {string[]}
   */
  function importsOf(sheet) {
    try {
      return [...(sheet?.cssRules ?? [])].flatMap((rule) => {
        const { styleSheet } = /** @type {CSSImportRule} */ (rule);
        return styleSheet ? [styleSheet.href ?? "", ...importsOf(styleSheet)] : [];
      });
    } catch {
      return []; // of another site, which keeps its rules to itself
    }
  }

  /**
   * The addresses that agree with most of the path: nobody knows which folder the app serves where.
   *
   * @param {string} path
   * @param {Set<string>} urls
   */
  function servedAs(path, urls) {
    const agreements = [...urls].map((url) => ({ url, parts: agreement(path, url) }));
    const best = Math.max(1, ...agreements.map(({ parts }) => parts));
    return agreements.filter(({ parts }) => parts === best).map(({ url }) => url);
  }

  /**
   * @param {string} path
   * @param {string} url
   * @returns {number} of parts at the end that are the same
   */
  function agreement(path, url) {
    const served = new URL(url).pathname.split("/").reverse();
    const parts = path.split("/").reverse();
    const differing = parts.findIndex((part, index) => {
      return encodeURIComponent(part) !== encodeURIComponent(decoded(served[index] ?? ""));
    });
    return differing === -1 ? parts.length : differing;
  }

  /** @param {string} part */
  function decoded(part) {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  }

  /**
   * Past the browser's caches, which then have the new one for whoever asks next.
   *
   * @param {string} url
   * @returns {Promise<string | null>} null: there is no stylesheet any more
   */
  async function fetchAnew(url) {
    try {
      const response = await fetch(url, { cache: "reload" });
      await response.arrayBuffer();
      return response.ok ? url : null;
    } catch {
      return null;
    }
  }

  /**
   * @param {Owner} owner goes when its successor has loaded
   * @returns {Promise<boolean>} false: that could not be loaded, and the old one stays
   */
  function replace(owner) {
    const successor = /** @type {Owner} */ (owner.cloneNode(true));
    return new Promise((resolve) => {
      const end = (/** @type {boolean} */ loaded) => {
        clearTimeout(timer);
        if (loaded && owner.sheet && successor.sheet) {
          successor.sheet.disabled = owner.sheet.disabled;
        }
        (loaded ? owner : successor).remove();
        resolve(loaded);
      };
      const timer = setTimeout(() => end(false), LONGEST);
      successor.addEventListener("load", () => end(true), { once: true });
      successor.addEventListener("error", () => end(false), { once: true });
      owner.after(successor);
      // Nothing loads, so nothing says when.
      if (successor.hasAttribute("disabled") || !successor.isConnected) end(true);
    });
  }
})();
