// Hands requests of the app's pages to the page that has Pyodide, whole, and waits for the answer.

/** What the host answers. */
const HOST = "/host/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin || url.pathname.startsWith(HOST)) return;
  event.respondWith(answer(event.request, url));
});

async function answer(request, url) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((each) => new URL(each.url).pathname.startsWith(HOST));
  if (!page) return new Response("The page is closed.", { status: 503 });
  const body = await request.arrayBuffer();
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  page.postMessage(
    {
      type: "request",
      method: request.method,
      path: url.pathname,
      query: url.search.slice(1),
      headers: [...request.headers],
      body,
      host: url.host,
    },
    [port2, body],
  );
  const { status, headers, content } = await answered;
  return new Response([204, 205, 304].includes(status) ? null : content, { status, headers });
}
