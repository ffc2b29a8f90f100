// The browser's own cookies: those that scripts may see (`document.cookie`). The others are in
// worker/cookies.py, which also says who keeps what.

/** @typedef {import("../static/js/messages.js").Cookie} Cookie */

/** Written by static/js/lead.js: in prefix mode the IDE is on the app's origin. */
const IDE_COOKIES = new Set(["asgipad"]);

/** Since Firefox 140, Safari 18.4. In older ones there is only what worker/cookies.py keeps.
 * @type {CookieStore | undefined} */
const store = /** @type {any} */ (self).cookieStore;

/**
 * @param {Request} request
 * @returns {Promise<[string, string][] | undefined>} names and values of what scripts may see
 *   everywhere on this origin; undefined: the request goes without cookies
 */
export async function cookiesFor(request) {
  return request.credentials === "omit" ? undefined : visibleCookies();
}

/** @returns {Promise<[string, string][]>} names and values of what scripts may see everywhere */
export async function visibleCookies() {
  const all = (await store?.getAll()) ?? [];
  return all
    .filter(({ name = "" }) => !IDE_COOKIES.has(name))
    .map(({ name = "", value = "" }) => [name, value]);
}

/**
 * Writes what a response sets, one after the other: the last of two with one name counts. The API
 * ends every path with a slash, so a page that is exactly at a path does not see its cookies.
 *
 * @param {Cookie[]} cookies
 */
export async function keepCookies(cookies) {
  for (const { name, value, path, expires, same_site } of cookies) {
    try {
      await store?.set({
        name,
        value,
        path,
        expires: expires === null ? null : expires * 1000,
        sameSite: same_site,
      });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      // In prefix mode a name that begins with "__Host-": the app's root is not the origin's.
      console.warn(`asgipad: scripts do not see the cookie ${name}: ${error.message}`);
    }
  }
}
