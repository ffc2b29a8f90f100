// Is the host still there? Nothing needs it while the page is open; a reload would.

const EVERY = 20_000;
const PATIENCE = 5_000;

/**
 * Calls back whenever the host goes away or comes back.
 *
 * @param {string} ide address of the start page
 * @param {(there: boolean) => void} changed
 */
export function watchHost(ide, changed) {
  const ping = new URL("__pad__/ping", ide);
  let there = true;

  async function look() {
    const answers = await reaches(ping);
    if (answers === there) return;
    there = answers;
    changed(there);
  }

  setInterval(() => {
    if (document.visibilityState === "visible") look();
  }, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
  window.addEventListener("online", look);
  window.addEventListener("offline", look);
}

/** @param {URL} address */
async function reaches(address) {
  try {
    const response = await fetch(address, {
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    return response.ok;
  } catch {
    // fetch rejects for every way of not getting there, and the reason is of no use here.
    return false;
  }
}
