// Injected into every HTML document of the preview: tells the page where the preview is and carries
// its toolbar's commands out. A classic script, so that it runs under any document's rules.
(() => {
  if (window.parent === window) return;
  const send = (/** @type {object} */ message) => window.parent.postMessage(message, "*");

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

  addEventListener("pageshow", () => {
    const [entry] = performance.getEntriesByType("navigation");
    report(/** @type {PerformanceNavigationTiming} */ (entry)?.type === "back_forward");
  });

  addEventListener("message", ({ source, data }) => {
    if (source !== window.parent) return;
    if (data?.type === "preview.back") history.back();
    else if (data?.type === "preview.forward") history.forward();
    else if (data?.type === "preview.reload") location.reload();
  });

  // A traceback's frames: <a href="#" data-open="main.py" data-line="21">.
  addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-open]") : null;
    if (!(link instanceof HTMLElement)) return;
    event.preventDefault();
    send({ type: "preview.open", path: link.dataset.open, line: Number(link.dataset.line) });
  });
})();
