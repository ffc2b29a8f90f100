// Answers every request of a preview from the runtime. Knows nothing of Python: it turns fetch
// events into ASGI messages on a port and the messages that come back into responses.
//
// The browser stops an idle service worker after about 30 s and forgets its variables; whatever is
// kept here is found again: the port by asking the host page, a client's project by its URL.

import { BasicAuth } from "./basic_auth.js";
import { Connections } from "./connections.js";
import { cookiesFor, keepCookies } from "./cookie_store.js";
import { EventSourceState } from "./last_event_id.js";
import { notRunningPage } from "./pages.js";
import { Previews } from "./previews.js";
import { RequestBody } from "./request_body.js";
import { responseOf } from "./response.js";
import { RuntimeGone } from "./runtime_client.js";
import { scopeOf } from "./scope.js";
import { signInPage } from "./sign_in_page.js";
import { openSocket } from "./sockets.js";
import { isModule, isWorkerScript, withScripts, workerCreated } from "./worker_script.js";

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** Written into the registration URL by registration.js. */
const settings = new URL(location.href).searchParams;
const IDE = new URL(settings.get("ide") ?? "/", location.origin).href;
const RESERVED = "/__pad__/";
const HOST_PAGE = `${RESERVED}host.html`;
/** Written by aborts.js. */
const ABORTABLE = /:asgipad\.request:([\w.-]+)$/;

/** @param {string} file */
const scriptAt = (file) => new URL(file, location.href).pathname;

/** What runs before any script of the app, in this order. */
const FIRST = ["workers", "websocket", "event_source", "aborts"].map((name) =>
  scriptAt(`./${name}.js`),
);
/** What every HTML document gets. @type {import("./response.js").Script[]} */
const SCRIPTS = [
  ...FIRST.map((src) => ({ src })),
  { src: scriptAt("./preview.js"), async: "", "data-ide": new URL(IDE).origin },
  { src: scriptAt("./stylesheets.js"), async: "", "data-ide": new URL(IDE).origin },
];

/**
 * WebKit and Firefox end a stream with the event that began it; Chromium ends an event after 5 min,
 * and its stream too. What lasts longer lives on the host page's greetings.
 */
const LONGEST_EVENT = 4 * 60_000;

const previews = new Previews(settings.get("mode") === "prefix", worker.clients);

const connections = new Connections(worker.clients, (url) => {
  return new URL(url).pathname === HOST_PAGE ? previews.projectOfHost(url) : null;
});

/** By project. @type {Map<string, BasicAuth>} */
const signedIn = new Map();

/** @param {string} project */
function basicAuth(project) {
  const found = signedIn.get(project) ?? new BasicAuth();
  signedIn.set(project, found);
  return found;
}

worker.addEventListener("install", (event) => {
  worker.skipWaiting();
  // What the host answers need not wait until a service worker has started to say so. Chromium only:
  // others ask the listener below (Service Workers, section 4.5.2).
  const { addRoutes } = /** @type {{addRoutes?: (rules: object[]) => Promise<void>}} */ (event);
  const rule = { condition: { urlPattern: `${RESERVED}*` }, source: "network" };
  if (addRoutes) event.waitUntil(addRoutes.call(event, [rule]));
  // The app's first page asks for these, when Python has come: then they are in the browser's cache.
  for (const { src } of SCRIPTS) fetch(src).catch(() => {});
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(worker.clients.claim());
});

worker.addEventListener("message", (event) => {
  const { data, ports, source } = event;
  // From the host page after a hard reload, which went past the service worker.
  if (data?.type === "serviceworker.claim") event.waitUntil(worker.clients.claim());
  if (data?.type === "worker.created") workerCreated(data);
  if (data?.type === "request.abort") connections.abandon(data.number);
  if (data?.type === "basic.sign_in" || data?.type === "basic.decline") {
    const page = /** @type {Client} */ (source);
    const target = previews.routeSocket(page, new URL(page.url));
    if (target && data.type === "basic.sign_in") basicAuth(target.project).signIn(data);
    else if (target) basicAuth(target.project).decline(page.url);
    ports[0]?.postMessage("known");
  }
  if (data?.type === "websocket.open") {
    const [port] = /** @type {[MessagePort]} */ (ports);
    const page = /** @type {Client} */ (source);
    event.waitUntil(openSocket(data, port, page, previews, connections));
    return;
  }
  if (!(source instanceof WindowClient) || new URL(source.url).pathname !== HOST_PAGE) return;
  const project = previews.projectOfHost(source.url);
  switch (data.type) {
    case "runtime.here":
      connections.of(project).greet(source, data.started);
      return;
    case "runtime.port":
      connections.of(project).attach(/** @type {MessagePort} */ (ports[0]), {
        hostPage: source.id,
        started: data.started,
      });
      return;
    case "runtime.gone":
      connections.of(project).detach(source.id, data.reason);
  }
});

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin || url.pathname.startsWith(RESERVED)) return;
  const target = previews.route(event, url);
  if (target === null) return;
  event.respondWith(respond(event, target));
});

/**
 * @param {FetchEvent} event
 * @param {import("./previews.js").Target | Promise<import("./previews.js").Target | null>} routed
 * @returns {Promise<Response>}
 */
async function respond(event, routed) {
  const target = await routed;
  if (target === null) return fetch(event.request);
  if (target.redirect) return Response.redirect(new URL(target.redirect, location.origin), 307);
  const { request } = event;
  try {
    const reader = readerOf(event);
    const [body, cookies] = await Promise.all([RequestBody.of(request), cookiesFor(request)]);
    const scope = scopeOf(request, target.rootPath, target.path, body.size);
    if (cookies) scope.cookies = cookies;
    const source = EventSourceState.of(event);
    source?.addTo(scope.headers);
    const { answer, question } = await basicAuth(target.project).answered(
      request,
      target.path,
      scope,
      async (scope) => {
        body.rewind();
        const connection = connections.of(target.project);
        const { answer, done } = await connection.request(scope, body, reader);
        event.waitUntil(atMost(LONGEST_EVENT, done));
        const answered = await answer;
        await keepCookies(answered.cookies);
        return answered;
      },
    );
    const response = responseOf(
      question && request.mode === "navigate" ? signInPage(answer, question) : answer,
      {
        url: request.url,
        method: request.method,
        destination: request.destination,
        rootPath: target.rootPath,
        eventSource: source,
      },
      SCRIPTS,
    );
    if (!isWorkerScript(request)) return response;
    const module = await isModule(request);
    return module === null ? response : withScripts(response, FIRST, module);
  } catch (error) {
    if (error instanceof RuntimeGone) return notRunningPage(error.message, IDE, request);
    throw error;
  }
}

/**
 * @param {FetchEvent} event
 * @returns {import("./runtime_client.js").Reader} without an id if it cannot be looked for: a new page
 *   is no client yet, and what has `keepalive` may outlive its page
 */
function readerOf({ clientId, request }) {
  /** @type {import("./runtime_client.js").Reader} */
  const reader = { id: "", number: ABORTABLE.exec(request.url)?.[1] };
  if (request.mode === "navigate" || request.keepalive || !clientId) return reader;
  worker.clients.get(clientId).then((client) => {
    reader.id = client?.id ?? ""; // nobody waits for this
  });
  return reader;
}

/**
 * @param {number} duration in milliseconds
 * @param {Promise<void>} promise
 * @returns {Promise<void>}
 */
function atMost(duration, promise) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, duration);
    promise.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
