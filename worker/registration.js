// Registers the service worker that answers a preview: for the host page and for the boot page.

/** @typedef {import("../static/js/messages.js").Config} Config */

/** Milliseconds: a service worker starts in a fraction of one second, or never. */
const PATIENCE = 20_000;

/** Why there is no service worker; the message is a sentence for the user. */
export class RegistrationError extends Error {
  /**
   * @param {"insecure" | "unsupported" | "refused"} reason
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(reason, message, options) {
    super(message, options);
    this.name = "RegistrationError";
    this.reason = reason;
  }
}

/**
 * @param {Config} config
 * @returns {Promise<ServiceWorkerRegistration>} once this version of the service worker is active
 * @throws {RegistrationError}
 */
export async function ensureServiceWorker(config) {
  if (!isSecureContext) {
    throw new RegistrationError(
      "insecure",
      `The preview cannot run at ${location.origin}: browsers allow it only on https and on ` +
        "localhost. Start asgipad on this computer, or ask for an https address",
    );
  }
  if (!("serviceWorker" in navigator)) {
    throw new RegistrationError(
      "unsupported",
      "The preview cannot run in this window: the browser has no service workers here. " +
        "A private window may be the reason; a current browser's normal window has them",
    );
  }
  try {
    const url = scriptURL(config);
    const known = await navigator.serviceWorker.getRegistration("/");
    if (known && isCurrent(known, url)) return known;
    const registration = await navigator.serviceWorker.register(url, {
      type: "module",
      scope: "/",
      updateViaCache: "none",
    });
    // The newest of the three; an older active one is replaced as soon as that is ready.
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    if (worker) await activated(worker);
    return registration;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new RegistrationError(
      "refused",
      `The preview cannot run: the browser refused its service worker (${cause}). ` +
        "Allow this site to store data, then reload",
      { cause: error },
    );
  }
}

/**
 * The URL has the script's version in it: to register it again would fetch the same once more.
 *
 * @param {ServiceWorkerRegistration} registration
 * @param {URL} url
 */
function isCurrent({ installing, waiting, active }, url) {
  return !installing && !waiting && active?.state === "activated" && active.scriptURL === url.href;
}

/**
 * The query is all that a service worker knows when the browser starts it again.
 *
 * @param {Config} config
 */
function scriptURL(config) {
  const url = new URL(`${config.worker}service_worker.js`, location.href);
  url.search = String(
    new URLSearchParams({ ide: ideOf(config), mode: config.mode, worker: config.worker }),
  );
  return url;
}

/**
 * Where the preview's own project is edited; the start page where an origin has many projects.
 *
 * @param {Config} config
 */
export function ideOf(config) {
  if (config.mode === "prefix") return config.ide;
  return `${config.ide}p/?${location.hostname.split(".")[0]}`;
}

/**
 * @param {ServiceWorker} worker
 * @returns {Promise<void>}
 */
function activated(worker) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("it did not start")), PATIENCE);
    const look = () => {
      if (worker.state === "activated") resolve();
      else if (worker.state === "redundant") reject(new Error("it could not be installed"));
      else return;
      clearTimeout(timer);
      worker.removeEventListener("statechange", look);
    };
    worker.addEventListener("statechange", look);
    look();
  });
}
