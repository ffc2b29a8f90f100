// Injected into every HTML document of the preview: tells the page where the preview is and carries
// its toolbar's commands out. A classic script, so that it runs under any document's rules.
(() => {
  if (window.parent === window) return;
  // A frame inside the app's own page has the app as its parent, which gets nothing of ours: only
  // in prefix mode, where origins do not tell them apart, it could see a message.
  const { ide = location.origin } = document.currentScript?.dataset ?? {};
  const send = (/** @type {object} */ message) => window.parent.postMessage(message, ide);

  /** @param {boolean} traversal back or forward led here, no new entry was made */
  function report(traversal) {
    send({
      type: "preview.location",
      href: location.href,
      title: document.title,
      traversal,
      canGoBack: navigation ? navigation.canGoBack : null,
      canGoForward: navigation ? navigation.canGoForward : null,
    });
  }

  // The Navigation API (Chromium, Safari 26.2, Firefox 147) also sees pushState and hash changes.
  const navigation = /** @type {any} */ (window).navigation;
  if (navigation) {
    navigation.addEventListener("currententrychange", (/** @type {any} */ event) => {
      report(event.navigationType === "traverse");
    });
  } else {
    addEventListener("popstate", () => report(true));
    addEventListener("hashchange", () => report(false));
  }

  addEventListener("pageshow", ({ persisted }) => {
    const [entry] = performance.getEntriesByType("navigation");
    const { type } = /** @type {PerformanceNavigationTiming} */ (entry) ?? {};
    report(persisted || type === "back_forward");
  });

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || origin !== ide) return;
    if (data?.type === "preview.back") history.back();
    else if (data?.type === "preview.forward") history.forward();
    else if (data?.type === "preview.reload") {
      send({ type: "preview.reloading" });
      location.reload();
    }
  });

  // A frame of the traceback page; an app may well have attributes of one of these names.
  const FRAME = 'a[href="#"][data-open][data-line]';
  addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(FRAME) : null;
    if (!(link instanceof HTMLElement)) return;
    event.preventDefault();
    send({ type: "preview.open", path: link.dataset.open, line: Number(link.dataset.line) });
  });

  const CORRECTION = "button[data-correct][data-line][data-wrong][data-meant]";
  addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest(CORRECTION) : null;
    if (!(button instanceof HTMLElement)) return;
    const { correct: path, line, wrong, meant } = button.dataset;
    send({ type: "preview.correct", path, line: Number(line), wrong, meant });
  });
})();
