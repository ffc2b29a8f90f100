// From a browser's Request to an ASGI scope. The browser adds several headers after the service
// worker has seen the request, so they are rebuilt here as a server would have received them.

/** What `DecompressionStream` can undo in `response.js`. */
export const ACCEPT_ENCODING = "gzip, deflate";

/** Where the headers stand that are not named here: those that a page sets. */
const OWN = "*";

/** In which order Chromium sends those of scripts. It is seen where an app answers with them. */
const OF_SCRIPTS = [
  "host",
  "connection",
  "content-length",
  "pragma",
  "cache-control",
  "sec-ch-ua-platform",
  OWN,
  "user-agent",
  "sec-ch-ua",
  "content-type",
  "sec-ch-ua-mobile",
  "accept",
  "origin",
  "sec-fetch-site",
  "sec-fetch-mode",
  "sec-fetch-dest",
  "referer",
  "accept-encoding",
  "accept-language",
];

/** In which order it sends those of a page itself. */
const OF_PAGES = [
  "host",
  "connection",
  "content-length",
  "pragma",
  "cache-control",
  "sec-ch-ua",
  "sec-ch-ua-mobile",
  "sec-ch-ua-platform",
  "origin",
  "content-type",
  "upgrade-insecure-requests",
  "user-agent",
  OWN,
  "accept",
  "sec-fetch-site",
  "sec-fetch-mode",
  "sec-fetch-dest",
  "referer",
  "accept-encoding",
  "accept-language",
];

/** What Request.cache asks of caches on the way (Fetch, section 4.6, "HTTP-network-or-cache fetch").
 * @type {Partial<Record<RequestCache, Record<string, string>>>} */
const FRESHNESS = {
  "no-cache": { "cache-control": "max-age=0" },
  "no-store": { "cache-control": "no-cache", pragma: "no-cache" },
  reload: { "cache-control": "no-cache", pragma: "no-cache" },
};

/**
 * @param {Request} request
 * @param {string} rootPath "" or, in prefix mode, "/preview/<id>", which `path` does not repeat
 * @param {string} path percent-encoded
 * @param {number} size of the body in bytes
 * @returns {import("../static/js/messages.js").ClientScope}
 */
export function scopeOf(request, rootPath, path, size) {
  const url = new URL(request.url);
  const scheme = url.protocol === "https:" ? "https" : "http";
  return {
    method: request.method,
    scheme,
    raw_path: path,
    query_string: url.search.slice(1),
    root_path: rootPath,
    headers: headersOf(request, url, rootPath, size),
    server: serverOf(url),
    destination: request.destination,
  };
}

/**
 * @param {URL} url
 * @returns {[string, number]}
 */
export function serverOf(url) {
  const secure = url.protocol === "https:" || url.protocol === "wss:";
  return [url.hostname.replace(/^\[|\]$/g, ""), Number(url.port) || (secure ? 443 : 80)];
}

/**
 * @param {Request} request
 * @param {URL} url
 * @param {string} rootPath
 * @param {number} size of the body
 * @returns {[string, string][]}
 */
function headersOf(request, url, rootPath, size) {
  const referrer = referrerOf(request);
  const headers = new Map([
    ["host", url.host],
    ["connection", "keep-alive"],
    ["user-agent", navigator.userAgent],
    ["accept", "*/*"],
    ["accept-encoding", ACCEPT_ENCODING],
    ["accept-language", languages()],
    ["sec-fetch-site", fetchSite(request, referrer, url, rootPath)],
    ["sec-fetch-mode", request.mode],
    ["sec-fetch-dest", request.destination || "empty"],
  ]);
  if (referrer) headers.set("referer", referrer.href);
  if (request.method !== "GET" && request.method !== "HEAD") {
    headers.set("origin", originOf(request, referrer, url));
  }
  if (size || request.method === "POST" || request.method === "PUT") {
    headers.set("content-length", String(size));
  }
  for (const [name, value] of Object.entries(FRESHNESS[request.cache] ?? {})) {
    headers.set(name, value);
  }
  for (const [name, value] of request.headers) headers.set(name, value);
  // Fetch, section 4.6: parts of an encoded body would be of no use.
  if (headers.has("range")) headers.set("accept-encoding", "identity");
  const order = request.mode === "navigate" ? OF_PAGES : OF_SCRIPTS;
  const rank = (/** @type {string} */ name) => order.indexOf(order.includes(name) ? name : OWN);
  return [...headers].sort(([one], [other]) => rank(one) - rank(other));
}

/** @returns {string} Accept-Language with falling weights, as browsers write it */
export function languages() {
  return navigator.languages
    .slice(0, 9)
    .map((language, rank) => (rank ? `${language};q=${(1 - rank / 10).toFixed(1)}` : language))
    .join(",");
}

/** @param {Request} request */
function referrerOf({ referrer }) {
  return referrer && referrer !== "about:client" ? new URL(referrer) : null;
}

/**
 * The Origin header (Fetch, section 3.2): browsers write it after the service worker has seen the
 * request. Only a navigation comes from elsewhere, and one that hides its referrer hides this too.
 *
 * @param {Request} request
 * @param {URL | null} referrer
 * @param {URL} url
 */
function originOf(request, referrer, url) {
  if (request.mode !== "navigate") return url.origin;
  return referrer ? referrer.origin : "null";
}

/**
 * Sec-Fetch-Site (Fetch Metadata, section 2.3), as far as the referrer tells.
 *
 * @param {Request} request
 * @param {URL | null} referrer
 * @param {URL} url
 * @param {string} rootPath
 */
function fetchSite(request, referrer, url, rootPath) {
  if (request.mode !== "navigate") return "same-origin";
  if (!referrer) return "none";
  if (referrer.origin === url.origin) return "same-origin";
  // A preview origin's site is its IDE's host. Of other hosts only their own name is known.
  const site = rootPath ? url.hostname : url.hostname.slice(url.hostname.indexOf(".") + 1);
  const inside = `.${referrer.hostname}`.endsWith(`.${site}`);
  return inside && referrer.protocol === url.protocol ? "same-site" : "cross-site";
}
