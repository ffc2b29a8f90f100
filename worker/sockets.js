// The service worker's part in a WebSocket: it leads the page's port to the runtime, and is out.

import { visibleCookies } from "./cookie_store.js";
import { RuntimeGone } from "./runtime_client.js";
import { socketScopeOf } from "./socket_scope.js";

const RESERVED = "/__pad__/";

/**
 * Passes the port on, or tells the page through it that there is nobody to open the socket.
 *
 * @param {import("../static/js/messages.js").SocketRequest} wanted
 * @param {MessagePort} port
 * @param {Client} page
 * @param {import("./previews.js").Previews} previews
 * @param {import("./connections.js").Connections} connections
 */
export async function openSocket(wanted, port, page, previews, connections) {
  const { protocols, lock } = wanted;
  const url = new URL(wanted.url);
  const target = url.pathname.startsWith(RESERVED) ? null : previews.routeSocket(page, url);
  if (target === null) {
    deny(port, 404);
    return;
  }
  const { origin } = new URL(page.url);
  const scope = socketScopeOf(url, protocols, origin, target, await visibleCookies());
  try {
    await connections.of(target.project).openSocket({ scope, ...(lock && { lock }) }, port);
  } catch (error) {
    if (!(error instanceof RuntimeGone)) throw error;
    deny(port, 503);
  }
}

/**
 * @param {MessagePort} port
 * @param {number} status
 */
function deny(port, status) {
  port.postMessage({ type: "websocket.http.response.start", status });
  port.close();
}
