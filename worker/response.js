// From the app's answer to a Response a browser accepts from a service worker. What cannot be
// carried over has its remedy here; everything else is left as the app sent it.

import { allowScript } from "./csp.js";
import { injectIntoHead } from "./inject.js";

/** @typedef {import("./runtime_client.js").Answer} Answer */

/** Bodies are forbidden with these (Fetch, "null body status"). */
const NULL_BODY = new Set([101, 103, 204, 205, 304]);

/** Headers that would break the IDE around the preview, or that a body of ours makes untrue. */
const DROPPED = new Set([
  "x-frame-options", // the preview is a frame
  "service-worker-allowed", // an app must not widen the scope of our service worker
  "clear-site-data", // nor unregister it
  "content-encoding", // decoded here: browsers do not decode synthetic responses
]);

/** Content codings (RFC 9110, section 8.4.1) whose DecompressionStream has another name. */
const FORMATS = new Map([
  ["x-gzip", "gzip"],
  ["br", "brotli"],
]);

const DOCUMENTS = new Set(["document", "iframe", "frame", "embed", "object"]);

/**
 * @param {Answer} answer
 * @param {object} request
 * @param {string} request.url
 * @param {string} request.method
 * @param {string} request.destination
 * @param {string} request.rootPath "" or "/preview/<id>": where root-absolute redirects lead
 * @param {string} script URL of the script every HTML document gets
 * @returns {Response}
 */
export function responseOf(answer, { url, method, destination, rootPath }, script) {
  const headers = new Headers();
  let encoding = "";
  for (const [name, value] of answer.headers) {
    if (name === "content-encoding") encoding = value.trim().toLowerCase();
    if (!DROPPED.has(name)) headers.append(name, value);
  }
  const status = carried(answer.status);
  const location = headers.get("location");
  if (location !== null && status >= 300 && status < 400) {
    headers.set("location", redirectTarget(location, url, rootPath));
  }
  if (NULL_BODY.has(status) || method === "HEAD") {
    // Read to its end, as a server would: cancelling would tell the app that the client has left.
    answer.body.pipeTo(new WritableStream()).catch(() => {});
    return new Response(null, { status, headers });
  }
  let body = decoded(answer.body, encoding);
  if (encoding) headers.delete("content-length");
  if (DOCUMENTS.has(destination)) {
    allowFraming(headers);
    if (isHTML(headers)) {
      const nonce = allowScript(headers, script);
      headers.delete("content-length");
      const attribute = nonce ? ` nonce="${nonce}"` : "";
      body = body.pipeThrough(injectIntoHead(`<script async src="${script}"${attribute}></script>`));
    }
  }
  return new Response(body, { status, headers });
}

/**
 * A Response holds 200 to 599 only (Fetch, "initialize a response"); an informational status is
 * never final, anything above is an error of the app.
 *
 * @param {number} status
 */
function carried(status) {
  return status >= 200 && status <= 599 ? status : 500;
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
 * @param {ReadableStream<Uint8Array>} body
 * @param {string} encoding Content-Encoding, outermost last
 * @returns {ReadableStream<Uint8Array>}
 */
function decoded(body, encoding) {
  for (const name of encoding.split(",").map((part) => part.trim()).reverse()) {
    if (!name || name === "identity") continue;
    body = body.pipeThrough(decompression(FORMATS.get(name) ?? name));
  }
  return body;
}

/**
 * @param {string} format
 * @returns {ReadableWritablePair<Uint8Array, Uint8Array>}
 * @throws {TypeError} for a coding that this browser cannot decode
 */
function decompression(format) {
  const stream = new DecompressionStream(/** @type {CompressionFormat} */ (format));
  return /** @type {ReadableWritablePair<any, Uint8Array>} */ (stream);
}

/** @param {Headers} headers */
function isHTML(headers) {
  return /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(headers.get("content-type") ?? "");
}

/** @param {Headers} headers whose `frame-ancestors` would forbid the preview frame */
function allowFraming(headers) {
  const policy = headers.get("content-security-policy");
  if (!policy?.includes("frame-ancestors")) return;
  const kept = policy
    .split(",")
    .map((one) =>
      one
        .split(";")
        .filter((directive) => !/^\s*frame-ancestors\b/i.test(directive))
        .join(";"),
    )
    .filter((one) => one.trim());
  if (kept.length) headers.set("content-security-policy", kept.join(","));
  else headers.delete("content-security-policy");
}
