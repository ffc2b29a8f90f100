// From a browser's Request to an ASGI scope. The browser adds several headers after the service
// worker has seen the request, so they are rebuilt here as a server would have received them.

/** What `DecompressionStream` can undo in `response.js`. */
const ACCEPT_ENCODING = "gzip, deflate";

/**
 * @param {Request} request
 * @param {string} rootPath "" or, in prefix mode, "/preview/<id>", which `path` does not repeat
 * @param {string} path percent-encoded
 * @returns {import("../static/js/messages.js").ClientScope}
 */
export function scopeOf(request, rootPath, path) {
  const url = new URL(request.url);
  const scheme = url.protocol === "https:" ? "https" : "http";
  return {
    method: request.method,
    scheme,
    raw_path: path,
    query_string: url.search.slice(1),
    root_path: rootPath,
    headers: headersOf(request, url),
    server: [url.hostname, Number(url.port) || (scheme === "https" ? 443 : 80)],
    destination: request.destination,
  };
}

/**
 * @param {Request} request
 * @param {URL} url
 * @returns {[string, string][]}
 */
function headersOf(request, url) {
  const headers = new Map([
    ["host", url.host],
    ["connection", "keep-alive"],
    ["user-agent", navigator.userAgent],
    ["accept", "*/*"],
    ["accept-encoding", ACCEPT_ENCODING],
    ["accept-language", languages()],
    ["sec-fetch-site", fetchSite(request, url)],
    ["sec-fetch-mode", request.mode],
    ["sec-fetch-dest", request.destination || "empty"],
  ]);
  if (request.referrer && request.referrer !== "about:client") {
    headers.set("referer", request.referrer);
  }
  if (request.method !== "GET" && request.method !== "HEAD") headers.set("origin", url.origin);
  if (request.cache === "no-store" || request.cache === "reload") {
    headers.set("cache-control", "no-cache");
    headers.set("pragma", "no-cache");
  }
  for (const [name, value] of request.headers) headers.set(name, value);
  return [...headers];
}

/** @returns {string} Accept-Language with falling weights, as browsers write it */
function languages() {
  return navigator.languages
    .slice(0, 9)
    .map((language, rank) => (rank ? `${language};q=${(1 - rank / 10).toFixed(1)}` : language))
    .join(",");
}

/**
 * Sec-Fetch-Site (Fetch Metadata, section 2.3), as far as the referrer tells.
 *
 * @param {Request} request
 * @param {URL} url
 */
function fetchSite(request, url) {
  if (request.mode !== "navigate") return "same-origin";
  if (!request.referrer || request.referrer === "about:client") return "none";
  return new URL(request.referrer).origin === url.origin ? "same-origin" : "same-site";
}
