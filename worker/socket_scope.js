// From the URL that a page gives to WebSocket to an ASGI scope, with the handshake's headers as a
// browser writes them (RFC 6455, section 4.1; the order is Chromium's).

import { ACCEPT_ENCODING, languages, serverOf } from "./scope.js";

/**
 * @param {URL} url ws: or wss:
 * @param {string[]} protocols
 * @param {string} origin of the page
 * @param {import("./previews.js").Target} target
 * @param {[string, string][]} cookies that scripts may see
 * @returns {import("../static/js/messages.js").SocketScope}
 */
export function socketScopeOf(url, protocols, origin, { rootPath, path }, cookies) {
  return {
    scheme: url.protocol === "wss:" ? "wss" : "ws",
    raw_path: path,
    query_string: url.search.slice(1),
    root_path: rootPath,
    headers: headersOf(url, protocols, origin),
    server: serverOf(url),
    subprotocols: protocols,
    cookies,
  };
}

/**
 * @param {URL} url
 * @param {string[]} protocols
 * @param {string} origin
 * @returns {[string, string][]}
 */
function headersOf(url, protocols, origin) {
  const key = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const headers = new Map([
    ["host", url.host],
    ["connection", "Upgrade"],
    ["pragma", "no-cache"],
    ["cache-control", "no-cache"],
    ["user-agent", navigator.userAgent],
    ["upgrade", "websocket"],
    ["origin", origin],
    ["sec-websocket-version", "13"],
    ["accept-encoding", ACCEPT_ENCODING],
    ["accept-language", languages()],
    ["sec-websocket-key", key],
    ["sec-websocket-extensions", "permessage-deflate; client_max_window_bits"],
  ]);
  if (protocols.length) headers.set("sec-websocket-protocol", protocols.join(", "));
  return [...headers];
}
