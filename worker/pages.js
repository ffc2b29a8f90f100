// What a preview shows when no runtime can answer: never a blank page.

import { escaped } from "./html.js";

const DOCUMENTS = new Set(["document", "iframe", "frame"]);

/**
 * @param {string} reason one sentence
 * @param {string} ide URL of the project in the IDE
 * @param {Request} request
 * @returns {Response} 503, a page for documents and text for everything else
 */
export function notRunningPage(reason, ide, request) {
  const headers = { "cache-control": "no-store", "content-type": "text/plain; charset=utf-8" };
  if (!DOCUMENTS.has(request.destination)) {
    return new Response(`The app is not running. ${reason}\n`, { status: 503, headers });
  }
  headers["content-type"] = "text/html; charset=utf-8";
  return new Response(page(reason, ide), { status: 503, headers });
}

/**
 * Its link tells no referrer: in prefix mode it would lead back into the app.
 *
 * @param {string} reason
 * @param {string} ide
 */
function page(reason, ide) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The app is not running</title>
<style>
  :root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
  body { max-width: 32rem; margin: 15vh auto; padding: 0 24px; }
  h1 { font-size: 20px; margin: 0 0 8px; }
</style>
<h1>The app is not running</h1>
<p>${escaped(reason)}</p>
<p><a href="${escaped(ide)}" target="_top" rel="noreferrer">Open it in asgipad</a>, then reload this page.</p>
`;
}
