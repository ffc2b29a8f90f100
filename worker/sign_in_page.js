// Asks for a user's name and password, as browsers do for HTTP Basic authentication.

import { escaped } from "./html.js";

/**
 * Takes the place of an answer to a navigation.
 *
 * @param {import("./runtime_client.js").Answer} answer
 * @param {import("./basic_auth.js").Question} question
 * @returns {import("./runtime_client.js").Answer}
 */
export function signInPage(answer, question) {
  answer.body.pipeTo(new WritableStream()).catch(() => {}); // read to its end, as browsers do
  return {
    ...answer,
    headers: [
      ["content-type", "text/html; charset=utf-8"],
      ["cache-control", "no-store"],
    ],
    body: /** @type {ReadableStream<Uint8Array>} */ (new Response(page(question)).body),
  };
}

/** @param {import("./basic_auth.js").Question} question */
function page({ realm, rejected }) {
  const area = realm ? ` for “${escaped(realm)}”` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in</title>
<style>
  :root { color-scheme: light dark; font: 14px/1.5 -apple-system, "Segoe UI Variable Text",
      "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", system-ui, sans-serif;
    --paper: light-dark(#fff, #0e1618); --text: light-dark(#14211f, #e4edee);
    --text-2: light-dark(#415257, #abbcc0); --edge: light-dark(#7f9096, #6c8087);
    --accent: light-dark(#0b667c, #62c1d8); --on-accent: light-dark(#fff, #0e1618);
    --bad: light-dark(#b3261e, #ff8f84); }
  * { box-sizing: border-box; }
  body { margin: 0; padding: 12vh 24px 24px; color: var(--text-2); background: var(--paper); }
  form { max-width: 20rem; margin: 0 auto; }
  h1 { margin: 0 0 4px; font-size: 20px; line-height: 1.3; color: var(--text); }
  p { margin: 0 0 16px; overflow-wrap: anywhere; }
  .bad { color: var(--bad); }
  label { display: block; margin-bottom: 12px; font-weight: 500; color: var(--text); }
  input { display: block; width: 100%; margin-top: 4px; padding: 7px 10px; font: inherit;
    color: var(--text); background: transparent; border: 1px solid var(--edge); border-radius: 6px; }
  div { display: flex; gap: 8px; margin-top: 16px; }
  button { padding: 6px 14px; font: inherit; font-weight: 500; color: var(--text);
    background: transparent; border: 1px solid var(--edge); border-radius: 6px; cursor: pointer; }
  button[type="submit"] { color: var(--on-accent); background: var(--accent); border-color: transparent; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
</style>
</head>
<body>
<form data-realm="${escaped(realm)}">
  <h1>Sign in</h1>
  <p>The app asks who you are${area}.</p>
  ${rejected ? '<p class="bad" role="alert">The app did not accept that name and password.</p>' : ""}
  <label>User name<input name="user" autocomplete="username" required
    pattern="[^:]*" title="without a colon"></label>
  <label>Password<input name="password" type="password" autocomplete="current-password"></label>
  <div><button type="submit">Sign in</button><button type="button">Cancel</button></div>
</form>
<script>
  const form = document.forms[0];
  // Reloads when the service worker knows: a request could overtake the message.
  function tell(message) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => location.reload();
    navigator.serviceWorker.controller.postMessage(message, [port2]);
  }
  form.onsubmit = (event) => {
    event.preventDefault();
    const { user, password } = Object.fromEntries(new FormData(form));
    tell({ type: "basic.sign_in", realm: form.dataset.realm, user, password });
  };
  form.querySelector("[type=button]").onclick = () => tell({ type: "basic.decline" });
</script>
</body>
</html>
`;
}
