// The boot page: what the host answers where an app's page should be, because the service worker was
// not asked (a hard reload goes past it) or is not there yet. Sees to it that it is, and reloads.
// Whether an app is running is then the service worker's to say.

import { ensureServiceWorker, RegistrationError } from "./registration.js";

/** Visits in a short time, after which the browser must be one that keeps going past it. */
const LIMIT = 5;
const COUNTER = "__pad__.boots";
/** Milliseconds after which a boot belongs to another story. */
const FORGOTTEN = 10_000;

/** @type {import("../static/js/messages.js").Config} */
const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}");

try {
  await ensureServiceWorker(config);
  const boots = countBoots();
  if (boots <= LIMIT) location.reload();
  else {
    show(
      "The app cannot be reached",
      "The browser does not let the service worker answer this page. If its developer tools are " +
        "set to bypass service workers, turn that off, then reload",
    );
  }
} catch (error) {
  if (!(error instanceof RegistrationError)) throw error;
  show("The app cannot be shown", error.message);
}

/** @returns {number} how often this tab has been here in the last seconds, this time included */
function countBoots() {
  const now = Date.now();
  const earlier = (sessionStorage.getItem(COUNTER) ?? "").split(",").map(Number);
  const recent = [...earlier.filter((time) => now - time < FORGOTTEN), now];
  sessionStorage.setItem(COUNTER, recent.join());
  return recent.length;
}

/**
 * @param {string} heading
 * @param {string} message
 */
function show(heading, message) {
  document.title = heading;
  const texts = { heading, message };
  for (const [id, text] of Object.entries(texts)) {
    const element = document.getElementById(id);
    if (element) element.textContent = text;
  }
  document.querySelector("main")?.classList.remove("is-late");
}
