// From the app's answer to a Response a browser accepts from a service worker. What cannot be
// carried over has its remedy here; everything else is left as the app sent it.

import { allowFraming, allowScripts } from "./csp.js";
import { escaped } from "./html.js";
import { injectIntoHead } from "./inject.js";

/** @typedef {import("./runtime_client.js").Answer} Answer */
/** @typedef {{src: string} & Record<string, string>} Script attributes of a <script> */

/** Bodies are forbidden with these (Fetch, "null body status"). */
const NULL_BODY = new Set([101, 103, 204, 205, 304]);

/** Headers that would break the IDE around the preview. */
const DROPPED = new Set([
  "service-worker-allowed", // an app must not widen the scope of our service worker
  "clear-site-data", // nor unregister it
]);

/** Fetch, section 2.2.3, "redirect status". */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Content codings (RFC 9110, section 8.4.1) and the names that DecompressionStream has for them.
 * @type {Map<string, CompressionFormat>} */
const FORMATS = new Map([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
]);

const DOCUMENTS = new Set(["document", "iframe", "frame", "embed", "object"]);

/**
 * @param {Answer} answer
 * @param {object} request
 * @param {string} request.url
 * @param {string} request.method
 * @param {string} request.destination
 * @param {string} request.rootPath "" or "/preview/<id>": where root-absolute redirects lead
 * @param {import("./last_event_id.js").EventSourceState | null} [request.eventSource] who asks
 * @param {Script[]} scripts that every HTML document gets, in this order
 * @returns {Response}
 */
export function responseOf(answer, request, scripts) {
  const { url, method, destination, rootPath, eventSource } = request;
  const headers = new Headers();
  for (const [name, value] of answer.headers) {
    if (!DROPPED.has(name)) headers.append(name, value);
  }
  const status = carried(answer.status, url);
  const statusText = answer.reason;
  const location = headers.get("location");
  if (location !== null && REDIRECTS.has(status)) {
    headers.set("location", redirectTarget(location, url, rootPath));
  }
  if (NULL_BODY.has(status) || method === "HEAD") {
    // Read to its end, as a server would: cancelling would tell the app that the client has left.
    answer.body.pipeTo(new WritableStream()).catch(() => {});
    return new Response(null, { status, statusText, headers });
  }
  let body = decoded(answer.body, headers, destination);
  if (eventSource && isType(headers, "text/event-stream")) {
    body = body.pipeThrough(eventSource.reader());
  }
  if (DOCUMENTS.has(destination)) {
    headers.delete("x-frame-options"); // the preview is a frame
    allowFraming(headers);
    if (isShownAsHTML(headers)) {
      const nonce = allowScripts(
        headers,
        scripts.map(({ src }) => src),
      );
      headers.delete("content-length");
      body = body.pipeThrough(
        injectIntoHead(scripts.map((script) => scriptTag(script, nonce)).join("")),
      );
    }
  }
  return new Response(body, { status, statusText, headers });
}

/**
 * A Response holds 200 to 599 only (Fetch, "initialize a response"); an informational status is
 * never final, anything above is an error of the app.
 *
 * @param {number} status
 * @param {string} url
 */
function carried(status, url) {
  if (status >= 200 && status <= 599) return status;
  console.warn(`asgipad: ${url} was answered with status ${status}, which browsers show as 500`);
  return 500;
}

/**
 * @param {string} location as the app sent it
 * @param {string} url of the request
 * @param {string} rootPath
 * @returns {string} absolute: a synthetic response has no URL to resolve against
 */
function redirectTarget(location, url, rootPath) {
  let target;
  try {
    target = new URL(location, url);
  } catch {
    return location; // the browser reports a Location that is no URL
  }
  const own = target.origin === new URL(url).origin;
  const inside = target.pathname === rootPath || target.pathname.startsWith(`${rootPath}/`);
  if (own && !inside) target.pathname = rootPath + target.pathname;
  return target.href;
}

/**
 * Browsers do not decode synthetic responses. As in theirs, a coding that is not known leaves the
 * whole body as it is, and scripts see the headers of what has been decoded for them.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @param {Headers} headers lose what is not true any more, where no script sees them
 * @param {string} destination of the request, "" for a script
 * @returns {ReadableStream<Uint8Array>}
 */
function decoded(body, headers, destination) {
  const codings = (headers.get("content-encoding") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name && name !== "identity");
  const formats = codings.map((name) => FORMATS.get(name)).filter((format) => format !== undefined);
  if (formats.length !== codings.length) return body;
  if (destination) {
    headers.delete("content-encoding");
    if (formats.length) headers.delete("content-length");
  }
  return formats.reduceRight((inner, format) => inner.pipeThrough(decompression(format)), body);
}

/**
 * @param {CompressionFormat} format
 * @returns {ReadableWritablePair<Uint8Array, Uint8Array>}
 */
function decompression(format) {
  const stream = new DecompressionStream(format);
  return /** @type {ReadableWritablePair<any, Uint8Array>} */ (stream);
}

/**
 * @param {Headers} headers
 * @param {string[]} types without parameters, lower-case
 */
function isType(headers, ...types) {
  const [type = ""] = (headers.get("content-type") ?? "").split(";");
  return types.includes(type.trim().toLowerCase());
}

/** @param {Headers} headers of a document */
function isShownAsHTML(headers) {
  if (!isType(headers, "text/html", "application/xhtml+xml")) return false;
  if (/charset\s*=\s*"?utf-16/i.test(headers.get("content-type") ?? "")) return false; // our tag is ASCII
  return !/^\s*attachment\b/i.test(headers.get("content-disposition") ?? ""); // saved, not shown
}

/**
 * @param {Script} script
 * @param {string | null} nonce
 * @returns {string} well-formed as HTML and as XML
 */
function scriptTag(script, nonce) {
  const attributes = { ...script, ...(nonce && { nonce }) };
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  return `<script${written.join("")}></script>`;
}
