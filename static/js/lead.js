// On localhost: leads to asgipad.localhost, where each preview has an origin of its own. A browser
// that cannot resolve that name stays here, in prefix mode; a cookie tells the host so.

const NAME = "asgipad.localhost";
const COOKIE = "asgipad=prefix";
/** Milliseconds that the other address may take: it is the same server. */
const PATIENCE = 3000;

const address = new URL(location.href);
address.hostname = NAME;

if (await reachable(address)) location.replace(address);
else if (stay()) location.reload();
else {
  const message = document.getElementById("message");
  if (message) {
    message.textContent =
      `This browser cannot open ${address.host}, and it refuses the cookie that would let asgipad ` +
      `run at ${location.host}. Allow cookies here, or use another browser, then reload`;
  }
}

/**
 * @param {URL} url
 * @returns {Promise<boolean>} whether the host answers there
 */
async function reachable(url) {
  try {
    const ping = new URL("/__pad__/ping", url);
    const response = await fetch(ping, { signal: AbortSignal.timeout(PATIENCE) });
    return response.ok;
  } catch {
    return false; // the name is unknown here, or the certificate is not for it
  }
}

/** @returns {boolean} false when the host would only send this page again */
function stay() {
  if (document.cookie.includes(COOKIE)) return false;
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store API
  document.cookie = `${COOKIE}; path=/; samesite=lax`;
  return document.cookie.includes(COOKIE);
}

export {}; // a module, for tsc: it awaits
